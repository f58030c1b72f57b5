/** A program with its machine code. */
import type { Program } from "./compile.ts";
import { type CompiledModule, engine } from "./wasm/engine.ts";

/** Data too, which may be sent to a worker: threads share the machine code. */
export interface LoadedProgram extends Omit<Program, "bytes"> {
  readonly module: CompiledModule;
}

/** @throws Error where there is no WebAssembly. */
export function loadProgram({ bytes, ...program }: Program): LoadedProgram {
  if (engine === undefined) throw new Error("there is no WebAssembly here");
  return { ...program, module: new engine.Module(bytes) };
}
