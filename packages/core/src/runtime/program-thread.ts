/** Where compiled programs run: in the thread that asks, or in others behind messages. */
import { createInstance, type Instance, type Share } from "../compiled/instance.js";
import type { LoadedProgram } from "../compiled/load-program.ts";
import type { Thread } from "./backend.ts";
import type { Request } from "./engine.js";
import { otherTasks } from "./other-tasks.ts";
import { placed } from "./placed-tensor.js";
import type { Drawn } from "./runtime.ts";
import type { NumberTensor, TensorMemory } from "./tensor-memory.ts";

/** A program under a number of its own. */
export interface NumberedProgram {
  readonly id: number;
  readonly program: LoadedProgram;
}

/** One run, or one thread's share of it: what it reads, and the tensors that it writes. */
export interface ProgramTask {
  readonly inputs: Readonly<Record<string, NumberTensor | Drawn>>;
  readonly outputs: Readonly<Record<string, NumberTensor>>;
  readonly share: Share | undefined;
  /** Its answer is worth a message of its own. */
  readonly isLong: boolean;
}

export interface ProgramThread {
  /** Brings a program, and says whether it has so much memory there. */
  readonly reserve: (program: NumberedProgram, byteSize: number) => boolean | Promise<boolean>;
  readonly run: (program: NumberedProgram, task: ProgramTask) => Promise<unknown>;
  /** Gives the program's memory back. */
  readonly forget: (id: number) => void;
  readonly forgetBuffer: (buffer: number) => void;
}

/** This thread, at once. */
export function threadHere(): ProgramThread {
  const programs = new Map<number, Instance>();
  const instanceOf = ({ id, program }: NumberedProgram): Instance => {
    const instance = programs.get(id) ?? createInstance(program);
    programs.set(id, instance);
    return instance;
  };
  return {
    reserve: (numbered, byteSize) => instanceOf(numbered).reserve(byteSize),
    run: async (numbered, { inputs, outputs, share }) => instanceOf(numbered).run(inputs, outputs, share),
    forget: (id) => void programs.delete(id),
    forgetBuffer: () => {},
  };
}

/** This thread, one run after the other; in between other tasks get their turn. */
export function threadInTurn(): ProgramThread {
  const here = threadHere();
  let turn: Promise<unknown> = Promise.resolve();
  return {
    ...here,
    run: (program, task) => {
      const running = turn.then(otherTasks).then(() => here.run(program, task));
      turn = running.catch(() => undefined);
      return running;
    },
  };
}

/** A thread that answers requests in their order. */
export function threadBehind({ ask, whenLost }: Thread, memory: TensorMemory): ProgramThread {
  /** Programs that it has, with the bytes that they have for sure, and buffers. */
  const [programs, buffers] = [new Map<number, number>(), new Set<number>()];
  const forgetAll = () => {
    programs.clear();
    buffers.clear();
  };
  // Its follower has none.
  whenLost(forgetAll);
  /** What a failed request was to bring may not have arrived. */
  const orForget = (error: unknown): never => {
    forgetAll();
    throw error;
  };

  /** A run in a message: tensors by their places, inputs and outputs in the program's order. */
  const toMessage = ({ id, program }: NumberedProgram, { inputs, outputs, share, isLong }: ProgramTask) => {
    const fresh: [number, ArrayBufferLike][] = [];
    const placeOf = (tensor: NumberTensor) => {
      const buffer = memory.bufferOf(tensor);
      if (!buffers.has(buffer)) fresh.push([buffer, tensor.data.buffer]);
      buffers.add(buffer);
      return placed(tensor, buffer);
    };
    return {
      kind: "runProgram",
      id,
      buffers: fresh,
      inputs: program.inputs.map(({ name }) => {
        const given = inputs[name] as NumberTensor | Drawn;
        return "data" in given ? placeOf(given) : given;
      }),
      outputs: program.outputs.map(({ name }) => {
        // A name may be that of an object's own machinery, such as __proto__.
        return Object.hasOwn(outputs, name) ? placeOf(outputs[name] as NumberTensor) : undefined;
      }),
      share,
      isLong,
    } as const;
  };

  /** A thread that cannot answer has nothing any more. */
  const tell = (request: Request) => void ask(request).catch(() => undefined);

  const askToReserve = async ({ id, program }: NumberedProgram, byteSize: number): Promise<boolean> => {
    const isThere = programs.has(id);
    if (!isThere) programs.set(id, 0);
    const request = { kind: "reserve", id, program: isThere ? undefined : program, byteSize } as const;
    const isReserved = (await ask(request).catch(orForget)) as boolean;
    if (isReserved && programs.has(id)) programs.set(id, Math.max(byteSize, programs.get(id) as number));
    return isReserved;
  };

  return {
    reserve: (numbered, byteSize) => (programs.get(numbered.id) ?? -1) >= byteSize || askToReserve(numbered, byteSize),
    run: async (numbered, task) => {
      // A thread that was lost meanwhile, or has forgotten the program with another session, has it no more.
      const giving = programs.has(numbered.id) || askToReserve(numbered, numbered.program.byteSize);
      await Promise.all([giving, ask(toMessage(numbered, task)).catch(orForget)]);
    },
    forget: (id) => {
      if (programs.delete(id)) tell({ kind: "forgetProgram", id });
    },
    forgetBuffer: (buffer) => {
      if (buffers.delete(buffer)) tell({ kind: "forgetBuffer", buffer });
    },
  };
}
