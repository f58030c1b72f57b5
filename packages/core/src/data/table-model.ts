import { add, mul, scalar } from "../graph/ops/index.ts";
import type { Run } from "../training/fit.ts";
import type { Preprocessing } from "./preprocessing.ts";
import { featureGraph } from "./preprocessing-graph.ts";

export interface TableModelOptions {
  readonly preprocessing: Preprocessing;
  /** Text of each class, for classification. */
  readonly classes?: readonly string[];
  /** Values are output * deviation + mean, in the target's own units, for regression. */
  readonly targetScale?: { readonly mean: number; readonly deviation: number };
  /** Entries of the model's metadata_props. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * A trained network with its preprocessing as one ONNX file: one input a column, [N, 1], float32 or string, by the
 * names of `inputNames`; outputs `label` (string [N]) and `probabilities` [N, classes], or `value` [N, 1].
 */
export function tableModel(
  run: Run,
  { preprocessing, classes, targetScale, metadata }: TableModelOptions,
): Promise<Uint8Array> {
  return run.toOnnx(
    {
      features: featureGraph(preprocessing),
      ...(classes && { classes }),
      ...(targetScale && {
        toTargetUnits: (outputs) => add(mul(outputs, scalar(targetScale.deviation)), scalar(targetScale.mean)),
      }),
    },
    metadata,
  );
}
