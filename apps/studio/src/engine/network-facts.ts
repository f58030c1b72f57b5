/** What of a trained network matters: exact zeros, and units without which it would be nearly the same. */
import type { FloatTensor } from "@occam/core";

/** A dense layer's weights: kernel [inputs, units], bias [units]. */
export interface LayerWeights {
  readonly kernel: FloatTensor;
  readonly bias: FloatTensor;
}

/**
 * zero: all weights in, or all out, are exactly 0. negligible: none in, or none out, reaches the threshold. dead: it gives the same for every
 * example although its weights are not small. living: none of these.
 */
export type UnitState = "living" | "negligible" | "zero" | "dead";

export interface NetworkFacts {
  /** Weights of kernels. */
  readonly weightCount: number;
  readonly zeroCount: number;
  /** Below the threshold but not 0. */
  readonly smallCount: number;
  /** Of each unit of each hidden layer. */
  readonly units: readonly (readonly UnitState[])[];
  readonly parameterCount: number;
  /** Without the units that are not living. */
  readonly prunedParameterCount: number;
}

/** The dense layers of a network, by its parameters: "dense0/kernel", "dense0/bias", ... */
export function layersOf(parameters: ReadonlyMap<string, FloatTensor>): readonly LayerWeights[] {
  const layers: LayerWeights[] = [];
  for (let i = 0; parameters.has(`dense${i}/kernel`); i++) {
    const [kernel, bias] = ["kernel", "bias"].map((name) => parameters.get(`dense${i}/${name}`));
    layers.push({ kernel: kernel as FloatTensor, bias: bias as FloatTensor });
  }
  return layers;
}

/** Outputs closer than this, over all examples, are the same. */
const SAME = 1e-6;

/** `activations`: what each hidden layer's units give for examples, [n, units]. */
export function networkFacts(
  layers: readonly LayerWeights[],
  activations: readonly FloatTensor[],
  threshold: number,
): NetworkFacts {
  const weights = layers.flatMap(({ kernel }) => Array.from(kernel.data));
  const hidden = layers.slice(0, -1);
  const units = hidden.map((layer, i) =>
    Array.from({ length: layer.bias.data.length }, (_, unit) => {
      const reach = Math.min(incoming(layer, unit), outgoing(layers[i + 1] as LayerWeights, unit));
      if (reach === 0) return "zero";
      if (reach < threshold) return "negligible";
      return spreadOf(activations[i] as FloatTensor, unit) <= SAME ? "dead" : "living";
    }),
  );
  const [first] = layers as readonly [LayerWeights];
  const inputCount = first.kernel.shape[0] as number;
  const outputCount = layers.at(-1)?.bias.data.length as number;
  const all = hidden.map(({ bias }) => bias.data.length);
  const living = units.map((own) => own.filter((state) => state === "living").length);
  return {
    weightCount: weights.length,
    zeroCount: weights.filter((weight) => weight === 0).length,
    smallCount: weights.filter((weight) => weight !== 0 && Math.abs(weight) < threshold).length,
    units,
    parameterCount: parametersOf([inputCount, ...all, outputCount]),
    prunedParameterCount: parametersOf([inputCount, ...living, outputCount]),
  };
}

/** Of dense layers of these widths, inputs first. */
export function parametersOf(widths: readonly number[]): number {
  return widths.slice(1).reduce((sum, width, i) => sum + ((widths[i] as number) + 1) * width, 0);
}

/** Hidden units, and those of them that live. */
export function unitCounts({ units }: Pick<NetworkFacts, "units">): {
  readonly unitCount: number;
  readonly livingCount: number;
} {
  const all = units.flat();
  return { unitCount: all.length, livingCount: all.filter((state) => state === "living").length };
}

/** The largest size of a unit's weights. */
function incoming({ kernel: { shape, data } }: LayerWeights, unit: number): number {
  const units = shape[1] as number;
  return largest(data.filter((_, i) => i % units === unit));
}

function outgoing({ kernel: { shape, data } }: LayerWeights, unit: number): number {
  const units = shape[1] as number;
  return largest(data.subarray(unit * units, (unit + 1) * units));
}

function largest(weights: Float32Array): number {
  return weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
}

function spreadOf({ shape, data }: FloatTensor, unit: number): number {
  let [least, most] = [Infinity, -Infinity];
  // By strides, for all units are asked at every look.
  for (let i = unit; i < data.length; i += shape[1] as number) {
    const value = data[i] as number;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return most - least;
}
