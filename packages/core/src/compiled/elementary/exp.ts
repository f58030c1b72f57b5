import { after, type Expr, f32x4, get, i32, i32x4, type Local, type Statement, set } from "../wasm/index.ts";
import { elementary, polynomial, vector } from "./elementary.ts";

/** The first 15 bits of log 2: whole multiples up to 2^8 are exact. */
export const LN2_HIGH = 0.693145751953125;
export const LN2_LOW = Math.LN2 - LN2_HIGH;

/** (e^r - 1 - r) / r² for abs(r) <= log(2) / 2, by Remez's exchange with weight r² / e^r: within 2^-28 of e^r. */
const REMAINDER = [
  0.4999999403953552, 0.1666651666164398, 0.041668102145195, 0.008369166404008865, 0.0013838342856615782,
];

/**
 * e^x within 0.9 ulp of float32. x = n log 2 + r, e^x = 2^n e^r (Cody & Waite 1980). Overflows to Infinity and
 * underflows through subnormal numbers to 0, rounded once.
 */
export const exp = elementary("exp", (x) => {
  const { statements, n, expm1OfRest } = reduce(get(x), -104);
  const [whole, half] = [vector("whole"), vector("half")];
  return after(
    [
      ...statements,
      // 2^n in two factors, since for the largest and smallest results it is no float32 itself.
      set(whole, i32x4.trunc_sat_f32x4_s(get(n))),
      set(half, i32x4.shr_s(get(whole), i32.const(1))),
    ],
    f32x4.mul(
      f32x4.mul(f32x4.add(expm1OfRest, f32x4.const(1)), powerOfTwo(get(half))),
      powerOfTwo(i32x4.sub(get(whole), get(half))),
    ),
  );
});

interface Reduced {
  readonly statements: readonly Statement[];
  readonly n: Local<"v128">;
  readonly expm1OfRest: Expr<"v128">;
}

/**
 * x = n log 2 + r, and e^r - 1, once the statements have run. x is taken as `lowest` below it and as 89 above, where
 * e^x is Infinity; a NaN stays one.
 */
export function reduce(x: Expr<"v128">, lowest: number): Reduced {
  const [n, r, high, low] = [vector("n"), vector("r"), vector("high"), vector("low")];
  return {
    n,
    statements: [
      set(r, f32x4.max(f32x4.min(x, f32x4.const(89)), f32x4.const(lowest))),
      set(n, f32x4.nearest(f32x4.mul(get(r), f32x4.const(Math.LOG2E)))),
      set(high, f32x4.sub(get(r), f32x4.mul(get(n), f32x4.const(LN2_HIGH)))),
      set(low, f32x4.mul(get(n), f32x4.const(LN2_LOW))),
      set(r, f32x4.sub(get(high), get(low))),
    ],
    // r in its two parts, the smaller first: what is rounded before the last sum is small.
    expm1OfRest: f32x4.add(
      f32x4.sub(f32x4.mul(f32x4.mul(get(r), get(r)), polynomial(r, REMAINDER)), get(low)),
      get(high),
    ),
  };
}

/** 2^n for whole n from -126 to 127. */
export function powerOfTwo(n: Expr<"v128">): Expr<"v128"> {
  return i32x4.shl(i32x4.add(n, i32x4.const(127)), i32.const(23));
}
