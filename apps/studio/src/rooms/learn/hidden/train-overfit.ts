import { adam, dense, fit, type Runtime, sequential } from "@occam/core";
import { GRID } from "../training/curve.ts";
import { repeated } from "../training/repeated.ts";
import { HIDDEN, SEEN } from "./hidden-points.ts";

/** A network in the course of its training. */
export interface Moment {
  readonly step: number;
  /** Mean squared errors. */
  readonly seen: number;
  readonly hidden: number;
  /** What it draws over GRID. */
  readonly curve: Float32Array;
}

const MOMENTS = 40;
/** Steps from one moment to the next, each over all that is seen. */
const STEPS = 50;

/** A network 1-16-16-1 (tanh) without any penalty on the seen points, moment by moment. */
export async function trainOverfit(runtime: Runtime): Promise<readonly Moment[]> {
  const count = SEEN.x.length;
  const column = (data: Float32Array) => ({ shape: [data.length, 1], data });
  const run = await fit(
    sequential({
      inputShape: [1],
      layers: [dense({ units: 16, activation: "tanh" }), dense({ units: 16, activation: "tanh" }), dense({ units: 1 })],
    }),
    { x: repeated(SEEN.x, STEPS), y: repeated(SEEN.y, STEPS) },
    {
      runtime,
      loss: "meanSquaredError",
      optimizer: adam({ learningRate: 0.02 }),
      epochs: MOMENTS,
      snapshots: MOMENTS,
      batchSize: count,
      shuffle: false,
      seed: 1,
      validation: { x: column(HIDDEN.x), y: column(HIDDEN.y) },
    },
  );
  const moments: Moment[] = [];
  for (const [i, snapshot] of run.snapshots.entries()) {
    const log = run.history[i];
    if (log?.validation === undefined) throw new Error(`epoch ${i + 1} has no validation`);
    const curve = Float32Array.from((await snapshot.predict(column(GRID))).data);
    moments.push({ step: log.epoch * STEPS, seen: log.train.loss, hidden: log.validation.loss, curve });
  }
  return moments;
}
