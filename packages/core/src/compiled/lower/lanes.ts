/** Arithmetic on four float32 numbers at a time, as WebAssembly code. */
import type { LaneMath } from "../../graph/compiled-form.ts";
import { type Expr, f32x4, v128 } from "../wasm/index.ts";

export type Lanes = Expr<"v128">;

/** Functions that are no instructions. */
export type ElementaryName = "exp" | "expm1" | "log" | "tanh" | "sigmoid" | "softplus" | "erf";

const one = f32x4.const(1);
const zero = f32x4.const(0);

/** A condition as the lanes' own: all bits where it holds. */
const mask = (condition: Lanes): Lanes => f32x4.ne(condition, zero);
const condition = (bits: Lanes): Lanes => v128.and(bits, one);

/**
 * The smaller of two, not a number where either is not, -0 below 0. `f32x4.min` takes seven of the processor's instructions; these are three:
 * both orders of b < a ? b : a give the same bits but where one is not a number, which stays none with more bits set, and for zeros of both signs.
 */
const smaller = (a: Lanes, b: Lanes): Lanes => v128.or(f32x4.pmin(a, b), f32x4.pmin(b, a));

const isZero = (x: Lanes): boolean =>
  x.kind === "operation" &&
  x.immediates.some((each) => each.kind === "lanes" && each.values.every((value) => Object.is(value, 0)));

/** `call`: code for a function of the elementary ones. */
export function laneMath(call: (name: ElementaryName, x: Lanes) => Lanes): LaneMath<Lanes> {
  return {
    number: (value) => f32x4.const(Math.fround(value)),
    add: f32x4.add,
    sub: f32x4.sub,
    mul: f32x4.mul,
    div: f32x4.div,
    min: smaller,
    // For a number and 0 two instructions do: -0 + 0 is 0.
    max: (a, b) => (isZero(b) ? f32x4.add(f32x4.pmax(a, b), b) : f32x4.neg(smaller(f32x4.neg(a), f32x4.neg(b)))),
    neg: f32x4.neg,
    abs: f32x4.abs,
    sqrt: f32x4.sqrt,
    trunc: f32x4.trunc,
    exp: (x) => call("exp", x),
    expm1: (x) => call("expm1", x),
    log: (x) => call("log", x),
    tanh: (x) => call("tanh", x),
    sigmoid: (x) => call("sigmoid", x),
    softplus: (x) => call("softplus", x),
    erf: (x) => call("erf", x),
    greater: (a, b) => condition(f32x4.gt(a, b)),
    greaterOrEqual: (a, b) => condition(f32x4.ge(a, b)),
    equal: (a, b) => condition(f32x4.eq(a, b)),
    select: (holds, a, b) => v128.bitselect(a, b, mask(holds)),
  };
}
