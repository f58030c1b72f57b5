/** Networks of the same settings trained anew on parts of the training rows: the learning curve, and bias and variance. */
import { type BiasVariance, biasVariance } from "../../diagnosis/bias-variance.ts";
import { type LearningCurvePoint, learningCurve, sizesUpTo } from "../../diagnosis/learning-curve.ts";
import type { RowTies } from "../../diagnosis/row-ties.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { square } from "../../tensor/elementary.ts";
import type { FitOptions } from "../../training/recipe/fit-options.ts";
import { type NetworkPlan, networkPlan } from "../settings/network-plan.ts";
import type { Setting } from "../settings/setting.ts";
import type { InForce } from "../settings/values.ts";
import type { Understanding } from "../table/understand.ts";
import type { Preparation, RowExamples } from "./prepare.ts";

export interface Retraining {
  readonly runtime: Runtime;
  readonly known: Understanding;
  readonly settings: readonly Setting[];
  /** What the network has in force. There are no rows to stop early by: it trains for `epochs`. */
  readonly network: readonly InForce[];
  /** Epochs of the network's kept weights. */
  readonly epochs: number;
  readonly preparation: Preparation;
  readonly train: RowExamples;
  /** Rows that no network trains on. */
  readonly heldOut: RowExamples;
  /** Where both stand in the table. */
  readonly rows: Readonly<Record<"train" | "heldOut", Int32Array>>;
  readonly seed: number;
  readonly signal: AbortSignal | undefined;
}

/** Networks at each size of a learning curve. */
const REPEATS = 5;
/** Bootstrap samples. */
const REPLICAS = 20;
/** A learning curve begins with no fewer rows. */
const LEAST_ROWS = 20;

/** What is about to be trained, for whoever waits. */
export function curvePlan({ train }: Retraining): { readonly sizes: readonly number[]; readonly networks: number } {
  return { sizes: sizesUpTo(train.x.shape[0] as number, LEAST_ROWS), networks: REPEATS };
}

export const PARTS_PLAN = { replicas: REPLICAS } as const;

/** The deciding metric over numbers of training rows. */
export function curveOf(retraining: Retraining): Promise<readonly LearningCurvePoint[]> {
  const { known, train, heldOut, preparation } = retraining;
  const { deviation } = preparation.targetScale;
  const { sizes, networks } = curvePlan(retraining);
  const { model, options } = planOf(retraining);
  return learningCurve(model, train, {
    ...fitOptions(retraining, options),
    heldOut,
    ties: tiesOf(retraining),
    sizes,
    repeats: networks,
    reduce: (mean) => known.task.deciding.reduce(mean * square(deviation)),
  });
}

/** Squared error in the target's units, or of the probabilities (Brier), in its parts. */
export type ErrorParts = Pick<BiasVariance, "error" | "bias2" | "variance" | "noise" | "noiseFrom"> & {
  /** Bootstrap samples. */
  readonly replicas: number;
};

/** By bootstrap samples of the training rows. */
export async function partsOfError(
  retraining: Retraining,
): Promise<{ readonly whole: BiasVariance; readonly parts: ErrorParts }> {
  const { known, train, heldOut, rows, preparation } = retraining;
  const { model, options } = planOf(retraining);
  const found = await biasVariance(model, train, {
    ...fitOptions(retraining, options),
    points: heldOut,
    ties: tiesOf(retraining),
    pointGroups: known.groups && valuesAt(known.groups.groupOf, rows.heldOut),
    replicas: REPLICAS,
  });
  const factor = square(preparation.targetScale.deviation);
  const [error, bias2, variance, noise] = [found.error, found.bias2, found.variance, found.noise].map(
    (each) => each * factor,
  ) as [number, number, number, number];
  const whole = { ...found, error, bias2, variance, noise };
  return { whole, parts: { error, bias2, variance, noise, noiseFrom: found.noiseFrom, replicas: REPLICAS } };
}

/** How the training rows hang together, as split and folds keep it. */
function tiesOf({ known: { groups, time }, rows: { train } }: Retraining): RowTies | undefined {
  if (time !== undefined) return { times: valuesAt(time, train) };
  return groups && { groups: valuesAt(groups.groupOf, train) };
}

function valuesAt(values: ArrayLike<number>, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row] as number);
}

function planOf({ settings, network, known, train }: Retraining): NetworkPlan {
  const widths = { columns: train.columns, outputs: known.task.outputCount(known.target) };
  return networkPlan(settings, [network], widths);
}

function fitOptions(
  { runtime, known, epochs, seed, signal }: Retraining,
  { earlyStopping: _, ...options }: NetworkPlan["options"],
): FitOptions {
  return { ...options, runtime, loss: known.task.loss, epochs, seed, ...(signal && { signal }) };
}
