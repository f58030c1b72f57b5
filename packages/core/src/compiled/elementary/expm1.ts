import { after, f32x4, get, i32x4, set, v128 } from "../wasm/index.ts";
import { elementary, vector } from "./elementary.ts";
import { powerOfTwo, reduce } from "./exp.ts";

/** e^x - 1 within 1.7 ulp of float32, also where it is near 0. Infinity above, -1 below. Its sign is that of x, of zeros too. */
export const expm1 = elementary("expm1", (x) => {
  const { statements, n, expm1OfRest } = reduce(get(x), -18);
  const [part, half] = [vector("part"), vector("half")];
  // 2^n (e^r - 1) + 2^n - 1, by halves: for the largest results 2^n is no float32.
  const sum = f32x4.add(f32x4.mul(get(part), get(half)), f32x4.sub(get(half), f32x4.const(0.5)));
  return after(
    [
      ...statements,
      set(part, expm1OfRest),
      set(half, powerOfTwo(i32x4.sub(i32x4.trunc_sat_f32x4_s(get(n)), i32x4.const(1)))),
    ],
    v128.or(
      v128.bitselect(get(part), f32x4.add(sum, sum), f32x4.eq(get(n), f32x4.const(0))),
      v128.and(get(x), f32x4.const(-0)),
    ),
  );
});
