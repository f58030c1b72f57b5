/** The WebAssembly that Node and browsers have. TypeScript knows it with a page's library only, which this code has not. */

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** Compiled code, which may be sent to a worker. */
export type CompiledModule = object;

export interface WasmInstance {
  readonly exports: Readonly<Record<string, unknown>>;
}

/** By module, then by name: functions of JavaScript and memories. */
export type WasmImports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface WasmEngine {
  readonly Memory: new (limits: { readonly initial: number; readonly maximum?: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => CompiledModule;
  readonly Instance: new (module: CompiledModule, imports?: WasmImports) => WasmInstance;
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
  compile(bytes: Uint8Array<ArrayBuffer>): Promise<CompiledModule>;
  instantiate(module: CompiledModule, imports?: WasmImports): Promise<WasmInstance>;
}

/** Undefined where there is none. */
export const engine = (globalThis as { readonly WebAssembly?: WasmEngine }).WebAssembly;
