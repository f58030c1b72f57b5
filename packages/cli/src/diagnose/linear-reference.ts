import { adam, dense, fitReplicas, type Loss, l2, type Run, type Runtime, sequential } from "@occam/core";
import type { Examples } from "../fit/train-candidates.ts";

export interface LinearReferenceInput {
  readonly runtime: Runtime;
  readonly train: Examples;
  readonly validation: Examples;
  readonly outputs: number;
  readonly loss: Loss;
  readonly seed: number;
  readonly signal: AbortSignal;
}

const STRENGTHS = [0, 1e-3, 1e-2, 1e-1];
const STEPS = 1500;

/** A linear model (logistic for classes): of four strengths of l2 the one with the lowest validation loss. */
export async function linearReference(input: LinearReferenceInput): Promise<Run> {
  const { runtime, train, validation, outputs, loss, seed, signal } = input;
  const rowCount = train.x.shape[0] as number;
  const batchSize = Math.min(256, rowCount);
  const model = sequential({ inputShape: train.x.shape.slice(1), layers: [dense({ units: outputs })] });
  const runs = await fitReplicas(model, train, {
    runtime,
    loss,
    optimizer: adam({ learningRate: 0.02 }),
    regularizer: l2({ alpha: STRENGTHS }),
    epochs: Math.max(5, Math.ceil(STEPS / Math.ceil(rowCount / batchSize) / 5)),
    batchSize,
    validation,
    seed,
    signal,
  });
  const losses = runs.map(({ history }) => history.at(-1)?.validation?.loss ?? Number.NaN);
  const lowest = losses.reduce((least, each) => (each < least ? each : least), Infinity);
  return runs[Math.max(0, losses.indexOf(lowest))] as Run;
}
