import { reshape, transpose } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { groupSize } from "./norms.ts";
import type { KernelAxes } from "./penalty.ts";

/** A kernel as [incoming weights, units], behind the replica axis where there is one. */
export function toColumns(kernel: Value, { incoming, output }: KernelAxes): Value {
  const lead = kernel.shape.length - incoming.length - 1;
  const order = [...Array.from({ length: lead }, (_, axis) => axis), ...incoming, output];
  const isInOrder = order.every((axis, i) => axis === i);
  const ordered = isInOrder ? kernel : transpose(kernel, order);
  return reshape(ordered, [...kernel.shape.slice(0, lead), groupSize(kernel, incoming), Number(kernel.shape[output])]);
}
