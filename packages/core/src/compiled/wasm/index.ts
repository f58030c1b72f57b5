/** WebAssembly: code as data, modules as bytes and as text. */
export type { Block, Callee, Expr, If, Label, Local, Operation, Sequence, Statement, ValueType } from "./code.ts";
export { encodeModule } from "./encode.ts";
export { f32, f32x4, f64, f64x2, i8x16, i16x8, i32, i32x4, i64, i64x2, memory, trap, v128 } from "./operators.ts";
export { printFunction, printModule } from "./print.ts";
export {
  after,
  type Bound,
  block,
  br,
  brIf,
  call,
  drop,
  forRange,
  get,
  label,
  local,
  loop,
  select,
  sequence,
  set,
  tee,
  when,
} from "./statements.ts";
export { type ImportedFunction, importedFunction, type WasmFunction, wasmFunction } from "./wasm-function.ts";
export {
  type DataSegment,
  type Memory,
  type ModuleFacts,
  usesRelaxed,
  type WasmModule,
  wasmModule,
} from "./wasm-module.ts";
