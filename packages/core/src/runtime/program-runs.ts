/** Runs of compiled programs: feeds and results in memory that threads share, each thread with its share of the replicas or the examples. */
import type { Program, ProgramOutput } from "../compiled/compile.ts";
import type { Share } from "../compiled/instance.js";
import { type LoadedProgram, loadProgram } from "../compiled/load-program.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Ask, engineError } from "./backend.ts";
import type { FittingProgram, Shapes } from "./compiled-session.ts";
import type { HeldTensors } from "./held-tensors.ts";
import { type NumberedProgram, type ProgramTask, threadBehind, threadHere } from "./program-thread.ts";
import type { Held, HoldableTensor, RunResult, Runtime, Session } from "./runtime.ts";
import type { NumberTensor, NumberType, TensorMemory } from "./tensor-memory.ts";
import { allAnswered } from "./with-session.ts";

export interface ProgramRuns {
  readonly open: (graph: { readonly programFor: (shapes: Shapes) => FittingProgram }) => Session;
  /** Whether a session is open that may read what is held. */
  readonly areOpen: () => boolean;
  readonly close: () => void;
}

interface Parts {
  readonly threads: readonly Ask[];
  readonly memory: TensorMemory;
  readonly held: HeldTensors;
  readonly read: Runtime["read"];
  readonly nextNumber: () => number;
}

/** Up to so much work (`FittingProgram.work`) a message to another thread takes longer: some 0.1 ms. */
const LITTLE_WORK = 1_000_000;
/** What is smaller goes in the message. */
const SMALL_BYTES = 4096;
/** That are kept for those that come again: folds and rungs of a search train the same graph again and again. */
const MOST_PROGRAMS = 64;

type Inputs = Parameters<Session["run"]>[0];

