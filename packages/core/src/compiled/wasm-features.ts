/** What this engine's WebAssembly can do. */
import { engine } from "./wasm/engine.ts";
import { type Expr, encodeModule, f32x4, get, local, wasmFunction, wasmModule } from "./wasm/index.ts";

/**
 * Whether there is WebAssembly with SIMD, in which all programs are: in V8 since 2021 and Safari since 2023, but not on processors of before 2008,
 * nor where WebAssembly is switched off (`node --jitless`, a browser's strictest mode).
 */
export function hasSimd(): boolean {
  return takes((x) => f32x4.add(x, x));
}

/** Whether there is relaxed SIMD: in V8 from Node 22 on, and in browsers of these years. */
export function hasRelaxed(): boolean {
  return takes((x) => f32x4.relaxed_madd(x, x, x));
}

function takes(of: (x: Expr<"v128">) => Expr<"v128">): boolean {
  const x = local("x", "v128");
  const probe = wasmFunction({ name: "probe", parameters: [x], result: of(get(x)) });
  return engine?.validate(encodeModule(wasmModule({ exports: { probe } })) as Uint8Array<ArrayBuffer>) === true;
}
