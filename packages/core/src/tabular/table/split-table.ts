/** Rows to train on, to choose by and to test with. */
import { type SplitParts, splitRows } from "../../data/split.ts";
import { inTime } from "./in-time.ts";
import { tidyText } from "./reading/canonical-text.ts";
import { requireColumn } from "./require-column.ts";
import { unitsOf } from "./row-groups.ts";
import type { Column, Table } from "./table.ts";
import { quoted, tableError } from "./table-error.ts";
import { targetsOf, type Understanding } from "./understand.ts";

const SHARES = { train: 0.6, validation: 0.2, test: 0.2 };
const MIN_ROWS = 10;

/**
 * Table rows of each part: 60/20/20, stratified by the target, by the seed; in the order of time where there is one, groups of rows as a whole;
 * or the user's own column of train, validation, test, which may name no validation rows.
 * @throws Error with code OCCAM_TABLE for fewer than 10 rows with a target, an empty part, and training rows of one class.
 */
export function splitTable(
  table: Table,
  known: Understanding,
  seed: number,
  splitColumn: string | undefined,
): SplitParts {
  if (known.rows.length < MIN_ROWS) {
    throw tableError(
      `there are ${known.rows.length} rows with a target: at least ${MIN_ROWS} are needed to train, choose and test.`,
    );
  }
  const parts = splitColumn === undefined ? drawnParts(known, seed) : ownParts(table, known, splitColumn);
  for (const [name, rows] of Object.entries(parts)) {
    // The choice is made in folds of the training rows where a split of one's own names no others.
    if (rows.length > 0 || (name === "validation" && splitColumn !== undefined)) continue;
    const fix =
      splitColumn === undefined
        ? `give more ${whatIsSplit(known)}`
        : `the column ${quoted(splitColumn)} needs rows marked train and test`;
    throw tableError(`no row is left for the ${name} part: ${fix}.`);
  }
  known.task.requireTrainable(targetsOf(known, parts.train));
  return parts;
}

/** What stays together, and so must be more than one for each part. */
function whatIsSplit({ groups, time }: Understanding): string {
  if (time !== undefined) return "rows of other times, as those of one time stay together";
  return groups?.column === undefined ? "rows" : `groups of ${quoted(groups.column)}`;
}

/** The rows of two parts, ascending. */
export function joinedRows(first: Int32Array, second: Int32Array): Int32Array {
  return Int32Array.from([...first, ...second]).sort();
}

function drawnParts(known: Understanding, seed: number): SplitParts {
  const { rows, task, time } = known;
  if (time !== undefined) return partsInTime(rows, time);
  const units = unitsOf(known, rows);
  const parts = splitRows({ rowCount: units.count, shares: SHARES, seed, strata: task.strata(units.targets) });
  return {
    train: units.rowsOf(parts.train),
    validation: units.rowsOf(parts.validation),
    test: units.rowsOf(parts.test),
  };
}

/** The earliest rows are trained on, the latest tested with; rows of one time stay together. */
function partsInTime(rows: Int32Array, time: Float64Array): SplitParts {
  const ordered = inTime(rows, time);
  const cut = (share: number) => {
    let at = Math.round(share * ordered.length);
    while (at > 0 && at < ordered.length && time[ordered[at] as number] === time[ordered[at - 1] as number]) at += 1;
    return at;
  };
  const [first, second] = [cut(SHARES.train), cut(SHARES.train + SHARES.validation)];
  return {
    train: ordered.slice(0, first).sort(),
    validation: ordered.slice(first, second).sort(),
    test: ordered.slice(second).sort(),
  };
}

/** Words for parts, as published splits have them. */
const PART_WORDS: ReadonlyMap<string, keyof SplitParts> = new Map([
  ...["train", "training", "trn", "tr"].map((word) => [word, "train"] as const),
  ...["validation", "valid", "val", "dev", "development"].map((word) => [word, "validation"] as const),
  ...["test", "testing", "tst", "holdout", "hold-out", "held-out", "heldout"].map((word) => [word, "test"] as const),
]);

function ownParts(table: Table, { rows }: Understanding, name: string): SplitParts {
  const column: Column = requireColumn(table, name, "split");
  const parts: Record<keyof SplitParts, number[]> = { train: [], validation: [], test: [] };
  for (const row of rows) {
    const word = column.kind === "text" ? column.values[row] : undefined;
    const part = PART_WORDS.get(tidyText(word ?? "").toLowerCase());
    if (part !== undefined) parts[part].push(row);
    else {
      const held = column.kind === "text" ? JSON.stringify(word ?? "") : "no text";
      throw tableError(
        `the split column ${quoted(name)} holds ${held} in row ${row + 1}: expected train, validation or test.`,
      );
    }
  }
  return {
    train: Int32Array.from(parts.train),
    validation: Int32Array.from(parts.validation),
    test: Int32Array.from(parts.test),
  };
}
