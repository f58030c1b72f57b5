/** What a table's reading decided against the naive one, as data: words are made where they are shown. */

import type { DroppedReason } from "../../../data/preprocessing.ts";
import type { DatePart } from "./moment.ts";

export type NoteCode =
  /** Numbers in another way of writing than 1234.5: the example is one of the `rows` cells. */
  | "numbersWrittenAs"
  /** Cells taken for missing, as the example. */
  | "missingMarks"
  /** Cells that often mean a missing value and were kept as one, as the example. */
  | "keptMark"
  /** Digits with leading zeros are codes, kept as written. */
  | "code"
  /** Dates or times of day, as the example: `parts` are what they became, a column of numbers each. */
  | "dates"
  /** Sentences: how often each of the most frequent words stands in a cell; the example has the first of them. */
  | "wordCounts"
  /** Spellings of one value were merged: `rows` cells are written as their value is not, as the example. */
  | "mergedSpellings"
  /** Most cells are numbers, and `rows` cells are not, as the example: the column is read as categories. */
  | "mostlyNumbers"
  /** Rows that are equal to one above them, the example being the first: they stay in one part of a split, and in one fold. */
  | "repeatedRows"
  /** A column that looks like the groups that rows come in, such as patients: `rows` in each on average, the example being one. */
  | "looksLikeGroups"
  /** A column that looks like time: rows come in its order. */
  | "looksLikeTime"
  /** A column that is most likely the target in another guise, or made after it; `rows` is how many held-out rows say so. */
  | "leakingColumn"
  /** A column that tells nearly all of the target by itself, as a law of nature may; `rows` is how many held-out rows say so. */
  | "tellingColumn"
  /** Of `rows` rows a network, of 32-bit floats, cannot tell the number from another one, as the example: others lie too far away. */
  | "mergedByFloat32"
  /** A class of `rows` rows, the example, is so rare that accuracy says little. */
  | "imbalance"
  /** Numbers of more than the 16 digits that 64-bit floats have, as the example, which differ in the digits beyond: those are lost. */
  | "roundedByFloat64"
  /** Rows without a target are left out; the example is how a cell says so, where one does. */
  | "rowsWithoutTarget"
  /** A column that is no input, for the `reason`; the example is the first value that it holds. */
  | "droppedColumn";

export interface Note {
  readonly code: NoteCode;
  /** Absent where the whole table is meant. */
  readonly column?: string;
  /** How many cells or rows are concerned. */
  readonly rows: number;
  /** A cell as the table writes it. */
  readonly example?: string;
  /** Of `dates`: what each row has a number of; what says nothing, such as the year of one year, is not there. */
  readonly parts?: readonly DatePart[];
  /** Of `droppedColumn`. */
  readonly reason?: DroppedReason;
}
