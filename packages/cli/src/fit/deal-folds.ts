import { type Fold, kFold } from "@occam/core";
import { inputError } from "../table/input-error.ts";
import type { Understanding } from "./understanding.ts";

export interface FoldOptions {
  /** How many. Default: `usual`, or as many as the rarest class has rows. */
  readonly folds?: number;
  /** Default 5. */
  readonly usual?: number;
  readonly repeats: number;
  readonly seed: number;
}

export interface DealtFolds {
  /** Folds of one repeat. */
  readonly count: number;
  readonly repeats: number;
  /** Repeat by repeat; positions in the rows that were dealt. */
  readonly folds: readonly Fold[];
}

const USUAL_FOLDS = 5;

/**
 * Deals rows of the table to folds; of a classification they keep the proportions of the classes.
 * @throws input error for more folds than rows, or than rows of a class.
 */
export function dealFolds(known: Understanding, rows: Int32Array, options: FoldOptions, file: string): DealtFolds {
  const { repeats, seed, usual = USUAL_FOLDS } = options;
  const stratify = known.task === "classification" ? Int32Array.from(rows, (row) => known.targets[row] as number) : [];
  const rarest = rarestClass(known, stratify);
  const count = options.folds ?? Math.max(2, Math.min(usual, rarest?.rowCount ?? usual));
  if (count > rows.length) {
    throw inputError(`${file}: --folds ${count} is more than the ${rows.length} rows that are not test: use fewer.`);
  }
  const isTooRare = rarest !== undefined && count > rarest.rowCount;
  if (isTooRare && options.folds !== undefined) {
    throw inputError(
      `${file}: --folds ${count} is more than the ${rarest.rowCount} rows of the class "${rarest.name}" that are not test: use ${rarest.rowCount < 2 ? "another table, or leave that class out" : `--folds ${rarest.rowCount} or fewer, or leave that class out`}.`,
    );
  }
  const strata = known.task === "classification" && !isTooRare ? { stratify } : {};
  return { count, repeats, folds: kFold({ rowCount: rows.length, folds: count, repeats, seed, ...strata }) };
}

/** Of the classes that the rows hold, the one with the fewest of them. */
function rarestClass(
  { classes }: Understanding,
  own: ArrayLike<number>,
): { readonly name: string; readonly rowCount: number } | undefined {
  const counts = classes.map((name, i) => ({ name, rowCount: Array.from(own).filter((each) => each === i).length }));
  return counts.filter(({ rowCount }) => rowCount > 0).sort((a, b) => a.rowCount - b.rowCount)[0];
}
