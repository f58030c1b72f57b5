import { after, type Expr, f32x4, get, i32, i32x4, type Local, set, v128 } from "../wasm/index.ts";
import { elementary, polynomial, vector } from "./elementary.ts";
import { LN2_HIGH, LN2_LOW } from "./exp.ts";

/** (log(1 + f) - f + f²/2) / f³ for 1 + f from √½ to √2, by Remez's exchange: within 2^-26 of log(1 + f). */
const REMAINDER = [
  0.3333333134651184, -0.250008225440979, 0.20001254975795746, -0.16623207926750183, 0.14201156795024872,
  -0.13162274658679962, 0.1277841031551361, -0.07663075625896454,
];

const SQRT_HALF_BITS = 0x3f3504f3;
const SMALLEST_NORMAL = 2 ** -126;

/**
 * log x within 1 ulp of float32. x = 2^k (1 + f), log x = k log 2 + log(1 + f). -Infinity at both zeros, NaN below;
 * subnormal x as any other.
 */
export const log = elementary("log", (x) => {
  const [scaled, k, f] = [vector("scaled"), vector("k"), vector("f")];
  const isSubnormal = f32x4.lt(get(x), f32x4.const(SMALLEST_NORMAL));
  return after(
    [
      set(scaled, v128.bitselect(f32x4.mul(get(x), f32x4.const(2 ** 23)), get(x), isSubnormal)),
      set(k, exponent(get(scaled))),
      set(f, fraction(get(scaled), get(k))),
      set(k, f32x4.convert_i32x4_s(i32x4.sub(get(k), v128.and(isSubnormal, i32x4.const(23))))),
    ],
    onDomain(get(x), 0, sum(k, f, f32x4.mul(get(k), f32x4.const(LN2_LOW)))),
  );
});

/** The whole k for which x / 2^k lies from √½ to √2, of a normal x above 0. */
export function exponent(x: Expr<"v128">): Expr<"v128"> {
  return i32x4.shr_s(i32x4.sub(x, i32x4.const(SQRT_HALF_BITS)), i32.const(23));
}

/** x / 2^k - 1. */
export function fraction(x: Expr<"v128">, k: Expr<"v128">): Expr<"v128"> {
  return f32x4.sub(i32x4.sub(x, i32x4.shl(k, i32.const(23))), f32x4.const(1));
}

/** k times the high part of log 2, and log(1 + f), and something small beside them. */
export function sum(k: Local<"v128">, f: Local<"v128">, small: Expr<"v128">): Expr<"v128"> {
  const square = vector("square");
  const cubic = f32x4.mul(f32x4.mul(get(f), get(square)), polynomial(f, REMAINDER));
  const beyondFirst = f32x4.sub(f32x4.add(cubic, small), f32x4.mul(get(square), f32x4.const(0.5)));
  return after(
    [set(square, f32x4.mul(get(f), get(f)))],
    f32x4.add(f32x4.add(get(f), beyondFirst), f32x4.mul(get(k), f32x4.const(LN2_HIGH))),
  );
}

/** `inside` for finite x above `lowest`; Infinity and NaN of themselves, NaN below it, -Infinity at it. */
export function onDomain(x: Expr<"v128">, lowest: number, inside: Expr<"v128">): Expr<"v128"> {
  const isRegular = v128.and(f32x4.gt(x, f32x4.const(lowest)), f32x4.lt(x, f32x4.const(Infinity)));
  const below = v128.bitselect(f32x4.const(Number.NaN), x, f32x4.lt(x, f32x4.const(lowest)));
  const special = v128.bitselect(f32x4.const(-Infinity), below, f32x4.eq(x, f32x4.const(lowest)));
  return v128.bitselect(inside, special, isRegular);
}
