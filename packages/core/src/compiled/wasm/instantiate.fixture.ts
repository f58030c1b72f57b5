/** Test support: functions and memory of a module, ready to be called. */
import { encodeModule } from "./encode.ts";
import { engine, type WasmImports, type WasmMemory } from "./engine.ts";
import type { WasmModule } from "./wasm-module.ts";

type Number = number | bigint;

export interface Running {
  call(name: string, ...operands: readonly Number[]): Number | undefined;
  readonly memory: WasmMemory;
  /** The bytes of its memory, `memory` by its exported name. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export function instantiate(module: WasmModule, imports?: WasmImports): Running {
  if (engine === undefined) throw new Error("This JavaScript has no WebAssembly.");
  const { exports } = new engine.Instance(new engine.Module(encodeModule(module)), imports);
  // What a module exports is functions, and memory under this name.
  const memory = (exports.memory ?? { buffer: new ArrayBuffer(0) }) as WasmMemory;
  const functions = exports as Record<string, (...operands: readonly Number[]) => Number | undefined>;
  return {
    call: (name, ...operands) => functions[name]?.(...operands),
    memory,
    bytes: new Uint8Array(memory.buffer),
  };
}

export function isValid(module: WasmModule): boolean {
  return engine?.validate(encodeModule(module)) === true;
}
