import { after, f32x4, get, set, v128 } from "../wasm/index.ts";
import { elementary, polynomial, vector } from "./elementary.ts";
import { exp } from "./exp.ts";

/** Below, the error function is a polynomial; above, 1 - e^-P. */
const SMALL = 0.75;

/** erf(x) / x - 1 as a polynomial of x² for x up to 0.75, by Remez's exchange: within 2^-29 of erf(x). */
const NEAR = [
  0.12837916612625122, -0.3761261999607086, 0.11283379048109055, -0.026834335178136826, 0.005113156978040934,
  -0.0006737583898939192,
];

/** -log(1 - erf(x)) for x from 0.75 to 4, by Remez's exchange with weight (1 - erf(x)) / erf(x): within 2^-28 of erf(x). */
const FAR = [
  2.140799733751919e-5, 1.1284334659576416, 0.6358417868614197, 0.10516450554132462, -0.02284819819033146,
  0.003205709159374237, -0.00021315882622729987,
];

/** The error function, 2/√π times the integral of e^-t² from 0 to x, within 1.7 ulp of float32, odd to the bit. */
export const erf = elementary("erf", (x) => {
  const [size, square] = [vector("size"), vector("square")];
  const near = f32x4.add(get(size), f32x4.mul(get(size), polynomial(square, NEAR)));
  const far = f32x4.sub(f32x4.const(1), exp.inline(f32x4.neg(polynomial(size, FAR))));
  return after(
    [
      // From 4 on it is 1 in float32.
      set(size, f32x4.min(f32x4.abs(get(x)), f32x4.const(4))),
      set(square, f32x4.mul(get(size), get(size))),
    ],
    v128.bitselect(get(x), v128.bitselect(near, far, f32x4.lt(get(size), f32x4.const(SMALL))), f32x4.const(-0)),
  );
});
