import { after, f32x4, get, set, v128 } from "../wasm/index.ts";
import { elementary, polynomial, vector } from "./elementary.ts";
import { exp } from "./exp.ts";

/** Below, 1 - 2 / (e^2x + 1) would cancel too much. */
const SMALL = 0.75;

/** (tanh(x) - x) / x³ as a polynomial of x² for x up to 0.75, by Remez's exchange: within 2^-29 of tanh(x). */
const REMAINDER = [
  -0.33333319425582886, 0.13332778215408325, -0.05389854311943054, 0.021470434963703156, -0.007684436626732349,
  0.0017521596746519208,
];

/** tanh x within 1.1 ulp of float32, odd to the bit; ±1 from where float32 has nothing nearer. */
export const tanh = elementary("tanh", (x) => {
  const [size, square] = [vector("size"), vector("square")];
  const small = f32x4.add(get(size), f32x4.mul(f32x4.mul(get(size), get(square)), polynomial(square, REMAINDER)));
  const twice = f32x4.add(get(size), get(size));
  const large = f32x4.sub(f32x4.const(1), f32x4.div(f32x4.const(2), f32x4.add(exp.inline(twice), f32x4.const(1))));
  return after(
    [set(size, f32x4.abs(get(x))), set(square, f32x4.mul(get(size), get(size)))],
    v128.bitselect(get(x), v128.bitselect(small, large, f32x4.lt(get(size), f32x4.const(SMALL))), f32x4.const(-0)),
  );
});
