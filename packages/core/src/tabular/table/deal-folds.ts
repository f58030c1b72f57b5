/** Rows dealt to folds, each of which validates once. */
import type { Fold } from "../../data/fold.ts";
import { kFold } from "../../data/k-fold.ts";
import { timeOrderedFolds } from "../../data/time-ordered-folds.ts";
import { inTime } from "./in-time.ts";
import { unitsOf } from "./row-groups.ts";
import { quoted, tableError } from "./table-error.ts";
import type { Understanding } from "./understand.ts";

export interface FoldOptions {
  /** How many. Default: `usual`, or as many as there are rows or groups, or rows of the rarest class. */
  readonly folds?: number | undefined;
  /** Default 5. */
  readonly usual?: number;
  readonly repeats: number;
  readonly seed: number;
}

export interface DealtFolds {
  /** Folds of one repeat. */
  readonly count: number;
  readonly repeats: number;
  /** Repeat by repeat; rows of the table. */
  readonly folds: readonly Fold[];
}

const USUAL_FOLDS = 5;

/**
 * Deals table rows to folds; of a classification they keep the proportions of the classes. Groups of rows stay together. Where
 * rows have times, each fold validates on rows later than those that it trains on, and there is one way to deal them.
 * @throws Error with code OCCAM_TABLE for more folds than rows or groups, or, where they are more than two, than rows of a class.
 */
export function dealFolds(known: Understanding, rows: Int32Array, options: FoldOptions): DealtFolds {
  const { seed, usual = USUAL_FOLDS } = options;
  if (known.time !== undefined) return foldsInTime(rows, known.time, options.folds ?? Math.min(usual, rows.length - 1));
  const units = unitsOf(known, rows);
  const classes = known.task.foldClasses(units.targets);
  const rarest = classes && rarestClass(known, classes);
  const count = options.folds ?? Math.max(2, Math.min(usual, units.count, rarest?.rowCount ?? usual));
  const what = known.groups?.column === undefined ? "rows" : `groups of ${quoted(known.groups.column)}`;
  if (count > units.count) throw tooManyFolds(count, `${units.count} ${what}`, units.count < 2);
  const isTooRare = rarest !== undefined && count > rarest.rowCount;
  // Two folds are what a rarer class gets where nobody says.
  if (isTooRare && options.folds !== undefined && count > 2) {
    const fewer = Math.max(2, rarest.rowCount);
    const other = known.target.classes.length > 2 ? ", or leave that class out" : "";
    throw tableError(
      `${count} folds are more than the ${rarest.rowCount} ${what} of the class "${rarest.name}" that are not test: use ${fewer} folds or fewer${other}.`,
    );
  }
  const strata = classes !== undefined && !isTooRare ? { stratify: classes } : {};
  const { repeats } = options;
  const folds = kFold({ rowCount: units.count, folds: count, repeats, seed, ...strata });
  return {
    count,
    repeats,
    folds: folds.map(({ train, validation }) => ({ train: units.rowsOf(train), validation: units.rowsOf(validation) })),
  };
}

function tooManyFolds(count: number, most: string, areTooFew: boolean): Error {
  const fix = areTooFew ? "give more of them" : "use fewer";
  return tableError(`${count} folds are more than the ${most} that are not test: ${fix}.`);
}

function foldsInTime(rows: Int32Array, time: Float64Array, count: number): DealtFolds {
  if (count < 2 || count >= rows.length)
    throw tooManyFolds(Math.max(2, count), `${rows.length - 1} rows behind the earliest`, rows.length < 3);
  const ordered = inTime(rows, time);
  const toRows = (positions: Int32Array) => positions.map((position) => ordered[position] as number).sort();
  const folds = timeOrderedFolds({ rowCount: rows.length, folds: count });
  return {
    count,
    repeats: 1,
    folds: folds.map(({ train, validation }) => ({ train: toRows(train), validation: toRows(validation) })),
  };
}

/** Of the classes that the rows hold, the one with the fewest of them. */
function rarestClass(
  { target: { classes } }: Understanding,
  own: Int32Array,
): { readonly name: string; readonly rowCount: number } | undefined {
  const counts = classes.map((name, i) => ({ name, rowCount: own.filter((each) => each === i).length }));
  return counts.filter(({ rowCount }) => rowCount > 0).sort((a, b) => a.rowCount - b.rowCount)[0];
}
