import { availableParallelism } from "node:os";
import { nodeRuntime } from "@occam/core/node";
import type { Runtimes } from "@occam/core/tabular";

/** Work on as many engines as the machine has cores, at most `most`, which share the cores; all are closed in the end. */
export async function withRuntimes<T>(most: number, work: (runtimes: Runtimes) => Promise<T>): Promise<T> {
  const cores = availableParallelism();
  const count = Math.min(most, cores);
  const create = () => nodeRuntime({ threads: Math.floor(cores / count) });
  const runtimes: Runtimes = [create(), ...Array.from({ length: count - 1 }, create)];
  try {
    return await work(runtimes);
  } finally {
    await Promise.all(runtimes.map((runtime) => runtime.close()));
  }
}
