import type { Value } from "../graph/value.ts";
import type { FloatTensor, TensorLike } from "../tensor/tensor.ts";

/** What a network is asked to make small: all facts of a loss. */
export interface Loss {
  readonly name: string;
  readonly task: "classification" | "regression";
  /** Each output is a label of its own, on or off: several may hold for one example. Else, of a classification, one class of all. */
  readonly isByLabel?: true;
  /** Targets as the graph takes them, [n, width], from what the user has. */
  readonly toTargets: (y: TensorLike, outputShape: readonly number[]) => FloatTensor;
  /** Loss of each example: outputs [..., batch, width] and targets [batch, width] to [..., batch]. */
  readonly perExample: (outputs: Value, targets: Value) => Value;
  /** The raw outputs, one for each of the targets' columns, that minimize the (weighted) mean loss when they are the same for all examples. */
  readonly bestConstant: (targets: FloatTensor, weights?: ArrayLike<number>) => Float64Array;
  /** The target that says nothing, for a width: what labels are smoothed towards. None for regression. */
  readonly uninformed?: (width: number) => number;
  /** How the loss of one example curves in its outputs, where that hangs on no target. Without: not known, or it does. */
  readonly curvature?: OutputCurvature;
  /** Entropy of each example's predicted distribution, outputs to [..., batch]. None for regression. */
  readonly entropy?: (outputs: Value) => Value;
  /** Outputs are logits: predictions are their softmax, or by label their sigmoid. Metrics may then look at them. */
  readonly hasLogits?: true;
  /** Predictions from the network's outputs: probabilities for classification, values for regression. */
  readonly toPredictions: (outputs: Value) => Value;
}

/** Second derivatives of one example's loss with respect to the network's raw outputs. */
export interface OutputCurvature {
  /** Whether outputs curve together: then `at` gives [outputs, outputs], row by row. Otherwise only the diagonal, [outputs]. */
  readonly isCoupled: boolean;
  readonly at: (outputs: ArrayLike<number>) => Float64Array;
}
