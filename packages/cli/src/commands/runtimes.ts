import { availableParallelism } from "node:os";
import { nodeRuntime } from "@occam/core/node";
import type { Runtimes } from "@occam/core/tabular";

/** Work on as many engines as the machine has cores, at most `most`; all are closed in the end. */
export async function withRuntimes<T>(most: number, work: (runtimes: Runtimes) => Promise<T>): Promise<T> {
  const count = Math.min(most, availableParallelism());
  const runtimes: Runtimes = [nodeRuntime(), ...Array.from({ length: count - 1 }, () => nodeRuntime())];
  try {
    return await work(runtimes);
  } finally {
    await Promise.all(runtimes.map((runtime) => runtime.close()));
  }
}
