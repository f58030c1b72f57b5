/** Networks trained anew on parts of the training rows: the learning curve, and bias and variance. */
import {
  adam,
  type BiasVariance,
  biasVariance,
  dense,
  type FitOptions,
  heNormal,
  type LearningCurvePoint,
  l2,
  learningCurve,
  type Model,
  type Runtime,
  sequential,
} from "@occam/core";
import { LEARNING_RATE, sizesFor } from "../fit/network-plan.ts";
import { DECIDING, LOSSES, outputsOf } from "../fit/scores.ts";
import type { BiasVarianceResult } from "./diagnose-result.ts";
import type { Subject } from "./subject.ts";

export interface RetrainOptions {
  readonly runtime: Runtime;
  readonly seed: number;
  readonly epochs: number | undefined;
  readonly signal: AbortSignal;
}

const SIZES = 8;
const REPEATS = 5;
const REPLICAS = 20;
/** A learning curve begins with this share of the rows, and no fewer than this many. */
const LEAST_SHARE = 0.05;
const LEAST_ROWS = 20;

/** The metric over 8 sizes of the training part, 5 networks each; held out are the validation rows. */
export async function curveOf(subject: Subject, options: RetrainOptions): Promise<readonly LearningCurvePoint[]> {
  const { known, data } = subject;
  const scale = data.targetScale.deviation;
  return learningCurve(networkOf(subject), data.train, {
    ...fitOptions(subject, options),
    heldOut: data.validation,
    sizes: sizesUpTo(data.train.x.shape[0] as number),
    repeats: REPEATS,
    reduce: (mean) => DECIDING[known.task].reduce(mean) * scale,
  });
}

/** By 20 bootstrap samples of the training part, looked at on the validation rows; squares in the target's units. */
export async function partsOfError(
  subject: Subject,
  options: RetrainOptions,
): Promise<{ readonly whole: BiasVariance; readonly result: BiasVarianceResult }> {
  const { data } = subject;
  const found = await biasVariance(networkOf(subject), data.train, {
    ...fitOptions(subject, options),
    points: data.validation,
    replicas: REPLICAS,
  });
  const square = data.targetScale.deviation ** 2;
  const whole = {
    ...found,
    error: found.error * square,
    bias2: found.bias2 * square,
    variance: found.variance * square,
    noise: found.noise * square,
  };
  const { error, bias2, variance, noise, noiseFrom } = whole;
  return { whole, result: { error, bias2, variance, noise, noiseFrom, replicas: REPLICAS } };
}

function networkOf({ units, known, data }: Subject): Model {
  const hidden = units.map((count) => dense({ units: count, activation: "relu", kernelInitializer: heNormal() }));
  return sequential({
    inputShape: data.train.x.shape.slice(1),
    layers: [...hidden, dense({ units: outputsOf(known) })],
  });
}

function fitOptions(
  { known, data, l2: alpha }: Subject,
  { runtime, seed, epochs, signal }: RetrainOptions,
): FitOptions {
  const { shape, epochLimit } = sizesFor(data.train.x.shape[0] as number, epochs);
  return {
    runtime,
    loss: LOSSES[known.task],
    optimizer: adam({ learningRate: LEARNING_RATE }),
    regularizer: l2({ alpha }),
    epochs: epochLimit,
    batchSize: shape.batchSize,
    seed,
    signal,
  };
}

function sizesUpTo(rowCount: number): readonly number[] {
  const least = Math.min(rowCount, Math.max(LEAST_ROWS, Math.round(LEAST_SHARE * rowCount)));
  const sizes = Array.from({ length: SIZES }, (_, i) => Math.round(least * (rowCount / least) ** (i / (SIZES - 1))));
  return [...new Set(sizes)];
}
