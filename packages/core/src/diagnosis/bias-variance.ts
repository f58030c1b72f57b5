import { occamError } from "../errors.ts";
import type { Model } from "../layers/model.ts";
import { toLoss } from "../losses/index.ts";
import { count, given, needed, optional } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { mean } from "../statistics/mean.ts";
import { variance } from "../statistics/variance.ts";
import { type FloatTensor, sizeOf } from "../tensor/tensor.ts";
import { evaluateRuns } from "../training/fit.ts";
import { toFeatures } from "../training/prepare-examples.ts";
import { type Examples, FIT_FIELDS } from "../training/recipe/fit-options.ts";
import { noiseVariance } from "./noise-estimate.ts";
import { bootstrapRows, type RowTies, requireTies } from "./row-ties.ts";
import { type TrainSubsets, trainTogether } from "./train-subsets.ts";

/** Options of `biasVariance`. */
const BIAS_VARIANCE = record("biasVariance", {
  ...FIT_FIELDS,
  /** Where the networks are looked at: rows that none of them trains on. */
  points: needed<Examples>(),
  /** The true expectation of the target at each point, [n, outputs], where it is known; it gives the bias of each point. */
  truth: given<FloatTensor>(),
  /** How the examples hang together: they are drawn so (`bootstrapRows`). Default: not at all. */
  ties: given<RowTies>(),
  /** The group of each point: noise is estimated from neighbours of other groups. Default: each its own. */
  pointGroups: given<ArrayLike<number>>(),
  /** Networks, each on a bootstrap sample of the examples. At least 2; default 20. */
  replicas: optional(count(2), 20),
  /** How the networks are trained. Default: `trainTogether`, those of as many rows in one graph. */
  trainSubsets: given<TrainSubsets>(),
});

export type BiasVarianceOptions = OptionsOf<typeof BIAS_VARIANCE>;

/** Squared errors of one point, summed over outputs; for classification those of the probabilities (Brier 1950). */
export interface PointError {
  /** Of the networks about their mean: sum of squares / (replicas - 1). */
  readonly variance: number;
  /** (target - mean prediction)^2 - variance / replicas: bias^2 plus noise, from one draw of the noise. */
  readonly biasAndNoise: number;
  /** (truth - mean prediction)^2 - variance / replicas, where the truth is known. Unbiased, so it may be below 0. */
  readonly bias2?: number;
}

export interface BiasVariance {
  /** Means over the points: error = bias2 + variance + noise, exactly. */
  readonly error: number;
  readonly bias2: number;
  readonly variance: number;
  readonly noise: number;
  /** The truth that was given, or the Gamma test's estimate (see `noiseVariance`), which few rows or many columns spoil. */
  readonly noiseFrom: "truth" | "neighbours";
  readonly points: readonly PointError[];
  /** Every network's predictions [n, outputs]: the picture of many fits. */
  readonly predictions: readonly FloatTensor[];
}

/**
 * Bias and variance of a training procedure by bootstrap replicas (Geman, Bienenstock & Doursat 1992; Breiman 1996 for the
 * bootstrap). With f_r the predictions of replica r and m their mean, at a point of target y:
 * mean_r (y - f_r)^2 = (y - m)^2 + (R - 1)/R variance, and E (y - m)^2 = bias^2 + noise + variance / R. A bootstrap
 * sample holds 63% of the rows, or of the groups, so that variance is somewhat above that of fresh samples of the same size.
 * @throws RangeError with code OCCAM_OPTION for fewer than 2 replicas, Error with code OCCAM_SHAPE for a truth of another
 *   shape than the predictions and for ties and groups of another number of rows; else as `fit`.
 */
export async function biasVariance(
  model: Model,
  examples: Examples,
  options: BiasVarianceOptions,
): Promise<BiasVariance> {
  const { points, truth, ties, pointGroups, replicas, trainSubsets, ...training } = BIAS_VARIANCE.read(options);
  const targets = toLoss(training.loss).toTargets(points.y, model.outputShape);
  if (truth !== undefined) requireTruth(truth, targets);
  const rowCount = toFeatures(model, examples.x, "biasVariance").shape[0] ?? 0;
  requireTies("biasVariance.ties", ties, rowCount);
  if (pointGroups !== undefined)
    requireTies("biasVariance.points", { groups: pointGroups }, targets.shape[0] as number);
  const samples = Array.from({ length: replicas }, (_, position) =>
    bootstrapRows(rowCount, ties, { seed: training.seed, stream: "bias and variance", position }),
  );
  const train = trainSubsets ?? trainTogether(model, examples, training);
  const found = await evaluateRuns(await train(samples), points, training);
  const predictions = found.map((each) => each.predictions);
  const each = pointErrors(predictions, targets, truth);
  const average = (pick: (point: PointError) => number) => mean(each.map(pick));
  const [ofReplicas, both] = [average((point) => point.variance), average((point) => point.biasAndNoise)];
  const noise =
    truth === undefined
      ? await estimatedNoise(model, points, targets, { groups: pointGroups, signal: options.signal })
      : both - average(({ bias2 = 0 }) => bias2);
  // Noise cannot exceed what variance leaves of the error.
  const own = truth === undefined ? Math.min(noise, Math.max(0, both)) : noise;
  return {
    error: both + ofReplicas,
    bias2: both - own,
    variance: ofReplicas,
    noise: own,
    noiseFrom: truth === undefined ? "neighbours" : "truth",
    points: each,
    predictions,
  };
}

function requireTruth(truth: FloatTensor, { shape }: FloatTensor): void {
  if (truth.shape.join() === shape.join() && truth.data.length === sizeOf(shape)) return;
  throw occamError("OCCAM_SHAPE", {
    where: "biasVariance.truth",
    expected: `[${shape.join(", ")}], as the predictions`,
    received: `[${truth.shape.join(", ")}]`,
  });
}

function pointErrors(
  predictions: readonly FloatTensor[],
  targets: FloatTensor,
  truth: FloatTensor | undefined,
): readonly PointError[] {
  const replicas = predictions.length;
  const rowCount = targets.shape[0] as number;
  const width = targets.data.length / rowCount;
  return Array.from({ length: rowCount }, (_, row) => {
    let [ofReplicas, toTarget, toTruth] = [0, 0, 0];
    for (let i = row * width; i < (row + 1) * width; i++) {
      const values = predictions.map(({ data }) => data[i] as number);
      const middle = mean(values);
      ofReplicas += variance(values);
      toTarget += ((targets.data[i] as number) - middle) ** 2;
      toTruth += ((truth?.data[i] ?? 0) - middle) ** 2;
    }
    const ofMean = ofReplicas / replicas;
    return {
      variance: ofReplicas,
      biasAndNoise: toTarget - ofMean,
      ...(truth !== undefined && { bias2: toTruth - ofMean }),
    };
  });
}

async function estimatedNoise(
  model: Model,
  points: Examples,
  targets: FloatTensor,
  options: Parameters<typeof noiseVariance>[3],
): Promise<number> {
  const { data } = toFeatures(model, points.x, "points");
  const noise = await noiseVariance(data, targets.data, targets.shape[0] as number, options);
  return Number.isNaN(noise) ? 0 : noise;
}
