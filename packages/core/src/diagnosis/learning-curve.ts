import { describe, optionError } from "../errors.ts";
import type { Model } from "../layers/model.ts";
import { count, given, needed, optional } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { mean } from "../statistics/mean.ts";
import { standardDeviation } from "../statistics/variance.ts";
import { pow } from "../tensor/elementary.ts";
import { evaluateRuns } from "../training/fit.ts";
import { toFeatures } from "../training/prepare-examples.ts";
import { type Examples, FIT_FIELDS } from "../training/recipe/fit-options.ts";
import { growingOrder, type RowTies, requireTies } from "./row-ties.ts";
import { type TrainSubsets, trainTogether } from "./train-subsets.ts";

/** Options of `learningCurve`. */
const LEARNING_CURVE = record("learningCurve", {
  ...FIT_FIELDS,
  /** Rows that no network trains on. */
  heldOut: needed<Examples>(),
  /** Numbers of training rows, rising. Default: 8 of equal ratio, from a twentieth of the rows (at least 10) to all. */
  sizes: given<readonly number[]>(),
  /** How the rows hang together. Default: not at all. */
  ties: given<RowTies>(),
  /** Networks at each size. Default 5. */
  repeats: optional(count(), 5),
  /** The metric as a function of the mean loss: default the mean itself; `Math.sqrt` makes squared errors an RMSE. */
  reduce: given<(mean: number) => number>(),
  /** How the networks are trained. Default: `trainTogether`, those of as many rows in one graph. */
  trainSubsets: given<TrainSubsets>(),
});

export type LearningCurveOptions = OptionsOf<typeof LEARNING_CURVE>;

/** Means over the repeats, and the standard deviations over them. */
export interface LearningCurvePoint {
  /** Training rows. */
  readonly size: number;
  /** Trained on so many rows: the repeats. */
  readonly networks: number;
  /** On the rows trained on. */
  readonly train: number;
  readonly trainDeviation: number;
  readonly heldOut: number;
  readonly heldOutDeviation: number;
}

/**
 * Error over the size of the training set. Repeat r takes the first rows of its own random order, so that its sets are
 * nested; at full size repeats differ by seed alone. Groups of rows are taken one after the other, so that a set of few rows is one of
 * few groups, only the last of which may be there in part; of rows with times the latest are taken, as one who has begun to collect them later
 * would have them, and repeats differ by seed alone at all sizes. A held-out error that still falls at the end says that more rows
 * would help; two curves that have met say that they would not.
 * @throws RangeError with code OCCAM_OPTION for sizes that do not rise or exceed the rows, Error with code OCCAM_SHAPE for ties of another
 *   number of rows; else as `fit`.
 */
export async function learningCurve(
  model: Model,
  examples: Examples,
  options: LearningCurveOptions,
): Promise<readonly LearningCurvePoint[]> {
  const read = LEARNING_CURVE.read(options);
  const { heldOut, sizes, ties, repeats, reduce = (mean) => mean, trainSubsets, ...training } = read;
  const rowCount = toFeatures(model, examples.x, "learningCurve").shape[0] ?? 0;
  const ownSizes = sizes ?? sizesUpTo(rowCount, 10);
  requireSizes(ownSizes, rowCount);
  requireTies("learningCurve.ties", ties, rowCount);
  const orders = Array.from({ length: repeats }, (_, position) =>
    growingOrder(rowCount, ties, { seed: training.seed, stream: "learning curve", position }),
  );
  const lists = ownSizes.flatMap((size) => orders.map((order) => order.slice(0, size)));
  const train = trainSubsets ?? trainTogether(model, examples, training);
  const runs = await train(lists);
  const onTrain = (await evaluateRuns(runs, examples, training)).map(({ losses }, i) =>
    reduce(mean(Float64Array.from(lists[i] as Int32Array, (row) => losses[row] as number))),
  );
  const onHeldOut = (await evaluateRuns(runs, heldOut, training)).map(({ losses }) => reduce(mean(losses)));
  return ownSizes.map((size, s) => {
    const own = <T>(values: readonly T[]) => values.slice(s * repeats, (s + 1) * repeats);
    return {
      size,
      networks: repeats,
      train: mean(own(onTrain)),
      trainDeviation: deviation(own(onTrain)),
      heldOut: mean(own(onHeldOut)),
      heldOutDeviation: deviation(own(onHeldOut)),
    };
  });
}

const SIZE_COUNT = 8;

/** Sizes of equal ratio from a twentieth of the rows, but no fewer than `fewest`, to all: 8, or as many as there are between. */
export function sizesUpTo(rowCount: number, fewest: number): readonly number[] {
  const least = Math.min(rowCount, Math.max(fewest, Math.round(rowCount / 20)));
  const sizes = Array.from({ length: SIZE_COUNT }, (_, i) =>
    Math.round(least * pow(rowCount / least, i / (SIZE_COUNT - 1))),
  );
  return [...new Set(sizes)];
}

function requireSizes(sizes: readonly number[], rowCount: number): void {
  const isRising = sizes.every((size, i) => Number.isSafeInteger(size) && size > (sizes[i - 1] ?? 0));
  if (sizes.length > 0 && isRising && (sizes.at(-1) as number) <= rowCount) return;
  throw optionError({
    where: "learningCurve.sizes",
    expected: `rising numbers of rows from 1 to ${rowCount}`,
    received: describe(sizes),
  });
}

/** Of a sample; 0 for one value. */
function deviation(values: readonly number[]): number {
  return values.length < 2 ? 0 : standardDeviation(values);
}
