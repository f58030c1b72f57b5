import { after, f32x4, get, set, v128 } from "../wasm/index.ts";
import { elementary, vector } from "./elementary.ts";
import { LN2_LOW } from "./exp.ts";
import { exponent, fraction, onDomain, sum } from "./log.ts";

/**
 * log(1 + x) within 1 ulp of float32, also where it is near 0: log u + (1 + x - u) / u of u = 1 + x as float32 has it.
 * -Infinity at -1, NaN below. Its sign is that of x, of zeros too.
 */
export const log1p = elementary("log1p", (x) => {
  const [u, k, f, lost] = [vector("u"), vector("k"), vector("f"), vector("lost")];
  const one = f32x4.const(1);
  // 1 + x - u, which is exact: of two numbers the smaller one loses its end.
  const lostOfX = f32x4.sub(get(x), f32x4.sub(get(u), one));
  const lostOfOne = f32x4.sub(one, f32x4.sub(get(u), get(x)));
  const isNearOne = f32x4.eq(get(k), f32x4.const(0));
  return after(
    [
      set(u, f32x4.add(one, get(x))),
      set(k, exponent(get(u))),
      set(f, fraction(get(u), get(k))),
      set(k, f32x4.convert_i32x4_s(get(k))),
      set(lost, f32x4.div(v128.bitselect(lostOfOne, lostOfX, f32x4.gt(get(x), one)), get(u))),
      // There x itself is the fraction, and nothing is lost.
      set(f, v128.bitselect(get(x), get(f), isNearOne)),
      set(lost, v128.andnot(get(lost), isNearOne)),
    ],
    v128.or(
      onDomain(get(x), -1, sum(k, f, f32x4.add(f32x4.mul(get(k), f32x4.const(LN2_LOW)), get(lost)))),
      v128.and(get(x), f32x4.const(-0)),
    ),
  );
});
