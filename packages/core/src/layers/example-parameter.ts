import { reshape } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import type { LayerScope, ParameterSpec } from "./layer.ts";

/** A parameter laid out over the axes of one example, `shape`, so that it broadcasts with a batch of them. */
export function exampleParameter(scope: LayerScope, spec: ParameterSpec, shape: readonly number[]): Value {
  const value = scope.batchParameter(spec.name.slice(spec.name.lastIndexOf("/") + 1));
  const lead = value.shape.slice(0, value.shape.length - spec.shape.length);
  return reshape(value, [...lead, ...shape]);
}

/** How many axes of x stand before those of one example: the batch's, and the replicas' where there are any. */
export function leadingAxes(x: Value, inputShape: readonly number[]): number {
  return x.shape.length - inputShape.length;
}
