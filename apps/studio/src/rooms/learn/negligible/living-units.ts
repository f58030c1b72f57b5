/** Which hidden units of a network do anything, and three ways of saying how much. */
import { missWithout, UNITS, type Unit } from "../leaning/removal.ts";
import { GRID } from "../training/curve.ts";
import { LAYER_UNITS, type Mask, type Network } from "../training/network.ts";

/** The weight from unit `from` of the layer before to unit `to` of layer `layer`; the output is the last layer's only unit. */
export function weightOf(network: Network, layer: number, from: number, to: number): number {
  const { kernel, bias } = network[layer] ?? { kernel: [], bias: [] };
  return kernel[from * bias.length + to] ?? 0;
}

/**
 * A unit lives when a path of weights other than 0 leads from the input through it to the output. The others are constant or never heard;
 * without them the network is the same function, once constants are added to the biases they feed.
 */
export function livingUnits(network: Network): Mask {
  const counts = [1, ...LAYER_UNITS, 1];
  const reached: boolean[][] = [[true]];
  for (let layer = 1; layer < counts.length; layer++) {
    reached.push(
      indices(counts[layer]).map((to) =>
        indices(counts[layer - 1]).some(
          (from) => reached[layer - 1]?.[from] && weightOf(network, layer - 1, from, to) !== 0,
        ),
      ),
    );
  }
  const heard: boolean[][] = counts.map(() => []);
  heard[counts.length - 1] = [true];
  for (let layer = counts.length - 2; layer >= 0; layer--) {
    heard[layer] = indices(counts[layer]).map((from) =>
      indices(counts[layer + 1]).some((to) => heard[layer + 1]?.[to] && weightOf(network, layer, from, to) !== 0),
    );
  }
  return LAYER_UNITS.map((count, i) =>
    indices(count).map((unit) => Boolean(reached[i + 1]?.[unit] && heard[i + 1]?.[unit])),
  );
}

const indices = (count = 0): readonly number[] => Array.from({ length: count }, (_, i) => i);

/** How much a unit is, by its name's way of looking; larger is more. */
export interface Measure {
  readonly name: string;
  readonly of: (network: Network, unit: Unit) => number;
}

/** The root of the sum of squares of the weights that listen to it. */
const byWeight: Measure = {
  name: "weight",
  of: (network, { layer, unit }) =>
    Math.hypot(...indices(network[layer + 1]?.bias.length).map((to) => weightOf(network, layer + 1, unit, to))),
};

/** The deviation of what it says over [-1, 1]. */
const byActivation: Measure = {
  name: "activation",
  of: (network, { layer, unit }) => {
    const values = Array.from(GRID, (x) => activationsOf(network, x)[layer]?.[unit] ?? 0);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  },
};

/** What is missed more on hidden points when it gives 0. */
const byAblation: Measure = {
  name: "ablation",
  of: (network, unit) => missWithout(network, [unit]) - missWithout(network, []),
};

export const MEASURES: readonly Measure[] = [byWeight, byActivation, byAblation];

/** What every hidden unit says at x, layer by layer. */
export function activationsOf(network: Network, x: number): readonly (readonly number[])[] {
  const layers: (readonly number[])[] = [];
  let values: readonly number[] = [x];
  for (const [layer, { bias }] of network.slice(0, -1).entries()) {
    const before = values;
    values = Array.from(bias, (start, to) =>
      Math.tanh(before.reduce((sum, value, from) => sum + value * weightOf(network, layer, from, to), start)),
    );
    layers.push(values);
  }
  return layers;
}

/** Places in UNITS, the least first. */
export function orderBy(network: Network, measure: Measure): readonly number[] {
  const sizes = UNITS.map((unit) => measure.of(network, unit));
  return UNITS.map((_, i) => i).sort((a, b) => (sizes[a] as number) - (sizes[b] as number) || a - b);
}

/** The share of pairs of units that two orders put the same way round: 1 for equal orders, 0 for turned ones, a half by chance. */
export function agreement(a: readonly number[], b: readonly number[]): number {
  const rankIn = (order: readonly number[]) => new Map(order.map((unit, rank) => [unit, rank]));
  const [inA, inB] = [rankIn(a), rankIn(b)];
  let same = 0;
  let pairs = 0;
  for (const [u, rank] of inA) {
    for (const [v, other] of inA) {
      if (rank >= other) continue;
      pairs++;
      if ((inB.get(u) as number) < (inB.get(v) as number)) same++;
    }
  }
  return same / pairs;
}
