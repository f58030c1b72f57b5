/** A kind of column: what its cells must be, and what they become. */
import type { InputColumn, TextInput } from "../../../data/columns.ts";
import type { DistinctCell } from "./distinct-cells.ts";
import type { MissingTest } from "./missing-marks.ts";
import type { Note } from "./note.ts";
import type { Reading } from "./reading.ts";

/** A column of texts that is to be understood. */
export interface TextCells {
  readonly name: string;
  readonly values: TextInput["values"];
  readonly distinct: readonly DistinctCell[];
  /** Marks of a missing value that the user named. */
  readonly marks: readonly string[];
}

export interface Decided<Own extends Reading = Reading> {
  readonly reading: Own;
  /** Another reading says other things of the same cells: the rest of the table decides. */
  readonly rival?: Own;
}

export interface ColumnKind<Own extends Reading = Reading> {
  readonly name: Own["kind"];
  /** Whether cells beside which the words for missing values are marks; else they are words. */
  readonly isOfValues: boolean;
  /** How the cells are read, where every one of them is of this kind. `present` are those that no mark calls missing. */
  readonly decide: (present: readonly DistinctCell[], cells: TextCells) => Decided<Own> | undefined;
  /**
   * What the network's preprocessing takes: the column under its own name, or several made of it under names of theirs. The column
   * may be of numbers, too, as its reader found it.
   * @throws Error with code OCCAM_TABLE for a cell that it cannot hold, with its row.
   */
  readonly read: (column: InputColumn, reading: Own, marks: readonly string[]) => readonly InputColumn[];
  readonly isMissing: (reading: Own, marks: readonly string[]) => MissingTest;
  /** Whether properties out of a file are those of a reading of this kind. */
  readonly isFacts: (facts: Readonly<Record<string, unknown>>) => boolean;
  /** Readers do so by themselves: a model says nothing of it. */
  readonly isNaive: (reading: Own) => boolean;
  /** What was decided against the naive reading. */
  readonly notes: (reading: Own, present: readonly DistinctCell[], name: string) => readonly Note[];
  /** What sets a reading apart from its rivals, where the cells show it: columns in doubt follow those that show one. */
  readonly mark?: {
    readonly of: (reading: Own) => string;
    readonly isShown: (reading: Own, present: readonly DistinctCell[]) => boolean;
  };
  /** The error for cells that no column helps out of doubt; else the first reading is meant. */
  readonly doubt?: (present: readonly DistinctCell[], name: string) => Error;
}
