/** The levels of `randomLevels`, and which of them reach a threshold: the words of 16 streams, one a bit. */
import { BIT_COUNT } from "../../tensor/random-levels.ts";
import {
  call,
  type Expr,
  f32x4,
  forRange,
  get,
  i8x16,
  i32,
  i32x4,
  i64x2,
  local,
  memory,
  type Statement,
  select,
  set,
  v128,
  wasmFunction,
  when,
} from "../wasm/index.ts";
import { philoxBlocks } from "./philox.ts";
import { keyList, keyOperands, keyParameters } from "./random-key.ts";
import { hashNumber, hashText } from "./stream-hash.ts";

const address = local("address", "i32");
const blocks = local("blocks", "i32");
const scratch = local("scratch", "i32");
const threshold = local("threshold", "i32");
const key = keyParameters();
const bit = local("bit", "i32");
const at = local("at", "i32");
const size = i32.shl(get(blocks), i32.const(4));

/** Byte i is 1 << i % 8: the bits of 16 places, each in a byte of its own. */
const PLACES = i64x2.const(0x8040201008040201n);
const EACH_BYTE_EIGHT_TIMES = Array.from({ length: 16 }, (_, i) => i >> 3);

/** The words of one bit of `blocks` times 128 levels. */
function bitWords(to: Expr<"i32">, bit: Expr<"i32">): Statement {
  const stream = call(hashNumber, hashText(get(key.stream), "/bit"), bit);
  return call(philoxBlocks, to, i32.const(0), get(blocks), ...keyOperands(key, stream));
}

/**
 * Bit i of the words at `address` is 1 where level i of the key reaches `threshold`, from 0 (all do) to 65536 (none
 * does), for `blocks` times 128 places: what `randomBits` writes, a bit a place. 16 bytes a block, and as many at `scratch`.
 */
export const levelBits = wasmFunction({
  name: "levelBits",
  parameters: [address, blocks, threshold, scratch, ...keyList(key)],
  body: [
    when(i32.and(get(threshold), i32.const(0xffff)), compared(), [
      memory.fill(get(address), select(i32.const(0), i32.const(0xff), get(threshold)), size),
    ]),
  ],
});

/**
 * Writes `blocks` times 128 float32 numbers, 1 where the level reaches `threshold` and 0 where not: `randomBits`, as a graph's
 * truth values lie in memory. `scratch` has room for 32 bytes a block.
 */
export const bits = wasmFunction({
  name: "bits",
  parameters: [address, blocks, scratch, threshold, ...keyList(key)],
  body: [
    call(levelBits, get(scratch), get(blocks), get(threshold), i32.add(get(scratch), size), ...keyOperands(key)),
    forRange(at, 0, size, 4, thirtyTwoBits()),
  ],
});

/** Four at a time, each from a copy of the word that holds them all. */
function thirtyTwoBits(): readonly Statement[] {
  const word = local("word", "v128");
  const fours = Array.from({ length: 8 }, (_, i) => i32x4.const(...[0, 1, 2, 3].map((lane) => 2 ** (4 * i + lane))));
  return [
    set(word, v128.load32_splat(i32.add(get(scratch), get(at)))),
    ...fours.map((places, i) =>
      v128.store(get(address), v128.and(i32x4.eq(v128.and(get(word), places), places), f32x4.const(1)), 16 * i),
    ),
    set(address, i32.add(get(address), i32.const(128))),
  ];
}

/** Any level reaches the threshold below its lowest bit that is set; from there up, a bit decides that differs from its. */
function compared(): readonly Statement[] {
  const isSet = local("isSet", "v128");
  const [reaches, word] = [v128.load(i32.add(get(address), get(at))), v128.load(i32.add(get(scratch), get(at)))];
  const lowest = i32.ctz(get(threshold));
  return [
    bitWords(get(address), lowest),
    forRange(bit, i32.add(lowest, i32.const(1)), BIT_COUNT, 1, [
      bitWords(get(scratch), get(bit)),
      set(isSet, i32x4.splat(i32.sub(i32.const(0), i32.and(i32.shr_u(get(threshold), get(bit)), i32.const(1))))),
      forRange(at, 0, size, 16, [
        v128.store(
          i32.add(get(address), get(at)),
          v128.bitselect(v128.and(reaches, word), v128.or(reaches, word), get(isSet)),
        ),
      ]),
    ]),
  ];
}

/**
 * Writes `blocks` times 128 levels as float32 numbers, those of `randomLevels`. `scratch` has room for 16 * 16 bytes a
 * block.
 */
export const levels = wasmFunction({
  name: "levels",
  parameters: [address, blocks, scratch, ...keyList(key)],
  body: [
    forRange(bit, 0, BIT_COUNT, 1, [bitWords(i32.add(get(scratch), i32.mul(get(bit), size)), get(bit))]),
    // Two bytes hold the bits of 16 places.
    forRange(at, 0, size, 2, sixteenLevels()),
  ],
});

/** Bit by bit into the lower and the upper bytes of 16 levels, which are then put together. */
function sixteenLevels(): readonly Statement[] {
  const [low, high, bits] = [local("low", "v128"), local("high", "v128"), local("bits", "v128")];
  const row = local("row", "i32");
  const takeBit = (b: number): readonly Statement[] => {
    const bytes = b < 8 ? low : high;
    const isSet = i8x16.eq(v128.and(get(bits), PLACES), PLACES);
    return [
      set(bits, v128.load16_splat(get(row))),
      set(bits, i8x16.shuffle(get(bits), get(bits), EACH_BYTE_EIGHT_TIMES)),
      set(bytes, v128.or(get(bytes), v128.and(isSet, i8x16.splat(i32.const(1 << (b % 8)))))),
      set(row, i32.add(get(row), size)),
    ];
  };
  const eight = (first: number) =>
    i8x16.shuffle(
      get(low),
      get(high),
      Array.from({ length: 16 }, (_, i) => first + (i >> 1) + 16 * (i % 2)),
    );
  const halves = [eight(0), eight(8)];
  const fours = halves.flatMap((half) => [i32x4.extend_low_i16x8_u(half), i32x4.extend_high_i16x8_u(half)]);
  return [
    set(low, i32x4.const(0)),
    set(high, i32x4.const(0)),
    set(row, i32.add(get(scratch), get(at))),
    ...Array.from({ length: BIT_COUNT }, (_, b) => takeBit(b)).flat(),
    ...fours.map((four, i) => v128.store(get(address), f32x4.convert_i32x4_s(four), 16 * i)),
    set(address, i32.add(get(address), i32.const(64))),
  ];
}
