import { adam, dense, dropout, fit, type Runtime, sequential } from "@occam/core";
import { sampleOf } from "../training/curve.ts";
import { LAYER_UNITS, type Network, networkOf, TRAINING_POINTS } from "./network.ts";

const STEPS = 4000;
/** Steps an epoch, over the sample again and again: what happens between epochs would else take longer. */
const ROUNDS = 200;

/** A network 1-12-12-1 (tanh) on the first sample, every hidden unit left out with this probability in each step. */
export async function trainThinned(runtime: Runtime, { rate }: { readonly rate: number }): Promise<Network> {
  const { x, y } = sampleOf(0, TRAINING_POINTS);
  const again = (values: Float32Array) => ({
    shape: [TRAINING_POINTS * ROUNDS, 1],
    data: Float32Array.from({ length: TRAINING_POINTS * ROUNDS }, (_, i) => values[i % TRAINING_POINTS] as number),
  });
  const hidden = LAYER_UNITS.flatMap((units) => [
    dense({ units, activation: "tanh" }),
    ...(rate > 0 ? [dropout({ rate })] : []),
  ]);
  const run = await fit(
    sequential({ inputShape: [1], layers: [...hidden, dense({ units: 1 })] }),
    { x: again(x), y: again(y) },
    {
      runtime,
      loss: "meanSquaredError",
      optimizer: adam({ learningRate: 0.01 }),
      epochs: STEPS / ROUNDS,
      batchSize: TRAINING_POINTS,
      shuffle: false,
      seed: 1,
    },
  );
  return networkOf(run.parameters);
}
