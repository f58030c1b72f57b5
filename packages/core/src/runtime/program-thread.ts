/** Where compiled programs run: in the thread that asks, or in others behind messages. */
import { createInstance, type Share } from "../compiled/instance.js";
import type { LoadedProgram } from "../compiled/load-program.ts";
import type { Ask } from "./backend.ts";
import { otherTasks } from "./other-tasks.ts";
import type { Drawn, HoldableTensor } from "./runtime.ts";
import type { NumberTensor } from "./tensor-memory.ts";

/** A program under a number of its own. */
export interface NumberedProgram {
  readonly id: number;
  readonly program: LoadedProgram;
}

/** One run, or one thread's share of it: what it reads, and the tensors that it writes. */
export interface ProgramTask {
  readonly inputs: Readonly<Record<string, HoldableTensor | Drawn>>;
  readonly outputs: Readonly<Record<string, NumberTensor>>;
  readonly share: Share | undefined;
}

export interface ProgramThread {
  readonly run: (program: NumberedProgram, task: ProgramTask) => Promise<unknown>;
  /** Gives the program's memory back. */
  readonly forget: (id: number) => void;
}

/** This thread, at once. */
export function threadHere(): ProgramThread {
  const programs = new Map<number, ReturnType<typeof createInstance>>();
  return {
    run: async ({ id, program }, { inputs, outputs, share }) => {
      const run = programs.get(id) ?? createInstance(program);
      programs.set(id, run);
      run(inputs, outputs, share);
    },
    forget: (id) => void programs.delete(id),
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
export function threadBehind(ask: Ask): ProgramThread {
  /** Programs that it has. */
  const given = new Set<number>();
  return {
    run: async ({ id, program }, task) => {
      const giving = given.has(id) ? undefined : ask({ kind: "program", id, program });
      given.add(id);
      try {
        await Promise.all([giving, ask({ kind: "runProgram", id, ...task })]);
      } catch (error) {
        // It may have ended, and its follower have none.
        given.clear();
        throw error;
      }
    },
    forget: (id) => {
      // A thread that cannot answer holds nothing any more.
      if (given.delete(id)) ask({ kind: "forgetProgram", id }).catch(() => undefined);
    },
  };
}
