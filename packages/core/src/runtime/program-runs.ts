/** Runs of compiled programs: feeds and results in memory that threads share, each thread with its share of the replicas or the examples. */
import type { ProgramFacts } from "../compiled/compile.ts";
import type { Share } from "../compiled/instance.js";
import { loadProgram } from "../compiled/load-program.ts";
import { type FedByName, MOST_BYTES, planMemory } from "../compiled/run-memory.js";
import { isOccamError, type OccamError } from "../errors.ts";
import type { Value } from "../graph/value.ts";
import { engineError, type Thread } from "./backend.ts";
import type { CompiledGraph, FittingProgram } from "./compiled-graph.ts";
import { shapeIn, shapesOf } from "./graph-lengths.ts";
import type { HeldTensors } from "./held-tensors.ts";
import { type NumberedProgram, type ProgramTask, threadBehind, threadHere, threadInTurn } from "./program-thread.ts";
import { runsBy } from "./runs-by.ts";
import type { BegunRun, Drawn, Held, Inputs, Outputs, Runtime, Session } from "./runtime.ts";
import type { NumberTensor, NumberType, TensorMemory } from "./tensor-memory.ts";
import { tooMuchMemory } from "./too-much-memory.ts";
import { allAnswered } from "./with-session.ts";

export interface ProgramRuns {
  readonly open: (graph: CompiledGraph) => ProgramSession;
  /** Whether a session is open that may read what is held. */
  readonly areOpen: () => boolean;
  readonly close: () => void;
}

export interface ProgramSession extends Session {
  /** Asks for the memory of runs of these lengths; what is said where there is not so much, undefined where there is, or where lengths are missing. */
  readonly reserve: (lengths: Readonly<Record<string, number>>) => Promise<OccamError | undefined>;
}

interface Parts {
  readonly threads: readonly Thread[];
  readonly memory: TensorMemory;
  readonly held: HeldTensors;
  readonly read: Runtime["read"];
  readonly nextNumber: () => number;
}

/** Up to so much work (`FittingProgram.work`) a message to another thread takes longer: some 0.1 ms. */
const LITTLE_WORK = 1_000_000;
/** That are kept for those that come again: folds and rungs of a search train the same graph again and again. */
const MOST_PROGRAMS = 64;

