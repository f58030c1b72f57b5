import { COSINE, LN2_HIGH, LN2_LOW, LOG_REMAINDER, SINE, SQRT_HALF_WORD, TURN } from "../../tensor/elementary.ts";
import {
  after,
  call,
  type Expr,
  f32x4,
  f64x2,
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
} from "../wasm/index.ts";
import { philoxBlocks } from "./philox.ts";
import { keyList, keyOperands, keyParameters } from "./random-key.ts";

const address = local("address", "i32");
const blocks = local("blocks", "i32");
const scratch = local("scratch", "i32");
const at = local("at", "i32");
const end = local("end", "i32");
const key = keyParameters();

/**
 * Writes `blocks` times 4 standard normal numbers: those of `randomNormal` as float32, by the same operations in the same order,
 * and so of the same bits. Nothing is written to `scratch`.
 */
export const normalNumbers = wasmFunction({
  name: "normalNumbers",
  parameters: [address, blocks, scratch, ...keyList(key)],
  body: [
    call(philoxBlocks, get(address), i32.const(0), get(blocks), ...keyOperands(key)),
    set(end, i32.add(get(address), i32.shl(get(blocks), i32.const(4)))),
    forRange(at, get(address), get(end), 16, fourNumbers()),
  ],
});

/** Of four words at `at` four numbers: Box & Muller's radius of the first and third, their angle of the second and fourth. */
function fourNumbers(): readonly Statement[] {
  const [words, u, radius, turn] = ["words", "u", "radius", "turn"].map(vector) as [Vector, Vector, Vector, Vector];
  const share = (lanes: readonly [number, number, number, number]) =>
    f64x2.mul(f64x2.convert_low_i32x4_u(i32x4.shuffle(get(words), get(words), lanes)), f64x2.const(2 ** -32));
  const { statements, sine, cosine } = sineAndCosine(turn);
  const first = f32x4.demote_f64x2_zero(f64x2.mul(get(radius), cosine));
  const second = f32x4.demote_f64x2_zero(f64x2.mul(get(radius), sine));
  return [
    set(words, v128.load(get(at))),
    set(u, f64x2.sub(f64x2.const(1), share([0, 2, 0, 0]))),
    set(radius, f64x2.sqrt(f64x2.mul(f64x2.const(-2), logOf(u)))),
    set(turn, share([1, 3, 0, 0])),
    ...statements,
    v128.store(get(at), i32x4.shuffle(first, second, [0, 4, 1, 5])),
  ];
}

type Vector = Local<"v128">;

function vector(name: string): Vector {
  return local(name, "v128");
}

/** c0 + c1 x + c2 x² + ... by Horner's rule, in float64. */
function polynomial(x: Vector, coefficients: readonly number[]): Expr<"v128"> {
  return coefficients
    .map((coefficient): Expr<"v128"> => f64x2.const(coefficient))
    .reduceRight((higher, coefficient) => f64x2.add(f64x2.mul(higher, get(x)), coefficient));
}

/** `log` of tensor/elementary.ts for normal numbers above 0. */
function logOf(x: Vector): Expr<"v128"> {
  const [k, f, s, z, half] = ["k", "f", "s", "z", "half"].map(vector) as [Vector, Vector, Vector, Vector, Vector];
  const correction = f64x2.add(
    f64x2.mul(get(s), f64x2.add(get(half), f64x2.mul(get(z), polynomial(z, LOG_REMAINDER)))),
    f64x2.mul(get(k), f64x2.const(LN2_LOW)),
  );
  return after(
    [
      set(k, i64x2.shr_s(i64x2.sub(get(x), i64x2.const(BigInt(SQRT_HALF_WORD) << 32n)), i32.const(52))),
      set(f, f64x2.sub(i64x2.sub(get(x), i64x2.shl(get(k), i32.const(52))), f64x2.const(1))),
      set(k, f64x2.convert_low_i32x4_s(i32x4.shuffle(get(k), get(k), [0, 2, 0, 2]))),
      set(s, f64x2.div(get(f), f64x2.add(f64x2.const(2), get(f)))),
      set(z, f64x2.mul(get(s), get(s))),
      set(half, f64x2.mul(f64x2.mul(f64x2.const(0.5), get(f)), get(f))),
    ],
    f64x2.sub(f64x2.mul(get(k), f64x2.const(LN2_HIGH)), f64x2.sub(f64x2.sub(get(half), correction), get(f))),
  );
}

/** `sineAndCosine` of tensor/elementary.ts for turns from 0 to below 1, once the statements have run. */
function sineAndCosine(turn: Vector) {
  const [quarter, r, z, sine, cosine] = ["quarter", "r", "z", "sine", "cosine"].map(vector) as [
    Vector,
    Vector,
    Vector,
    Vector,
    Vector,
  ];
  const is = (n: number) => f64x2.eq(get(quarter), f64x2.const(n));
  const either = (a: number, b: number) => v128.or(is(a), is(b));
  const negated = (value: Expr<"v128">, mask: Expr<"v128">) => v128.xor(value, v128.and(mask, f64x2.const(-0)));
  const isTurned = either(1, 3);
  const statements = [
    set(quarter, f64x2.floor(f64x2.add(f64x2.mul(f64x2.const(4), get(turn)), f64x2.const(0.5)))),
    set(r, f64x2.sub(get(turn), f64x2.mul(get(quarter), f64x2.const(0.25)))),
    set(z, f64x2.mul(get(r), get(r))),
    set(sine, f64x2.add(f64x2.mul(get(r), f64x2.const(TURN)), f64x2.mul(get(r), polynomial(z, SINE)))),
    set(cosine, f64x2.add(f64x2.const(1), f64x2.mul(get(z), polynomial(z, COSINE)))),
  ];
  return {
    statements,
    sine: negated(v128.bitselect(get(cosine), get(sine), isTurned), either(2, 3)),
    cosine: negated(v128.bitselect(get(sine), get(cosine), isTurned), either(1, 2)),
  };
}
