import { MULTIPLIER_0, MULTIPLIER_1, ROUND_COUNT, WEYL_0, WEYL_1 } from "../../tensor/random.ts";
import {
  type Expr,
  forRange,
  get,
  i32,
  i32x4,
  i64x2,
  type Local,
  local,
  type Statement,
  set,
  v128,
  wasmFunction,
  when,
} from "../wasm/index.ts";
import { keyList, keyParameters } from "./random-key.ts";

const address = local("address", "i32");
const first = local("first", "i32");
const count = local("count", "i32");
const key = keyParameters();

/** Four blocks at a time, a lane each: the words of their counters, and of the key. */
const counters = ["c0", "c1", "c2", "c3"].map(vector) as [Vector, Vector, Vector, Vector];
const keys = ["k0", "k1"].map(vector) as [Vector, Vector];
const products = ["low", "high", "low.1", "high.1"].map(vector) as [Vector, Vector, Vector, Vector];

type Vector = Local<"v128">;

function vector(name: string): Vector {
  return local(name, "v128");
}

/**
 * Writes the blocks first, first + 1, ..., first + count - 1 of a key, 16 bytes each: the words 4 * first and up of
 * `randomWords`. No byte beyond them is written.
 */
export const philoxBlocks = wasmFunction({
  name: "philoxBlocks",
  parameters: [address, first, count, ...keyList(key)],
  body: blocks(),
});

function blocks(): readonly Statement[] {
  const block = local("block", "i32");
  const [c0, c1, c2, c3] = counters;
  return [
    forRange(block, 0, get(count), 4, [
      set(c0, i32x4.add(i32x4.splat(i32.add(get(first), get(block))), i32x4.const(0, 1, 2, 3))),
      set(c1, i32x4.splat(get(key.positionLow))),
      set(c2, i32x4.splat(get(key.positionHigh))),
      set(c3, i32x4.splat(get(key.stream))),
      set(keys[0], i32x4.splat(get(key.seedLow))),
      set(keys[1], i32x4.splat(get(key.seedHigh))),
      ...Array.from({ length: ROUND_COUNT }, round).flat(),
      ...stores(i32.sub(get(count), get(block))),
    ]),
  ];
}

/** (c0, c1, c2, c3) <- (high(M1 c2) ^ c1 ^ k0, low(M1 c2), high(M0 c0) ^ c3 ^ k1, low(M0 c0)), then the keys go on. */
function round(): readonly Statement[] {
  const [c0, c1, c2, c3] = counters;
  const [k0, k1] = keys;
  const [low0, high0, low1, high1] = products;
  return [
    ...multiply(c0, MULTIPLIER_0, low0, high0),
    ...multiply(c2, MULTIPLIER_1, low1, high1),
    set(c0, v128.xor(v128.xor(odd(low1, high1), get(c1)), get(k0))),
    set(c2, v128.xor(v128.xor(odd(low0, high0), get(c3)), get(k1))),
    set(c1, even(low1, high1)),
    set(c3, even(low0, high0)),
    set(k0, i32x4.add(get(k0), i32x4.const(WEYL_0))),
    set(k1, i32x4.add(get(k1), i32x4.const(WEYL_1))),
  ];
}

/** The products of 64 bits of four words: of the lower two, and of the upper two. */
function multiply(words: Vector, factor: number, low: Vector, high: Vector): readonly Statement[] {
  return [
    set(low, i64x2.extmul_low_i32x4_u(get(words), i32x4.const(factor))),
    set(high, i64x2.extmul_high_i32x4_u(get(words), i32x4.const(factor))),
  ];
}

function even(a: Vector, b: Vector): Expr<"v128"> {
  return i32x4.shuffle(get(a), get(b), [0, 2, 4, 6]);
}

function odd(a: Vector, b: Vector): Expr<"v128"> {
  return i32x4.shuffle(get(a), get(b), [1, 3, 5, 7]);
}

/** The four words of each block side by side, for as many blocks as are left. */
function stores(left: Expr<"i32">): readonly Statement[] {
  const [c0, c1, c2, c3] = counters;
  const [a, b, c, d] = products;
  const pairs = [
    set(a, i32x4.shuffle(get(c0), get(c1), [0, 4, 1, 5])),
    set(b, i32x4.shuffle(get(c2), get(c3), [0, 4, 1, 5])),
    set(c, i32x4.shuffle(get(c0), get(c1), [2, 6, 3, 7])),
    set(d, i32x4.shuffle(get(c2), get(c3), [2, 6, 3, 7])),
  ];
  const lower = (x: Vector, y: Vector) => i32x4.shuffle(get(x), get(y), [0, 1, 4, 5]);
  const upper = (x: Vector, y: Vector) => i32x4.shuffle(get(x), get(y), [2, 3, 6, 7]);
  return [
    ...pairs,
    v128.store(get(address), lower(a, b)),
    ...[upper(a, b), lower(c, d), upper(c, d)].map((words, i) =>
      when(i32.gt_s(left, i32.const(i + 1)), [v128.store(get(address), words, 16 * (i + 1))]),
    ),
    set(address, i32.add(get(address), i32.const(64))),
  ];
}
