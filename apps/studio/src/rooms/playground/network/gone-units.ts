import type { LayerWeights } from "../../../engine/network-facts.ts";

/**
 * Of each hidden layer, which units have been taken out: their weights in and out and their bias are exactly 0, so that nothing reaches them
 * and they reach nothing. Training alone leaves the bias of a unit without weights as it was.
 */
export function goneUnits(layers: readonly LayerWeights[]): readonly (readonly boolean[])[] {
  return layers.slice(0, -1).map(({ kernel, bias }, i) => {
    const next = layers[i + 1] as LayerWeights;
    const [units, outputs] = [bias.data.length, next.bias.data.length];
    return Array.from(
      bias.data,
      (b, unit) =>
        b === 0 &&
        kernel.data.every((w, at) => at % units !== unit || w === 0) &&
        next.kernel.data.subarray(unit * outputs, (unit + 1) * outputs).every((w) => w === 0),
    );
  });
}

/** The weights between units that are there. */
export function weightsThere(layers: readonly LayerWeights[]): readonly number[] {
  const gone = goneUnits(layers);
  return layers.flatMap(({ kernel, bias: { data } }, layer) =>
    Array.from(kernel.data).filter((_, at) => {
      const isFromGone = gone[layer - 1]?.[Math.floor(at / data.length)];
      return !isFromGone && !gone[layer]?.[at % data.length];
    }),
  );
}
