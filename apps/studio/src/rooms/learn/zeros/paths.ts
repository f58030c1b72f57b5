/** All weights over alpha, from the strength that leaves none down to a hundredth of it. */
import { type Diabetes, diabetes } from "./diabetes.ts";
import { lasso, lossOf, productsOf, ridge } from "./linear-model.ts";

export interface Stop {
  readonly alpha: number;
  readonly w: Float64Array;
  readonly trainingLoss: number;
  readonly hiddenLoss: number;
}

/** From the smallest alpha to the largest. */
export type Path = readonly Stop[];

export interface Paths {
  readonly names: readonly string[];
  readonly l1: Path;
  readonly l2: Path;
}

const COUNT = 41;
/** Powers of ten from the largest alpha to the smallest. */
const DECADES = 2;

/** Both over alphas that lie evenly on a logarithmic scale: L1's, and for L2 ten times as large. */
export function pathsOfDiabetes(): Paths {
  const table = diabetes();
  const products = productsOf(table.training.columns, table.training.target);
  const largest = Math.max(...products.pulls.map(Math.abs));
  const falling = Array.from({ length: COUNT }, (_, i) => largest * 10 ** ((-DECADES * i) / (COUNT - 1)));
  const l1: Stop[] = [];
  let w: Float64Array = new Float64Array(table.names.length);
  for (const alpha of falling) {
    // From the answer before, which is near.
    w = lasso(products, alpha, w);
    l1.push(stop(table, alpha, w));
  }
  const l2 = falling.map((alpha) => stop(table, 10 * alpha, ridge(products, 10 * alpha)));
  return { names: table.names, l1: l1.reverse(), l2: l2.reverse() };
}

function stop({ training, hidden }: Diabetes, alpha: number, w: Float64Array): Stop {
  return {
    alpha,
    w,
    trainingLoss: lossOf(training.columns, training.target, w),
    hiddenLoss: lossOf(hidden.columns, hidden.target, w),
  };
}

/** The place in a path of the lowest hidden loss. */
export const bestOf = (path: Path): number =>
  path.reduce((best, { hiddenLoss }, i) => (hiddenLoss < (path[best] as Stop).hiddenLoss ? i : best), 0);
