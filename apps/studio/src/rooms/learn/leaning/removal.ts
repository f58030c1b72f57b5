/** What a trained network is without one of its hidden units. */
import { HIDDEN, missOf } from "../hidden/hidden-points.ts";
import { LAYER_UNITS, type Mask, type Network, outputOf } from "../training/network.ts";

/** A hidden unit, both counted from 0. */
export interface Unit {
  readonly layer: number;
  readonly unit: number;
}

/** All hidden units, layer by layer. */
export const UNITS: readonly Unit[] = LAYER_UNITS.flatMap((count, layer) =>
  Array.from({ length: count }, (_, unit) => ({ layer, unit })),
);

/** All units work but these. */
export function withoutUnits(removed: readonly Unit[]): Mask {
  return LAYER_UNITS.map((count, layer) =>
    Array.from({ length: count }, (_, unit) => !removed.some((at) => at.layer === layer && at.unit === unit)),
  );
}

/** The network's output at x when these units give 0. Nothing is made up for: the network is used, not trained. */
export function outputWithout(network: Network, removed: readonly Unit[], x: number): number {
  return outputOf(network, x, { mask: withoutUnits(removed), rate: 0 });
}

/** What it misses the hidden points by without these units. */
export function missWithout(network: Network, removed: readonly Unit[]): number {
  return missOf(HIDDEN, (x) => outputWithout(network, removed, x));
}
