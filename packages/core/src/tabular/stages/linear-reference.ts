/** A linear model of the same rows: what a network has to beat. */
import type { SplitParts } from "../../data/split.ts";
import type { Reference } from "../../diagnosis/evidence.ts";
import { dense } from "../../layers/dense.ts";
import { sequential } from "../../layers/sequential.ts";
import { adam } from "../../optimizers/adam.ts";
import { l2 } from "../../regularizers/l2.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { fitReplicas, type Run } from "../../training/fit.ts";
import type { Understanding } from "../table/understand.ts";
import { look } from "./look.ts";
import { examplesOf, type Preparation, type RowExamples } from "./prepare.ts";

export interface LinearReferenceInput {
  readonly runtime: Runtime;
  readonly known: Understanding;
  readonly parts: SplitParts;
  readonly preparation: Preparation;
  readonly seed: number;
  readonly signal: AbortSignal | undefined;
}

const STRENGTHS = [0, 1e-3, 1e-2, 1e-1];
const STEPS = 1500;

/** The test losses of a linear model (logistic for classes): of four strengths of l2 the one with the lowest validation loss. */
export async function linearReference(input: LinearReferenceInput): Promise<Reference> {
  const { runtime, known, parts, preparation } = input;
  const held = heldOutRows(parts);
  const run = await trainLinear(
    input,
    await examplesOf(runtime, known, preparation, held.train),
    await examplesOf(runtime, known, preparation, held.validation),
  );
  const { x } = await examplesOf(runtime, known, preparation, parts.test);
  const { data } = await run.predict(x);
  const predictions = known.task.decode(data, preparation.targetScale);
  return { name: "linear", test: look(known, parts.test, predictions).losses };
}

/** Without validation rows, every fifth training row is one. */
function heldOutRows({ train, validation }: SplitParts): Pick<SplitParts, "train" | "validation"> {
  if (validation.length > 0) return { train, validation };
  return { train: train.filter((_, i) => i % 5 !== 0), validation: train.filter((_, i) => i % 5 === 0) };
}

async function trainLinear(
  { runtime, known: { task, target }, seed, signal }: LinearReferenceInput,
  train: RowExamples,
  validation: RowExamples,
): Promise<Run> {
  const rowCount = train.x.shape[0] as number;
  const batchSize = Math.min(256, rowCount);
  const model = sequential({
    inputShape: train.x.shape.slice(1),
    layers: [dense({ units: task.outputCount(target) })],
  });
  const runs = await fitReplicas(model, train, {
    runtime,
    loss: task.loss,
    optimizer: adam({ learningRate: 0.02 }),
    regularizer: l2({ alpha: STRENGTHS }),
    epochs: Math.max(5, Math.ceil(STEPS / Math.ceil(rowCount / batchSize) / 5)),
    batchSize,
    validation,
    seed,
    ...(signal && { signal }),
  });
  const losses = runs.map(({ history }) => history.at(-1)?.validation?.loss ?? Number.NaN);
  const lowest = losses.reduce((least, each) => (each < least ? each : least), Infinity);
  return runs[Math.max(0, losses.indexOf(lowest))] as Run;
}
