/** Whether this engine has relaxed SIMD: V8 from Node 22 on, and browsers of these years. */
import { engine } from "./wasm/engine.ts";
import { encodeModule, f32x4, get, local, wasmFunction, wasmModule } from "./wasm/index.ts";

export function hasRelaxed(): boolean {
  const x = local("x", "v128");
  const probe = wasmFunction({ name: "probe", parameters: [x], result: f32x4.relaxed_madd(get(x), get(x), get(x)) });
  return engine?.validate(encodeModule(wasmModule({ exports: { probe } })) as Uint8Array<ArrayBuffer>) === true;
}
