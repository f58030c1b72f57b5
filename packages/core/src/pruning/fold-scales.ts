import type { Layer, UnitScale } from "../layers/layer.ts";
import type { Model } from "../layers/model.ts";
import { isIdentity } from "../layers/wiring.ts";
import type { FloatTensor } from "../tensor/tensor.ts";
import { type Network, parameterOf } from "./network.ts";
import { rebuild } from "./rebuild.ts";
import { shiftedBias } from "./shifted-bias.ts";
import { forEachWithIndex } from "./slices.ts";

/**
 * Batch normalizations taken into the layer before them, where that has no activation and feeds nothing else, or into the layers
 * behind them, where all of those are weighted sums. Exact but for rounding.
 */
export function foldScales(network: Network): { readonly network: Network; readonly folded: readonly string[] } {
  const { model } = network;
  for (const [index, layer] of model.layers.entries()) {
    if (layer.parameters.length === 0 || layer.units?.affine === undefined || index === model.layers.length - 1)
      continue;
    const scale = layer.units.affine((name) => parameterOf(network, layer, name).data);
    const parameters = foldedBack(network, index, scale) ?? foldedOnward(network, index, scale);
    if (parameters === undefined) continue;
    const next = rebuild(network, { parameters, dropped: new Set([layer.name]) });
    const rest = foldScales(next);
    return { network: rest.network, folded: [layer.name, ...rest.folded] };
  }
  return { network, folded: [] };
}

type Parameters = ReadonlyMap<string, FloatTensor>;

/** Into the kernel and bias of the layer that feeds it: K' = K scale, b' = b scale + shift. */
function foldedBack(network: Network, index: number, { scale, shift }: UnitScale): Parameters | undefined {
  const { model } = network;
  const [place] = model.wiring[index] as readonly [number];
  const before = model.layers[place];
  const consumers = model.wiring.filter((from) => from.includes(place)).length;
  if (before?.units?.mixing === undefined || !before.units.mixing.isLinear || consumers !== 1) return undefined;
  const kernel = parameterOf(network, before, "kernel");
  const name = `${before.name}/bias`;
  const bias = network.parameters.get(name)?.data;
  const units = before.outputShape[0] as number;
  const numbers = Float32Array.from(
    { length: units },
    (_, unit) => (bias?.[unit] ?? 0) * (scale?.[unit] ?? 1) + (shift?.[unit] ?? 0),
  );
  return new Map([
    [`${before.name}/kernel`, scaledAlong(kernel, before.units.axes.kernel as number, scale)],
    [name, { shape: [units], data: numbers }],
  ]);
}

/** Into the kernels and biases of the layers that it feeds, where they take what the shift adds. */
function foldedOnward(network: Network, index: number, { scale, shift }: UnitScale): Parameters | undefined {
  const mixers = fedMixers(network.model, index);
  if (mixers === undefined) return undefined;
  const changed = new Map<string, FloatTensor>();
  for (const layer of mixers) {
    const { mixing } = layer.units ?? {};
    if (mixing === undefined) return undefined;
    const kernel = parameterOf(network, layer, "kernel");
    const sum = new Float64Array(layer.outputShape[0] as number);
    for (const [unit, value] of (shift ?? []).entries()) {
      const effect = mixing.effectOfConstant(kernel.data, unit, [value]);
      if (effect === undefined) return undefined;
      effect.forEach((each, i) => {
        sum[i] = (sum[i] as number) + each;
      });
    }
    changed.set(`${layer.name}/kernel`, scaledAlong(kernel, mixing.inputAxis, scale));
    changed.set(...shiftedBias(network, layer.name, sum));
  }
  return changed;
}

/** The layers that mix what a layer gives, through layers that do nothing at inference; undefined where others take it. */
function fedMixers({ layers, wiring }: Pick<Model, "layers" | "wiring">, index: number): readonly Layer[] | undefined {
  const found: Layer[] = [];
  for (const [i, layer] of layers.entries()) {
    if (!(wiring[i] as readonly number[]).includes(index)) continue;
    if (layer.units?.mixing !== undefined) found.push(layer);
    else {
      const behind = isIdentity(layer) && i < layers.length - 1 ? fedMixers({ layers, wiring }, i) : undefined;
      if (behind === undefined) return undefined;
      found.push(...behind);
    }
  }
  return found;
}

function scaledAlong({ shape, data }: FloatTensor, axis: number, scale: Float64Array | undefined): FloatTensor {
  const scaled = Float32Array.from(data);
  forEachWithIndex(shape, axis, (position, unit) => {
    scaled[position] = (data[position] as number) * (scale?.[unit] ?? 1);
  });
  return { shape, data: scaled };
}
