/** The sessions and data that one training keeps in a runtime. */
import type { Held, LoadOptions, Runtime, Session } from "../../runtime/runtime.ts";
import { allAnswered, releaseOnError } from "../../runtime/with-session.ts";
import { type FloatTensor, joinRows, takeRows } from "../../tensor/tensor.ts";
import { isStreamed, type Prepared } from "../examples/prepared.ts";
import type { EvaluationProgram } from "../program/compile-evaluation.ts";
import type { TrainingProgram } from "../program/compile-training.ts";
import { type Evaluation, type Evaluator, type ExampleBlocks, openEvaluator, type ReplicaMoment } from "./evaluator.ts";
import type { Feeds } from "./feed-plan.ts";
import { openTrainingSession } from "./training-session.ts";

/** Parameters and optimizer slots in a runtime, in the order of the program's state. */
export type HeldState = readonly Held[];

export interface Engine {
  /** What takes the training steps. */
  readonly name: Session["engine"];
  /** It takes the keys of noise that it can draw in place of the numbers. */
  readonly drawsInside: boolean;
  readonly holdState: (tensors: readonly FloatTensor[]) => Promise<HeldState>;
  readonly readState: (state: HeldState) => Promise<readonly FloatTensor[]>;
  /** Rows of held tensors, in the order asked for; of few rows nothing else is read. */
  readonly readRows: (state: HeldState, rows: readonly number[], rowCount: number) => Promise<readonly FloatTensor[]>;
  /** The examples that it trains with, to look at them. */
  readonly examples: ExampleBlocks;
  readonly toBlocks: (examples: Prepared) => Promise<ExampleBlocks>;
  /** The same for examples that are looked at once: they come along with the evaluation. */
  readonly passing: Evaluator["passing"];
  /** Begins a chunk of at least one step. */
  readonly step: (state: HeldState, feeds: Feeds) => BegunChunk;
  readonly evaluate: (
    state: HeldState,
    examples: ExampleBlocks,
    replicas: readonly ReplicaMoment[],
  ) => Promise<Evaluation>;
  readonly free: (held: readonly Held[]) => void;
  /** Gives back the sessions and all that is still held here. */
  readonly release: () => Promise<void>;
}

/** A chunk that the runtime may still be at: what is asked of its state waits by itself. */
export interface BegunChunk {
  /** After its last step. */
  readonly state: HeldState;
  /** For each replica whether its weights are finite; fails where the chunk does. */
  readonly areFinite: Promise<readonly boolean[]>;
}

/** A larger share of the rows is read as a whole: each view is a message. */
const MOST_BY_VIEW = 0.25;

/** `lengths`: of the training graph's named dimensions in the longest chunk. */
export async function openEngine(
  runtime: Runtime,
  training: TrainingProgram,
  evaluation: EvaluationProgram,
  examples: Prepared,
  lengths: NonNullable<LoadOptions["lengths"]>,
): Promise<Engine> {
  const session = await openTrainingSession(runtime, training, lengths);
  const evaluator = await releaseOnError(session, () => openEvaluator(runtime, evaluation, session.engine));
  const owned = new Set<Held>();
  const own = (held: Held): Held => {
    owned.add(held);
    return held;
  };
  const hold = async (tensor: FloatTensor): Promise<Held> => own(await runtime.hold(tensor));
  const free = (held: readonly Held[]): void => {
    for (const each of held) owned.delete(each);
    runtime.free(held);
  };
  const release = async (): Promise<void> => {
    // Before the sessions: the last one may take its device along.
    runtime.free([...owned]);
    await allAnswered([evaluator.release(), session.release()]);
  };

  // Examples that are streamed come with the feeds.
  const holdData = async () =>
    isStreamed(examples) ? undefined : { x: await hold(examples.x), targets: await hold(examples.targets) };
  const [data, blocks] = await releaseOnError({ release }, async () => {
    const held = await holdData();
    return [held, await evaluator.toBlocks(examples, held)] as const;
  });
  const outputs = training.state.map(({ output }) => output);

  const step: Engine["step"] = (state, feeds) => {
    const carried = Object.fromEntries(training.state.map(({ input }, i) => [input, state[i] as Held]));
    const { fetched, held } = session.begin(feeds, data ?? {}, carried);
    // Zero where all weights are finite; one number a replica.
    const areFinite = fetched.then(({ finite }) => Array.from((finite as FloatTensor).data, (flag) => flag === 0));
    // Who began it may fail before it is waited for.
    areFinite.catch(() => undefined);
    return { state: outputs.map((name) => own(held[name] as Held)), areFinite };
  };

  // Parameters and slots are float32.
  const readState: Engine["readState"] = async (state) =>
    (await Promise.all(state.map(runtime.read))) as readonly FloatTensor[];

  const readRow = async (held: Held, row: number): Promise<FloatTensor> => {
    const view = await runtime.view(held, row, row + 1);
    try {
      return (await runtime.read(view)) as FloatTensor;
    } finally {
      runtime.free([view]);
    }
  };

  const readRows: Engine["readRows"] = async (state, rows, rowCount) => {
    if (rows.length > MOST_BY_VIEW * rowCount) return (await readState(state)).map((tensor) => takeRows(tensor, rows));
    const single = await allAnswered(state.map((held) => allAnswered(rows.map((row) => readRow(held, row)))));
    return single.map((own) => own.reduce<FloatTensor | undefined>(joinRows, undefined) as FloatTensor);
  };

  return {
    name: session.engine,
    drawsInside: session.drawsInside,
    holdState: (tensors) => allAnswered(tensors.map(hold)),
    readState,
    readRows,
    examples: blocks,
    toBlocks: evaluator.toBlocks,
    passing: evaluator.passing,
    step,
    evaluate: evaluator.evaluate,
    free,
    release,
  };
}
