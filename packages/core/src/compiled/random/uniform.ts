import { call, f32x4, forRange, get, i32, i32x4, local, set, v128, wasmFunction } from "../wasm/index.ts";
import { philoxBlocks } from "./philox.ts";
import { keyList, keyOperands, keyParameters } from "./random-key.ts";

const address = local("address", "i32");
const blocks = local("blocks", "i32");
const scratch = local("scratch", "i32");
const at = local("at", "i32");
const end = local("end", "i32");
const key = keyParameters();

/**
 * Writes `blocks` times 4 float32 numbers uniform on (0, 1): ((word >>> 9) + 0.5) / 2^23, those of `randomOpenUniform`. Nothing
 * is written to `scratch`.
 */
export const uniformNumbers = wasmFunction({
  name: "uniformNumbers",
  parameters: [address, blocks, scratch, ...keyList(key)],
  body: [
    call(philoxBlocks, get(address), i32.const(0), get(blocks), ...keyOperands(key)),
    set(end, i32.add(get(address), i32.shl(get(blocks), i32.const(4)))),
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
