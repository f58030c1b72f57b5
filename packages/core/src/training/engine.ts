/** The sessions and data that one training keeps in a runtime. */
import { encode } from "../onnx/encode.ts";
import type { Held, Runtime, Session } from "../runtime/runtime.ts";
import { type FloatTensor, sizeOf, type Tensor, takeRows } from "../tensor/tensor.ts";
import type { EvaluationProgram } from "./compile-evaluation.ts";
import type { TrainingProgram } from "./compile-training.ts";
import { type Feeds, hyperparameterFeeds } from "./feeds.ts";

/** Parameters and optimizer slots in a runtime, in the order of the program's state. */
export type HeldState = readonly Held[];

/** Examples as graphs take them. */
export interface Prepared {
  readonly x: FloatTensor;
  readonly targets: FloatTensor;
}

/** Examples in a runtime, in blocks that keep the memory of an evaluation small. */
export interface HeldExamples {
  readonly blocks: readonly { readonly x: Held; readonly targets: Held }[];
}

/** What an evaluation finds, for each replica. */
export interface Evaluation {
  /** Loss of each example, [replicas][n]. */
  readonly losses: readonly Float64Array[];
  /** [replicas][n * width]. */
  readonly predictions: readonly Float32Array[];
  readonly penalty: readonly number[];
}

export interface Engine {
  readonly holdState: (tensors: readonly FloatTensor[]) => Promise<HeldState>;
  readonly readState: (state: HeldState) => Promise<readonly FloatTensor[]>;
  readonly holdExamples: (examples: Prepared, replicaCount: number) => Promise<HeldExamples>;
  /** Runs a chunk; `areFinite` tells for each replica whether its weights still are. */
  readonly step: (
    state: HeldState,
    feeds: Feeds,
  ) => Promise<{ readonly state: HeldState; readonly areFinite: readonly boolean[] }>;
  readonly evaluate: (state: HeldState, examples: HeldExamples, replicas: readonly number[]) => Promise<Evaluation>;
  readonly free: (held: readonly Held[]) => void;
  readonly release: () => Promise<void>;
}

/** Activations of an evaluation block stay below about this many numbers. */
const BLOCK_NUMBERS = 2_000_000;

export async function openEngine(
  runtime: Runtime,
  training: TrainingProgram,
  evaluation: EvaluationProgram,
  trainExamples: Prepared,
): Promise<Engine> {
  const trainSession = await runtime.load(encode(training.graph));
  const evaluateSession = await runtime.load(encode(evaluation.graph));
  const data = { x: await runtime.hold(trainExamples.x), targets: await runtime.hold(trainExamples.targets) };
  const owned: Held[] = [data.x, data.targets];
  const hold = async (tensor: FloatTensor): Promise<Held> => {
    const held = await runtime.hold(tensor);
    owned.push(held);
    return held;
  };
  return {
    holdState: (tensors) => Promise.all(tensors.map(hold)),
    readState: async (state) => (await Promise.all(state.map(runtime.read))) as readonly FloatTensor[],
    holdExamples: (examples, replicaCount) => holdBlocks(examples, blockRows(training, replicaCount), hold),
    step: (state, feeds) => runChunk(trainSession, training, state, { ...feeds, ...data }),
    evaluate: (state, examples, replicas) =>
      runEvaluation(evaluateSession, training, evaluation, { state, examples, replicas }),
    free: runtime.free,
    release: async () => {
      runtime.free(owned);
      await trainSession.release();
      await evaluateSession.release();
    },
  };
}

async function runChunk(
  session: Session,
  { state: entries, isReplicated }: TrainingProgram,
  state: HeldState,
  feeds: Readonly<Record<string, FloatTensor | Held | Feeds[string]>>,
) {
  const carried = Object.fromEntries(entries.map((entry, i) => [entry.input, state[i] as Held]));
  const { fetched, held } = await session.run(
    { ...feeds, ...carried },
    { hold: entries.map(({ output }) => output), fetch: ["finite"] },
  );
  const flags = (fetched.finite as FloatTensor).data;
  return {
    state: entries.map(({ output }) => held[output] as Held),
    areFinite: isReplicated ? Array.from(flags, (flag) => flag === 0) : [flags[0] === 0],
  };
}

interface EvaluationRequest {
  readonly state: HeldState;
  readonly examples: HeldExamples;
  readonly replicas: readonly number[];
}

async function runEvaluation(
  session: Session,
  { packs, state: entries, isReplicated }: TrainingProgram,
  { hyperparameters, graph }: EvaluationProgram,
  { state, examples, replicas }: EvaluationRequest,
): Promise<Evaluation> {
  const weights = Object.fromEntries(packs.map((_, i) => [entries[i]?.input as string, state[i] as Held]));
  const feeds = { ...weights, ...hyperparameterFeeds(hyperparameters, replicas, isReplicated) };
  const fetch = graph.outputs.map(([name]) => name);
  const parts: Readonly<Record<string, Tensor>>[] = [];
  for (const block of examples.blocks) parts.push((await session.run({ ...feeds, ...block }, { fetch })).fetched);
  const column = (name: string, replica: number) =>
    parts.map((part) => {
      const data = (part[name] as FloatTensor).data;
      const size = data.length / replicas.length;
      return data.subarray(replica * size, (replica + 1) * size);
    });
  return {
    losses: replicas.map((_, r) => Float64Array.from(joined(column("losses", r)))),
    predictions: replicas.map((_, r) => joined(column("predictions", r))),
    penalty: replicas.map((_, r) => (fetch.includes("penalty") ? (column("penalty", r)[0]?.[0] ?? 0) : 0)),
  };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function holdBlocks(
  { x, targets }: Prepared,
  rows: number,
  hold: (tensor: FloatTensor) => Promise<Held>,
): Promise<HeldExamples> {
  const total = x.shape[0] ?? 0;
  const blocks = [];
  for (let start = 0; start < total; start += rows) {
    const indices = Array.from({ length: Math.min(rows, total - start) }, (_, i) => start + i);
    blocks.push({ x: await hold(takeRows(x, indices)), targets: await hold(takeRows(targets, indices)) });
  }
  return { blocks };
}

/** Rows of a block: the widest layer of all replicas together must fit BLOCK_NUMBERS. */
function blockRows({ packs }: TrainingProgram, replicaCount: number): number {
  const widest = Math.max(
    1,
    ...packs.flatMap((pack) => pack.members.map((spec) => spec.shape.at(-1) ?? 1)),
    ...packs.flatMap((pack) => pack.members.map((spec) => sizeOf(spec.shape.slice(0, -1)))),
  );
  return Math.max(64, Math.floor(BLOCK_NUMBERS / (replicaCount * widest)));
}
