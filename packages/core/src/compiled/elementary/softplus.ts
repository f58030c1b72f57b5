import { after, f32x4, get, set } from "../wasm/index.ts";
import { elementary, polynomial, vector } from "./elementary.ts";
import { exp } from "./exp.ts";

/** (log(1 + t) - t) / t² for t from 0 to 1, by Remez's exchange: within 2^-27 of log(1 + t). */
const REMAINDER = [
  -0.4999993145465851, 0.33330464363098145, -0.24958018958568573, 0.19692102074623108, -0.15344880521297455,
  0.10661126673221588, -0.057457175105810165, 0.020086172968149185, -0.0032904406543821096,
];

/** log(1 + e^x) within 2.3 ulp of float32: max(x, 0) + log(1 + e^-abs(x)), which cannot overflow. */
export const softplus = elementary("softplus", (x) => {
  const t = vector("t");
  return after(
    [set(t, exp.inline(f32x4.neg(f32x4.abs(get(x)))))],
    f32x4.add(
      f32x4.max(get(x), f32x4.const(0)),
      f32x4.add(get(t), f32x4.mul(f32x4.mul(get(t), get(t)), polynomial(t, REMAINDER))),
    ),
  );
});
