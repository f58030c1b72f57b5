import { optionError } from "../errors.ts";
import {
  add,
  constant,
  sigmoidCrossEntropy as crossEntropy,
  div,
  mul,
  reduceMean,
  scalar,
  sigmoid,
  sub,
} from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { type Field, optional, positive } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { exp, log, square } from "../tensor/elementary.ts";
import { sizeOf } from "../tensor/tensor.ts";
import { byColumn, logOdds } from "./best-constant.ts";
import type { Loss } from "./loss.ts";
import { toProbabilityTargets } from "./targets.ts";

/** Above 0; one for all outputs, or a list with one for each. */
const WEIGHT: Field<number | readonly number[]> = {
  expected: positive().expected,
  check: positive().check,
  schema: positive().schema,
};

/** Options of `sigmoidCrossEntropy`. */
export const SIGMOID_CROSS_ENTROPY = record("sigmoidCrossEntropy", {
  /** Factor p on the loss of label 1, above 0: one for all labels, or a list with one for each. Default 1. */
  positiveWeight: optional(WEIGHT, 1),
});

export type SigmoidCrossEntropyOptions = OptionsOf<typeof SIGMOID_CROSS_ENTROPY>;

/**
 * -p t log s(z) - (1 - t) log(1 - s(z)) with the sigmoid s, averaged over the outputs, from raw outputs (logits); p is
 * `positiveWeight`, as PyTorch's pos_weight. Targets are 0 or 1 (or probabilities), [n] or [n, outputs]; predictions are s(z). They
 * fit odds that are p times those of the data. It is part of the loss, wherever a loss is reported; metrics do not know it.
 * @throws RangeError with code OCCAM_OPTION when a weight is not above 0 and, once it meets targets, for a list that has not one weight
 * for each output.
 */
export function sigmoidCrossEntropy(options: SigmoidCrossEntropyOptions = {}): Loss {
  const { positiveWeight } = SIGMOID_CROSS_ENTROPY.read(options);
  const weightOf = (label: number) =>
    (typeof positiveWeight === "number" ? positiveWeight : positiveWeight[label]) ?? 1;
  const isPlain = [positiveWeight].flat().every((weight) => weight === 1);
  const ofOutputs = isPlain ? crossEntropy : weighted(positiveWeight);
  return {
    name: SIGMOID_CROSS_ENTROPY.name,
    task: "classification",
    isByLabel: true,
    hasLogits: true,
    toTargets: (y, outputShape) => {
      requireWidth(positiveWeight, sizeOf(outputShape));
      return toProbabilityTargets(y, outputShape);
    },
    perExample: (outputs, targets) => reduceMean(ofOutputs(outputs, targets), [-1]),
    uninformed: () => 0.5,
    // The cross-entropy of a prediction with itself.
    entropy: (outputs) => reduceMean(crossEntropy(outputs, sigmoid(outputs)), [-1]),
    // p (1 - p) / outputs; weights make it hang on targets.
    ...(isPlain && {
      curvature: { isCoupled: false, at: (outputs) => Float64Array.from(outputs, (z) => slope(z) / outputs.length) },
    }),
    bestConstant: (targets, weights) =>
      byColumn(logOdds)(targets, weights).map((odds, label) => odds + log(weightOf(label))),
    toPredictions: sigmoid,
  };
}

/**
 * w CE(z, p t / w) for w = 1 - t + p t and the plain cross-entropy CE: the same number, of which nothing cancels, for soft targets
 * too.
 */
function weighted(positiveWeight: number | readonly number[]): (outputs: Value, targets: Value) => Value {
  const weights = [positiveWeight].flat();
  return (outputs, targets) => {
    const positives = mul(constant(Float32Array.from(weights), [weights.length], "float32"), targets);
    const weight = add(sub(scalar(1), targets), positives);
    return mul(weight, crossEntropy(outputs, div(positives, weight)));
  };
}

function requireWidth(positiveWeight: number | readonly number[], outputs: number): void {
  if (typeof positiveWeight === "number" || positiveWeight.length === outputs) return;
  throw optionError({
    where: "sigmoidCrossEntropy.positiveWeight",
    expected: `a number, or ${outputs} of them, as the network has outputs,`,
    received: `${positiveWeight.length}`,
  });
}

/** s(z) s(-z), without the cancellation of 1 - s(z). */
function slope(z: number): number {
  const tail = exp(-Math.abs(z));
  return tail / square(1 + tail);
}
