import { availableParallelism } from "node:os";
import { nodeRuntime } from "@occam/core/node";
import type { Runtimes } from "@occam/core/tabular";

/**
 * Work on as many engines as the machine has cores, at most `most`; all are closed in the end. The first has all cores, as work that is one piece is
 * done there; the others an equal share.
 */
export async function withRuntimes<T>(most: number, work: (runtimes: Runtimes) => Promise<T>): Promise<T> {
  const cores = availableParallelism();
  const count = Math.min(most, cores);
  const others = Array.from({ length: count - 1 }, () => nodeRuntime({ threads: Math.floor(cores / count) }));
  const runtimes: Runtimes = [nodeRuntime({ threads: cores }), ...others];
  try {
    return await work(runtimes);
  } finally {
    await Promise.all(runtimes.map((runtime) => runtime.close()));
  }
}
