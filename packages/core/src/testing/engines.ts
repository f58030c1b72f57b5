/** Test support: both engines that train. */
import { afterAll } from "vitest";
import type { EngineName } from "../runtime/choose-engine.ts";
import { nodeRuntime } from "../runtime/node.ts";
import type { Runtime } from "../runtime/runtime.ts";

/** A runtime of each engine, for the tests of a file. */
export function openEngines(): Readonly<Record<EngineName, Runtime>> {
  const runtimes = {
    compiled: nodeRuntime({ engine: "compiled" }),
    onnxruntime: nodeRuntime({ engine: "onnxruntime" }),
  };
  afterAll(() => Promise.all(Object.values(runtimes).map((runtime) => runtime.close())));
  return runtimes;
}
