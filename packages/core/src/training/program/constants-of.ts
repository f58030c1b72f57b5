import { constant } from "../../graph/ops/index.ts";
import type { Value } from "../../graph/value.ts";
import type { FloatTensor } from "../../tensor/tensor.ts";

/** Parameters as constants of a graph, each under its own name. */
export function constantsOf(parameters: ReadonlyMap<string, FloatTensor>): ReadonlyMap<string, Value> {
  return new Map([...parameters].map(([name, { shape, data }]) => [name, constant(data, shape, "float32", name)]));
}