export function programRuns({ threads: others, memory, held, read, nextNumber }: Parts): ProgramRuns {
  const here = threadHere();
  const threads = others.length > 0 ? others.map((thread) => threadBehind(thread, memory)) : [threadInTurn()];
  memory.whenDropped((buffer) => {
    for (const thread of threads) thread.forgetBuffer(buffer);
  });
  /** By their keys. */
  const loaded = new Map<string, NumberedProgram>();
  let openCount = 0;

  const forget = (id: number) => {
    for (const thread of [here, ...threads]) thread.forget(id);
  };

  /** @throws Error with code OCCAM_RUNTIME where the run takes more memory than addresses reach. */
  const readyFor = (fitting: FittingProgram, fed: FedByName): ReadyProgram => {
    const shares = sharesOf(fitting, threads.length);
    const memoryOf = (program: ProgramFacts) => {
      const { byteSize } = planMemory(program, fed);
      const refusal = () =>
        tooMuchMemory({ name: fitting.name, program, fed, byteSize, threadCount: shares.parts.length });
      if (byteSize > MOST_BYTES) throw refusal();
      return { byteSize, refusal };
    };
    const known = loaded.get(fitting.key);
    if (known !== undefined) return { fitting, program: known, shares, ...memoryOf(known.program) };
    const planned = fitting.plan();
    const needed = memoryOf(planned);
    const [oldest] = loaded;
    if (loaded.size >= MOST_PROGRAMS && oldest !== undefined) loaded.delete(oldest[0]);
    const program = { id: nextNumber(), program: loadProgram(planned.compile()) };
    loaded.set(fitting.key, program);
    return { fitting, program, shares, ...needed };
  };

  const threadsFor = ({ isHere, parts }: Shares) => (isHere ? [here] : threads.slice(0, parts.length));

  /** Fails where a thread has not the memory; undefined: all have it already. */
  const reserved = ({ program, shares, byteSize, refusal }: ReadyProgram): Promise<void> | undefined => {
    const answers = threadsFor(shares).map((thread) => thread.reserve(program, byteSize));
    if (answers.every((answer) => answer === true)) return undefined;
    return allAnswered(answers.map((answer) => Promise.resolve(answer))).then((found) => {
      if (found.includes(false)) throw refusal();
    });
  };

  /** What is given to one run alone, as threads may read it until that run has ended, in one piece of memory that is given back then. */
  const passingFeeds = (inputs: Inputs) => {
    const passing = Object.entries(inputs).filter(
      (entry): entry is [string, NumberTensor | Drawn] => !("held" in entry[1]),
    );
    const tensors = passing.map(([, feed]) => feed).filter((feed) => "data" in feed);
    const copies = memory.copiesOf(tensors);
    let next = 0;
    const feeds = passing.map(([name, feed]): [string, NumberTensor | Drawn] => [
      name,
      "data" in feed ? (copies.tensors[next++] as NumberTensor) : feed,
    ]);
    return { feeds, copies: [copies.whole] };
  };

  const heldFeeds = (inputs: Inputs) =>
    Object.entries(inputs).filter((entry): entry is [string, Held] => "held" in entry[1]);

  /** Asks the threads for their shares, at once where nothing has to be waited for. */
  const post = async ({ ready, before, inputs, outputs, onPosted }: Posting): Promise<void> => {
    const { fitting, program, shares } = ready;
    const { feeds, copies } = passingFeeds(inputs);
    // All are asked for now: later they may have been freed.
    const kept = heldFeeds(inputs).map(([name, feed]) => [name, held.at(feed) ?? copied(feed, copies)] as const);
    const late = [...kept.map(([, feed]) => feed), reserved(ready)];
    const waits = [...before, ...late.filter((each) => each instanceof Promise)];
    if (waits.length > 0) await allAnswered(waits);
    const found: [string, NumberTensor | Drawn][] = [...feeds];
    for (const [name, feed] of kept) found.push([name, feed instanceof Promise ? await feed : feed]);
    const task = { inputs: Object.fromEntries(found), outputs, isLong: fitting.work === Infinity };
    const running = threadsFor(shares).map((thread, i) => thread.run(program, { ...task, share: shares.parts[i] }));
    onPosted();
    await allAnswered(running);
    // After a run that failed a thread may still be at work: its memory is left alone.
    copies.forEach(memory.giveBack);
  };

  /** Of what lies in another engine. */
  const copied = async (handle: Held, copies: NumberTensor[]): Promise<NumberTensor> => {
    const copy = memory.copyOf((await read(handle)) as NumberTensor);
    copies.push(copy);
    return copy;
  };

  const emptyOutputs = ({ outputs, lengths }: FittingProgram, names: readonly string[]) =>
    Object.fromEntries(
      names.map((name): [string, NumberTensor] => {
        const output = outputs.get(name);
        if (output === undefined) throw new Error(`there is no output '${name}'`);
        return [name, memory.take(output.dtype as NumberType, shapeIn(lengths, output.shape))];
      }),
    );

  const begin = (ready: ReadyProgram, inputs: Inputs, { fetch = [], hold = [] }: Outputs): BegunRun => {
    const { fitting, shares } = ready;
    const read = heldFeeds(inputs);
    const before = read.flatMap(([name, feed]) => {
      const writing = held.writing(feed);
      const key = shares.keyOf(fitting.inputs.get(name));
      const isOwn = key !== undefined && writing?.sharing() === key;
      return writing === undefined || isOwn ? [] : [writing.ended];
    });
    const outputs = emptyOutputs(fitting, [...new Set([...fetch, ...hold])]);
    const at = (name: string) => outputs[name] as NumberTensor;
    let isPosted = false;
    const onPosted = () => {
      isPosted = true;
    };
    const running = post({ ready, before, inputs, outputs, onPosted });
    const ended = running.catch(() => undefined);
    held.use(
      read.map(([, feed]) => feed),
      ended,
    );
    const kept = hold.map((name): [string, Held] => {
      const handle = held.add(nextNumber(), at(name).shape, at(name));
      const key = shares.keyOf(fitting.outputs.get(name));
      held.write(handle, { ended, sharing: () => (isPosted ? key : undefined) });
      return [name, handle];
    });
    const fetched = running.then(() => {
      const plain = fetch.map((name) => [name, { shape: at(name).shape, data: at(name).data.slice() }] as const);
      for (const name of fetch) if (!hold.includes(name)) memory.giveBack(at(name));
      return Object.fromEntries(plain);
    });
    return { fetched, held: Object.fromEntries(kept) };
  };

  const open: ProgramRuns["open"] = ({ programFor, fedAt }) => {
    openCount++;
    const used = new Set<number>();
    const underWay = new Set<Promise<unknown>>();
    let isReleased = false;
    const readied = (fed: FedByName): ReadyProgram => {
      const ready = readyFor(programFor(shapesOf(fed)), fed);
      used.add(ready.program.id);
      return ready;
    };
    const beginHere = (inputs: Inputs, outputs: Outputs): BegunRun => {
      if (isReleased) throw new Error("the session was released");
      const begun = begin(readied(held.fedWith(inputs)), inputs, outputs);
      const ended: Promise<unknown> = begun.fetched.catch(() => undefined).then(() => underWay.delete(ended));
      underWay.add(ended);
      return begun;
    };
    return {
      engine: "compiled",
      takesDrawn: true,
      ...runsBy((inputs, outputs) => {
        try {
          const { fetched, held } = beginHere(inputs, outputs);
          return { held, fetched: fetched.catch(throwEngineError) };
        } catch (error) {
          return throwEngineError(error);
        }
      }),
      reserve: async (lengths) => {
        const fed = fedAt(new Map(Object.entries(lengths)));
        try {
          if (fed !== undefined) await reserved(readied(fed));
          return undefined;
        } catch (error) {
          return isOccamError(error) ? error : throwEngineError(error);
        }
      },
      release: async () => {
        if (!isReleased) openCount--;
        isReleased = true;
        // A run that still waits would bring its program anew.
        await Promise.all(underWay);
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

/** A program with the threads that take a run, and the memory that each needs for that. */
interface ReadyProgram {
  readonly fitting: FittingProgram;
  readonly program: NumberedProgram;
  readonly shares: Shares;
  readonly byteSize: number;
  /** What to say where that is more than there is. */
  readonly refusal: () => OccamError;
}

/** A run that threads are to be asked for. */
interface Posting {
  readonly ready: ReadyProgram;
  /** What has to end first. */
  readonly before: readonly Promise<unknown>[];
  readonly inputs: Inputs;
  readonly outputs: ProgramTask["outputs"];
  readonly onPosted: () => void;
}

/** How a run is shared out. */
interface Shares {
  /** In the thread that asks. */
  readonly isHere: boolean;
  readonly parts: readonly (Share | undefined)[];
  /** A thread reads of one tensor just what it wrote of another if both have one key. Undefined: a thread reads, or writes, what is others' too. */
  readonly keyOf: (tensor: Value | undefined) => string | undefined;
}

/** Nearly equal shares of the blocks of the outermost dimension. */
function sharesOf({ blocks: [outer], lengths, work }: FittingProgram, threadCount: number): Shares {
  if (work <= LITTLE_WORK) return { isHere: true, parts: [undefined], keyOf: () => "here" };
  if (outer === undefined) return { isHere: false, parts: [undefined], keyOf: () => "first thread" };
  const length = lengths.get(outer.name) as number;
  const blockCount = Math.ceil(length / outer.size);
  const count = Math.max(1, Math.min(threadCount, blockCount));
  if (count === 1) return { isHere: false, parts: [undefined], keyOf: () => "first thread" };
  const startOf = (i: number) => Math.min(length, Math.floor((i * blockCount) / count) * outer.size);
  const parts = Array.from({ length: count }, (_, i) => ({ first: startOf(i), end: startOf(i + 1) }));
  const key = parts.map(({ end }) => end).join();
  return { isHere: false, parts, keyOf: (tensor) => (tensor?.shape[0] === outer.name ? key : undefined) };
}

/** Errors of threads are this library's already. */
function throwEngineError(error: unknown): never {
  const isOwn = !(error instanceof Error) || "code" in error;
  throw isOwn ? error : engineError(error.message, "program");
}
