import { adam, dense, fitReplicas, l2, type Runtime, sequential } from "@occam/core";
import { HIDDEN, missOf } from "../hidden/hidden-points.ts";
import { GRID, sampleOf } from "../training/curve.ts";
import { repeated } from "../training/repeated.ts";
import { ALPHAS, type Trial } from "./strip.ts";

const POINT_COUNT = 20;
const STEPS = 2000;
/** Steps an epoch. */
const ROUNDS = 200;

/** Sixteen networks 1-16-16-1 (tanh) with L2, alike but for their strength, on sample number `trial`. */
export async function trainStrip(runtime: Runtime, { trial }: { readonly trial: number }): Promise<Trial> {
  const sample = sampleOf(trial, POINT_COUNT);
  const model = sequential({
    inputShape: [1],
    layers: [dense({ units: 16, activation: "tanh" }), dense({ units: 16, activation: "tanh" }), dense({ units: 1 })],
  });
  const runs = await fitReplicas(
    model,
    { x: repeated(sample.x, ROUNDS), y: repeated(sample.y, ROUNDS) },
    {
      runtime,
      loss: "meanSquaredError",
      optimizer: adam({ learningRate: 0.02 }),
      regularizer: l2({ alpha: ALPHAS }),
      epochs: STEPS / ROUNDS,
      batchSize: POINT_COUNT,
      shuffle: false,
      seed: trial,
    },
  );
  // What is drawn, and what each point's own prediction is, in one pass.
  const places = Float32Array.of(...GRID, ...HIDDEN.x);
  const curves: Float32Array[] = [];
  const hidden: number[] = [];
  for (const run of runs) {
    const outputs = Float32Array.from((await run.predict({ shape: [places.length, 1], data: places })).data);
    curves.push(outputs.slice(0, GRID.length));
    const predictions = new Map(Array.from(HIDDEN.x, (x, i) => [x, outputs[GRID.length + i] as number]));
    hidden.push(missOf(HIDDEN, (x) => predictions.get(x) as number));
  }
  return { seen: runs.map(({ history }) => history.at(-1)?.train.loss ?? Number.NaN), hidden, curves };
}
