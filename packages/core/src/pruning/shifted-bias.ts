import type { FloatTensor } from "../tensor/tensor.ts";
import type { Network } from "./network.ts";

/** The bias of a layer plus `shift`, by its name; the shift itself where the layer has none. */
export function shiftedBias(
  { parameters }: Network,
  layer: string,
  shift: Float64Array,
): readonly [string, FloatTensor] {
  const name = `${layer}/bias`;
  const bias = parameters.get(name)?.data;
  return [name, { shape: [shift.length], data: Float32Array.from(shift, (each, i) => each + (bias?.[i] ?? 0)) }];
}
