/** The runtimes that the benchmark knows. */
import type { Runtime } from "@occam/core";
import { nodeRuntime } from "@occam/core/node";
import { webRuntime } from "@occam/core/web";

const RUNTIMES = {
  node: () => nodeRuntime(),
  nodeOnnx: () => nodeRuntime({ engine: "onnxruntime" }),
  /** In Node, where its WebAssembly has one thread. */
  web: () => webRuntime(),
  webOnnx: () => webRuntime({ engine: "onnxruntime" }),
} as const satisfies Record<string, () => Runtime>;

export type RuntimeName = keyof typeof RUNTIMES;

const ABOUT: Readonly<Record<RuntimeName, string>> = {
  node: "each graph in the engine that suits it",
  nodeOnnx: "onnxruntime-node, threads where it pays",
  web: "WebAssembly, 1 thread, each graph in the engine that suits it",
  webOnnx: "onnxruntime-web, WebAssembly, 1 thread",
};

export function runtimeNamed(name: RuntimeName): { readonly runtime: Runtime; readonly about: string } {
  return { runtime: RUNTIMES[name](), about: ABOUT[name] };
}
