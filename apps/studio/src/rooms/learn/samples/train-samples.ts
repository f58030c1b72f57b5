import { adam, dense, fitReplicas, l2, type Runtime, sequential } from "@occam/core";
import { GRID, sampleOf } from "../training/curve.ts";
import { POINT_COUNT, SAMPLE_COUNT } from "./sample-size.ts";

/** Adam's steps for each network, each over the whole sample. */
const STEPS = 2000;
/** How often an epoch goes over the sample: what happens between epochs would else take longer than the steps. */
const ROUNDS = 200;

/**
 * Twenty networks 1-16-16-1 (tanh), alike but for their samples, with L2 of this strength: what each draws over GRID.
 */
export async function trainSamples(
  runtime: Runtime,
  { alpha }: { readonly alpha: number },
): Promise<readonly Float32Array[]> {
  const samples = Array.from({ length: SAMPLE_COUNT }, (_, number) => sampleOf(number, POINT_COUNT));
  const total = SAMPLE_COUNT * POINT_COUNT;
  const model = sequential({
    inputShape: [1],
    layers: [dense({ units: 16, activation: "tanh" }), dense({ units: 16, activation: "tanh" }), dense({ units: 1 })],
  });
  const runs = await fitReplicas(
    model,
    {
      x: { shape: [total, 1], data: Float32Array.from(samples.flatMap(({ x }) => [...x])) },
      y: { shape: [total, 1], data: Float32Array.from(samples.flatMap(({ y }) => [...y])) },
    },
    {
      runtime,
      loss: "meanSquaredError",
      optimizer: adam({ learningRate: 0.02 }),
      regularizer: l2({ alpha }),
      epochs: STEPS / ROUNDS,
      batchSize: POINT_COUNT,
      shuffle: false,
      rows: samples.map((_, number) => rowsOf(number)),
      seeds: samples.map(() => 1),
    },
  );
  const grid = { shape: [GRID.length, 1], data: GRID };
  const curves: Float32Array[] = [];
  for (const run of runs) curves.push(Float32Array.from((await run.predict(grid)).data));
  return curves;
}

/** The sample's rows, so often that an epoch takes ROUNDS steps. */
const rowsOf = (number: number): Int32Array =>
  Int32Array.from({ length: POINT_COUNT * ROUNDS }, (_, i) => number * POINT_COUNT + (i % POINT_COUNT));
