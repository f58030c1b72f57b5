import { adam, dense, dropout, fit, l1, l2, type Runtime, sequential } from "@occam/core";
import { sampleOf } from "./curve.ts";
import { LAYER_UNITS, type Network, networkOf, TRAINING_POINTS } from "./network.ts";
import { repeated } from "./repeated.ts";

/** How a network is held back, and on what it learns. */
export interface Upbringing {
  /** Strength of L1. Default 0. */
  readonly l1?: number;
  /** Strength of L2. Default 0. */
  readonly l2?: number;
  /** Probability with which each hidden unit is left out of a step. Default 0. */
  readonly rate?: number;
  /** Of the first weights and the masks. Default 1. */
  readonly seed?: number;
  /** Number of the sample. Default 0. */
  readonly sample?: number;
}

const STEPS = 4000;
/** Steps an epoch. */
const ROUNDS = 200;

/** A network 1-12-12-1 (tanh) on twenty points. */
export async function trainNetwork(runtime: Runtime, upbringing: Upbringing): Promise<Network> {
  const { rate = 0, seed = 1, sample = 0 } = upbringing;
  const { x, y } = sampleOf(sample, TRAINING_POINTS);
  const hidden = LAYER_UNITS.flatMap((units) => [
    dense({ units, activation: "tanh" }),
    ...(rate > 0 ? [dropout({ rate })] : []),
  ]);
  const run = await fit(
    sequential({ inputShape: [1], layers: [...hidden, dense({ units: 1 })] }),
    { x: repeated(x, ROUNDS), y: repeated(y, ROUNDS) },
    {
      runtime,
      loss: "meanSquaredError",
      optimizer: adam({ learningRate: 0.01 }),
      regularizer: [l1({ alpha: upbringing.l1 ?? 0 }), l2({ alpha: upbringing.l2 ?? 0 })],
      epochs: STEPS / ROUNDS,
      batchSize: TRAINING_POINTS,
      shuffle: false,
      seed,
    },
  );
  return networkOf(run.parameters);
}