export function programRuns({ threads: asks, memory, held, read, nextNumber }: Parts): ProgramRuns {
  const here = threadHere({ yields: false });
  const threads = asks.length > 0 ? asks.map(threadBehind) : [threadHere({ yields: true })];
  /** By their keys. */
  const loaded = new Map<string, { readonly id: number; readonly program: Promise<LoadedProgram> }>();
  let openCount = 0;

  const forget = (id: number) => {
    for (const thread of [here, ...threads]) thread.forget(id);
  };

  const loadedOf = ({ key, compile }: FittingProgram) => {
    const known = loaded.get(key);
    if (known !== undefined) return known;
    const [oldest] = loaded;
    if (loaded.size >= MOST_PROGRAMS && oldest !== undefined) loaded.delete(oldest[0]);
    const fresh = { id: nextNumber(), program: compiledNow(compile) };
    loaded.set(key, fresh);
    return fresh;
  };

  /** The feeds as threads may read them until the run has ended, and which of them are to be given back then. */
  const feedsOf = (inputs: Inputs, isHere: boolean) => {
    const passing: NumberTensor[] = [];
    const placed = (tensor: HoldableTensor) => {
      const numbers = tensor as NumberTensor;
      if (!isHere && numbers.data.byteLength < SMALL_BYTES) return numbers;
      const copy = memory.copyOf(numbers);
      passing.push(copy);
      return copy;
    };
    const feeds = Object.entries(inputs).map(async ([name, feed]) => {
      if ("held" in feed) return [name, held.at(feed) ?? ((await read(feed)) as NumberTensor)] as const;
      return [name, "levels" in feed ? feed : placed(feed)] as const;
    });
    return { feeds: allAnswered(feeds), passing };
  };

  const share = async (program: NumberedProgram, fitting: FittingProgram, task: Omit<ProgramTask, "share">) => {
    if (fitting.work <= LITTLE_WORK) return here.run(program, { ...task, share: undefined });
    const shares = sharesOf(fitting, threads.length);
    await allAnswered(
      shares.map((own, i) => (threads[i] as (typeof threads)[number]).run(program, { ...task, share: own })),
    );
  };

  const run = async (
    fitting: FittingProgram,
    numbered: ReturnType<typeof loadedOf>,
    inputs: Inputs,
    { fetch = [], hold = [] }: Parameters<Session["run"]>[1],
  ): Promise<RunResult> => {
    const isHere = asks.length === 0 || fitting.work <= LITTLE_WORK;
    const { feeds, passing } = feedsOf(inputs, isHere);
    const program = await numbered.program;
    const names = [...new Set([...fetch, ...hold])];
    const outputs = Object.fromEntries(names.map((name) => [name, outputOf(program, name, fitting)] as const));
    await share({ id: numbered.id, program }, fitting, { inputs: Object.fromEntries(await feeds), outputs });
    // After a run that failed a thread may still be at work: its memory is left alone.
    passing.forEach(memory.giveBack);
    return results(outputs, fetch, hold);
  };

  const outputOf = ({ outputs }: LoadedProgram, name: string, { lengths }: FittingProgram): NumberTensor => {
    const output = outputs.find((each) => each.name === name);
    if (output === undefined) throw new Error(`there is no output '${name}'`);
    return memory.take(output.dtype as NumberType, shapeOf(output, lengths));
  };

  const results = (
    outputs: Readonly<Record<string, NumberTensor>>,
    fetch: readonly string[],
    hold: readonly string[],
  ) => {
    const at = (name: string) => outputs[name] as NumberTensor;
    const fetched = fetch.map((name) => [name, { shape: at(name).shape, data: at(name).data.slice() }] as const);
    for (const name of fetch) if (!hold.includes(name)) memory.giveBack(at(name));
    const kept = hold.map((name) => [name, held.add(nextNumber(), at(name).shape, at(name))] as const);
    return { fetched: Object.fromEntries(fetched) as Readonly<Record<string, Tensor>>, held: Object.fromEntries(kept) };
  };

  const open: ProgramRuns["open"] = ({ programFor }) => {
    openCount++;
    const used = new Set<number>();
    let isReleased = false;
    const shapeOfFeed = (feed: Inputs[string]) => ("held" in feed ? held.shapeOf(feed) : feed.shape);
    return {
      engine: "compiled",
      run: async (inputs, outputs) => {
        try {
          if (isReleased) throw new Error("the session was released");
          const read = Object.values(inputs).filter((feed): feed is Held => "held" in feed);
          const shapes = Object.entries(inputs).map(([name, feed]) => [name, shapeOfFeed(feed)] as const);
          const fitting = programFor(Object.fromEntries(shapes));
          const numbered = loadedOf(fitting);
          used.add(numbered.id);
          return await held.whileRead(read, () => run(fitting, numbered, inputs, outputs));
        } catch (error) {
          throw asEngineError(error);
        }
      },
      release: async () => {
        if (!isReleased) openCount--;
        isReleased = true;
        used.forEach(forget);
      },
    };
  };

  return {
    open,
    areOpen: () => openCount > 0,
    close: () => {
      for (const { id } of loaded.values()) forget(id);
    },
  };
}

/** Later than now, so that what fails there is an answer. */
async function compiledNow(compile: () => Program): Promise<LoadedProgram> {
  return loadProgram(compile());
}

/** Nearly equal shares of the blocks of the outermost dimension, for as many threads as have enough to do. */
function sharesOf(
  { blocks: [outer], lengths, work }: FittingProgram,
  threadCount: number,
): readonly (Share | undefined)[] {
  if (outer === undefined) return [undefined];
  const length = lengths.get(outer.name) as number;
  const blockCount = Math.ceil(length / outer.size);
  const count = Math.max(1, Math.min(threadCount, blockCount, Math.floor(work / LITTLE_WORK)));
  const startOf = (i: number) => Math.min(length, Math.floor((i * blockCount) / count) * outer.size);
  return Array.from({ length: count }, (_, i) => ({ first: startOf(i), end: startOf(i + 1) }));
}

function shapeOf({ shape }: ProgramOutput, lengths: ReadonlyMap<string, number>): readonly number[] {
  return shape.map((dim) => (typeof dim === "number" ? dim : (lengths.get(dim) as number)));
}

/** Errors of threads are this library's already. */
function asEngineError(error: unknown): unknown {
  const isOwn = error instanceof Error && "code" in error;
  return isOwn || !(error instanceof Error) ? error : engineError(error.message, "program");
}
