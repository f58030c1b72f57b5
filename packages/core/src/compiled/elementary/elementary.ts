/** How functions of four float32 numbers at a time are made. They compute in plain SIMD: the same bits everywhere. */
import {
  after,
  type Expr,
  f32x4,
  get,
  type Local,
  local,
  set,
  type WasmFunction,
  wasmFunction,
} from "../wasm/index.ts";

/** A function of four numbers, lane by lane. */
export interface Elementary {
  readonly name: string;
  /** To be called. */
  readonly run: WasmFunction<readonly ["v128"], "v128">;
  /** Its code in place, for where a call costs more than the bytes. */
  readonly inline: (x: Expr<"v128">) => Expr<"v128">;
}

/** `make` writes the code for an x, with variables that are made anew each time. */
export function elementary(name: string, make: (x: Local<"v128">) => Expr<"v128">): Elementary {
  const x = vector("x");
  return {
    name,
    run: wasmFunction({ name, parameters: [x], result: make(x) }),
    inline: (value) => {
      const own = vector(`${name}.x`);
      return after([set(own, value)], make(own));
    },
  };
}

export function vector(name: string): Local<"v128"> {
  return local(name, "v128");
}

/** c0 + c1 x + c2 x² + ... by Horner's rule, in float32. */
export function polynomial(x: Local<"v128">, coefficients: readonly number[]): Expr<"v128"> {
  return coefficients
    .map((coefficient): Expr<"v128"> => f32x4.const(coefficient))
    .reduceRight((higher, coefficient) => f32x4.add(f32x4.mul(higher, get(x)), coefficient));
}
