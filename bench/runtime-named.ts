/** The runtimes that the benchmark knows. */
import type { Runtime } from "@occam/core";
import { nodeRuntime } from "@occam/core/node";

/** @throws Error for a name that is not known. */
export async function runtimeNamed(name: string, threads: number): Promise<{ runtime: Runtime; about: string }> {
  if (name !== "node") throw new Error(`no runtime is called ${name}`);
  return { runtime: nodeRuntime(), about: `onnxruntime-node, ${threads} threads where it pays` };
}
