import { after, f32x4, get, set, v128 } from "../wasm/index.ts";
import { elementary, vector } from "./elementary.ts";
import { exp } from "./exp.ts";

/** 1 / (1 + e^-x) within 2 ulp of float32: e^x / (1 + e^x) below 0, where e^-x would overflow. */
export const sigmoid = elementary("sigmoid", (x) => {
  const [power, sum, ratio] = [vector("power"), vector("sum"), vector("ratio")];
  const lost = f32x4.sub(get(power), f32x4.sub(get(sum), f32x4.const(1)));
  return after(
    [
      set(power, exp.inline(f32x4.neg(f32x4.abs(get(x))))),
      set(sum, f32x4.add(f32x4.const(1), get(power))),
      set(ratio, f32x4.div(v128.bitselect(f32x4.const(1), get(power), f32x4.ge(get(x), f32x4.const(0))), get(sum))),
    ],
    // What the sum lost in rounding, to first order where it is near 1 and the ratio's last place is small.
    f32x4.sub(get(ratio), f32x4.mul(get(ratio), lost)),
  );
});
