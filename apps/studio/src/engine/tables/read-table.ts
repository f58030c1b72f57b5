/** A user's own table, read in the page: what its columns hold, and what each can be. */
import { isOccamError } from "@occam/core";
import { type Column, type Note, readColumns } from "@occam/core/tabular";
import type { DataSet } from "../data-sets/data-set.ts";
import { type CsvProblem, parseCsv } from "./csv.ts";
import { distinctNames } from "./distinct-names.ts";

export interface OwnTable {
  /** As the user's file is called. */
  readonly name: string;
  readonly rowCount: number;
  readonly rowsLeftOut: number;
  readonly columns: readonly OwnColumn[];
  /** What the reading decided, as `fitTable` says it. */
  readonly notes: readonly Note[];
}

export interface OwnColumn extends ColumnFacts {
  /** NaN is missing. Of texts: the place of each in `texts`. */
  readonly values: Float64Array;
  /** The distinct texts of a column of such, as they are most often written; none for numbers. */
  readonly texts: readonly string[];
}

/** What a page needs to know to let a user choose. */
export interface ColumnFacts {
  readonly name: string;
  readonly kind: "numbers" | "texts";
  /** Distinct values, and cells without any. */
  readonly distinctCount: number;
  readonly missingCount: number;
  /** What it can be predicted as; undefined for what cannot. */
  readonly asTarget: DataSet["task"] | undefined;
  /** Of a target of two classes: A and B, as they are written. */
  readonly classes: readonly [string, string] | undefined;
  /** Whether it can be an axis of the plane. */
  readonly canBeShown: boolean;
  /** Why it is no input. rowNumber: it counts the rows. manyTexts: more texts than can be inputs. */
  readonly leftOut: "constant" | "rowNumber" | "manyTexts" | undefined;
}

export type TableProblem =
  | CsvProblem
  /** The library's words: cells of one column that contradict each other. */
  | { readonly code: "unreadable"; readonly message: string }
  /** No column of numbers that differ: nothing to draw along an axis. */
  | { readonly code: "noNumbers"; readonly columns: readonly string[] }
  /** Nothing to predict from the others: no numbers, and no texts of two kinds. */
  | { readonly code: "noTarget"; readonly columns: readonly string[] }
  /** A state names a table, but no table has been read here. */
  | { readonly code: "notHere" }
  | { readonly code: "choice"; readonly at: "target" | "shown"; readonly received: string };

/** Texts of one column that become inputs. */
export const MOST_TEXTS = 20;

export function readTable(text: string, name: string): OwnTable | TableProblem {
  const csv = parseCsv(text);
  if ("code" in csv) return csv;
  const { rowCount, rowsLeftOut } = csv;
  const columns = csv.columns.map((column) => ({ name: column.name, kind: "text" as const, values: column.cells }));
  try {
    const read = readColumns({ rowCount, columns });
    // Parts of a date and counts of words are inputs, but nobody asks to predict them.
    const isWhole = (column: Column) => read.sources.get(column.name) === column.name;
    const found = read.columns.flatMap((column) => ownColumn(column, isWhole(column)));
    // A part of a date may be called as another column is.
    const names = distinctNames(found.map((column) => column.name));
    const own = withTargets(found.map((column, i) => ({ ...column, name: names[i] as string })));
    if (!own.some(({ canBeShown }) => canBeShown)) return { code: "noNumbers", columns: names };
    if (!own.some(({ asTarget }) => asTarget)) return { code: "noTarget", columns: names };
    return { name, rowCount, rowsLeftOut, columns: own, notes: read.notes };
  } catch (error) {
    if (isOccamError(error)) return { code: "unreadable", message: error.message };
    throw error;
  }
}

function ownColumn(column: Column, isWhole: boolean): readonly OwnColumn[] {
  if (column.kind === "other") return [];
  const found = column.kind === "text" ? [...new Set(column.values)].filter((each) => each !== null).sort() : [];
  const places = new Map(found.map((each, i) => [each, i]));
  // The library reads yes as true; the table's own word is shown.
  const texts = found.map((each) => (column.kind === "text" && column.spellings?.get(each)?.[0]) || each);
  const values =
    column.kind === "text"
      ? Float64Array.from(column.values, (each) => (each === null ? Number.NaN : (places.get(each) as number)))
      : column.values;
  const present = values.filter((value) => !Number.isNaN(value));
  const distinct = [...new Set(present)].sort((a, b) => a - b);
  const isNumbers = column.kind === "numeric";
  const leftOut = reasonOf(isNumbers, values, distinct.length);
  const [low, high] = distinct.map((value) => (isNumbers ? String(value) : (texts[value] as string)));
  const isTwo = distinct.length === 2 && low !== undefined && high !== undefined;
  const canBeTarget = isWhole && leftOut !== "rowNumber" && (isTwo || (isNumbers && distinct.length > 2));
  return [
    {
      ...{ name: column.name, kind: isNumbers ? "numbers" : "texts", values, texts, leftOut },
      ...{ distinctCount: distinct.length, missingCount: values.length - present.length },
      asTarget: canBeTarget ? (isTwo ? "classification" : "regression") : undefined,
      // Of no and yes, or 0 and 1, A is the latter.
      classes: isTwo ? [high, low] : undefined,
      canBeShown: isNumbers && leftOut === undefined,
    },
  ];
}

function reasonOf(isNumbers: boolean, values: Float64Array, distinctCount: number): OwnColumn["leftOut"] {
  if (distinctCount < 2) return "constant";
  if (!isNumbers) return distinctCount > MOST_TEXTS ? "manyTexts" : undefined;
  const first = values[0] as number;
  return values.every((value, row) => value === first + row) ? "rowNumber" : undefined;
}

/** A target leaves as many columns of numbers as its picture has axes: two for classes, one for numbers. */
function withTargets(columns: readonly OwnColumn[]): readonly OwnColumn[] {
  return columns.map((column) => {
    const axes = columns.filter((other) => other !== column && other.canBeShown).length;
    const needed = column.asTarget === "classification" ? 2 : 1;
    return axes < needed ? { ...column, asTarget: undefined } : column;
  });
}
