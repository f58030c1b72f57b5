/** Four upbringings of the same network, to be told apart by what came of them. */
import { randomPermutation } from "@occam/core/data";
import type { RegularizerSign } from "../../../signs/regularizer-sign.ts";
import type { Network } from "../training/network.ts";
import type { Upbringing } from "../training/train-network.ts";

export interface Suspect {
  readonly of: RegularizerSign;
  readonly name: string;
  readonly upbringing: Upbringing;
}

export const SUSPECTS: readonly Suspect[] = [
  { of: "none", name: "none", upbringing: {} },
  { of: "l1", name: "L1", upbringing: { l1: 2e-3 } },
  { of: "l2", name: "L2", upbringing: { l2: 5e-3 } },
  { of: "dropout", name: "dropout", upbringing: { rate: 0.25 } },
];

/** Of the first weights; each suspect is trained with all three. */
export const SEEDS: readonly number[] = [1, 2, 3];

/** Places in SUSPECTS in the order in which a round shows them. */
export function lineUp(round: number): readonly number[] {
  return Array.from(randomPermutation(SUSPECTS.length, { seed: 1, stream: "course/puzzle", position: round }));
}

/** Sizes of weights: exactly 0, then a third of a decade each from 0.001 to 10, the ends holding what lies beyond. */
export const BINS = 12;

export function binOf(w: number): number | "zero" {
  if (w === 0) return "zero";
  return Math.min(BINS - 1, Math.max(0, Math.floor(3 * (Math.log10(Math.abs(w)) + 3))));
}

export interface Sizes {
  readonly zeros: number;
  readonly bins: readonly number[];
  readonly count: number;
}

/** All weights of these networks by their size, biases apart. */
export function sizesOf(networks: readonly Network[]): Sizes {
  const bins = new Array<number>(BINS).fill(0);
  let [zeros, count] = [0, 0];
  for (const w of networks.flatMap((network) => network.flatMap(({ kernel }) => Array.from(kernel)))) {
    const bin = binOf(w);
    count++;
    if (bin === "zero") zeros++;
    else bins[bin] = (bins[bin] as number) + 1;
  }
  return { zeros, bins, count };
}
