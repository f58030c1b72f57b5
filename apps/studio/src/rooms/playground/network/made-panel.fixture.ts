/** Test support: small networks of given weights. */
import { type LayerWeights, networkFacts } from "../../../engine/network-facts.ts";
import type { PanelSnapshot } from "../../../engine/snapshot.ts";

/** Kernel [inputs][units], bias zeros unless given. */
export function layer(
  kernel: readonly (readonly number[])[],
  bias = new Array<number>(kernel[0]?.length ?? 0).fill(0),
): LayerWeights {
  return {
    kernel: { shape: [kernel.length, bias.length], data: Float32Array.from(kernel.flat()) },
    bias: { shape: [bias.length], data: Float32Array.from(bias) },
  };
}

/** Units give 0, 1, 2, ... for successive examples, so that none is dead. */
export function madePanel(layers: readonly LayerWeights[], more: Partial<PanelSnapshot> = {}): PanelSnapshot {
  const activations = layers.slice(0, -1).map(({ bias: { data } }) => ({
    shape: [3, data.length],
    data: Float32Array.from({ length: 3 * data.length }, (_, i) => Math.floor(i / data.length)),
  }));
  return {
    train: { loss: 0.1 },
    validation: { loss: 0.2, accuracy: 0.912 },
    penalty: 0,
    divergence: undefined,
    plane: new Float32Array(4),
    layers,
    facts: networkFacts(layers, activations, 0.01),
    draws: { rows: Int32Array.of(0), masks: new Map(), normals: new Map() },
    ...more,
  };
}

/** 2-3-1: the first unit lives, the second has no weight out, the third only small ones in. */
export const SMALL = [
  layer([
    [1.2, -0.5, 0.001],
    [-0.41, 0.3, 0],
  ]),
  layer([[2], [0], [-1]]),
];
