/** Rows dealt to folds, each of which validates once. */
import type { Fold } from "../../data/fold.ts";
import { kFold } from "../../data/k-fold.ts";
import { tableError } from "./table-error.ts";
import { targetsOf, type Understanding } from "./understand.ts";

export interface FoldOptions {
  /** How many. Default: `usual`, or as many as the rarest class has rows. */
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
 * Deals table rows to folds; of a classification they keep the proportions of the classes.
 * @throws Error with code OCCAM_TABLE for more folds than rows, or than rows of a class.
 */
export function dealFolds(known: Understanding, rows: Int32Array, options: FoldOptions): DealtFolds {
  const { repeats, seed, usual = USUAL_FOLDS } = options;
  const classes = known.task.foldClasses(targetsOf(known, rows));
  const rarest = classes && rarestClass(known, classes);
  const count = options.folds ?? Math.max(2, Math.min(usual, rarest?.rowCount ?? usual));
  if (count > rows.length)
    throw tableError(`${count} folds are more than the ${rows.length} rows that are not test: use fewer.`);
  const isTooRare = rarest !== undefined && count > rarest.rowCount;
  if (isTooRare && options.folds !== undefined) {
    const fix = rarest.rowCount < 2 ? "another table" : `${rarest.rowCount} folds or fewer`;
    throw tableError(
      `${count} folds are more than the ${rarest.rowCount} rows of the class "${rarest.name}" that are not test: use ${fix}, or leave that class out.`,
    );
  }
  const strata = classes !== undefined && !isTooRare ? { stratify: classes } : {};
  const toRows = (positions: Int32Array) => positions.map((position) => rows[position] as number);
  const folds = kFold({ rowCount: rows.length, folds: count, repeats, seed, ...strata });
  return {
    count,
    repeats,
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
