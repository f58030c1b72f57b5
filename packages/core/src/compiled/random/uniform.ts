import { call, f32x4, forRange, get, i32, i32x4, local, set, v128, wasmFunction } from "../wasm/index.ts";
import { philoxBlocks } from "./philox.ts";
import { keyList, keyOperands, keyParameters } from "./random-key.ts";

const address = local("address", "i32");
const count = local("count", "i32");
const at = local("at", "i32");
const end = local("end", "i32");
const key = keyParameters();

/**
 * Writes `count` float32 numbers uniform on (0, 1), count a multiple of 4: ((word >>> 9) + 0.5) / 2^23, with which both u
 * and 1 - u are exact and never 0.
 */
export const uniformNumbers = wasmFunction({
  name: "uniformNumbers",
  parameters: [address, count, ...keyList(key)],
  body: [
    call(philoxBlocks, get(address), i32.const(0), i32.shr_u(get(count), i32.const(2)), ...keyOperands(key)),
    set(end, i32.add(get(address), i32.shl(get(count), i32.const(2)))),
    forRange(at, get(address), get(end), 16, [
      v128.store(
        get(at),
        f32x4.mul(
          f32x4.add(f32x4.convert_i32x4_u(i32x4.shr_u(v128.load(get(at)), i32.const(9))), f32x4.const(0.5)),
          f32x4.const(2 ** -23),
        ),
      ),
    ]),
  ],
});
