import { add, cast, float64, mul, scalar } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { given, needed } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import type { Run } from "../training/fit.ts";
import { losesAroundCenter } from "./float32-loss.ts";
import type { Preprocessing } from "./preprocessing.ts";
import { featureGraph } from "./preprocessing-graph.ts";

interface TargetUnits {
  readonly mean: number;
  readonly deviation: number;
}

/** Options of `tableModel`. */
const TABLE_MODEL = record("tableModel", {
  preprocessing: needed<Preprocessing>(),
  /** Text of each class, for classification. */
  classes: given<readonly string[]>(),
  /** A weight for each class: `label` is the class of highest weight times probability. Default: 1 for all. */
  decisionWeights: given<readonly number[]>(),
  /** Values are output * deviation + mean, in the target's own units, for regression. */
  targetScale: given<TargetUnits>(),
  /** Entries of the model's metadata_props. */
  metadata: given<Readonly<Record<string, string>>>(),
});

export type TableModelOptions = OptionsOf<typeof TABLE_MODEL>;

/**
 * A trained network with its preprocessing as one ONNX file: one input a column, [N, 1], float32, float64 or string, by
 * the names of `inputNames`; outputs `label` (string [N]) and `probabilities` [N, classes], or `value` [N, 1], which is float64
 * where 32-bit floats would move values by more than 1e-4 of the deviation.
 * @throws RangeError with code OCCAM_OPTION for an option that it does not know.
 */
export function tableModel(run: Run, options: TableModelOptions): Promise<Uint8Array> {
  const { preprocessing, classes, decisionWeights, targetScale, metadata } = TABLE_MODEL.read(options);
  return run.toOnnx(
    {
      features: featureGraph(preprocessing),
      ...(classes && { classes }),
      ...(decisionWeights && { decisionWeights }),
      ...(targetScale && {
        toTargetUnits: (outputs: Value) => inTargetUnits(outputs, targetScale),
      }),
    },
    metadata,
  );
}

function inTargetUnits(outputs: Value, { mean, deviation }: TargetUnits): Value {
  return losesAroundCenter({ center: mean, scale: deviation })
    ? add(mul(cast(outputs, "float64"), float64(deviation)), float64(mean))
    : add(mul(outputs, scalar(deviation)), scalar(mean));
}
