/** The runtimes that the benchmark knows. */
import type { Runtime } from "@occam/core";
import { nodeRuntime } from "@occam/core/node";
import { webRuntime } from "@occam/core/web";

/** `web`: onnxruntime-web in Node, where its WebAssembly has one thread. */
export function runtimeNamed(
  name: "node" | "web",
  threads: number,
): { readonly runtime: Runtime; readonly about: string } {
  return name === "node"
    ? { runtime: nodeRuntime(), about: `onnxruntime-node, ${threads} threads where it pays` }
    : { runtime: webRuntime(), about: "onnxruntime-web, WebAssembly, 1 thread" };
}
