import fc from "fast-check";
import { expect, it } from "vitest";
import type { Expr, Operation } from "./code.ts";
import { instantiate } from "./instantiate.fixture.ts";
import { INSTRUCTIONS } from "./instructions.ts";
import { NUMBER_MEANINGS } from "./number-meanings.fixture.ts";
import { f32, f64, i32, i64 } from "./operators.ts";
import { call, get, local, select } from "./statements.ts";
import { wasmFunction } from "./wasm-function.ts";
import { wasmModule } from "./wasm-module.ts";

type Scalar = "i32" | "i64" | "f32" | "f64";

/** An expression with the value that plain TypeScript computes for it. */
interface Known<T extends Scalar> {
  readonly code: Expr<T>;
  readonly value: number | bigint;
}

const twice = (() => {
  const x = local("x", "f64");
  return wasmFunction({ name: "twice", parameters: [x], result: f64.add(get(x), get(x)) });
})();

type Knowns = { readonly [T in Scalar]: Known<T> };

type Constructor = (...operands: readonly Expr[]) => Operation<never>;
type Meaning = (...operands: readonly (number | bigint)[]) => number | bigint;

const NAMESPACES = { i32, i64, f32, f64 } as unknown as Record<string, Record<string, Constructor>>;

/** Makes one expression of one or two by an instruction that never reads the bits of a NaN. */
function of<R extends Scalar>(
  operand: fc.Arbitrary<Known<Scalar>>,
  names: readonly (keyof typeof NUMBER_MEANINGS)[],
): fc.Arbitrary<Known<R>> {
  return fc.tuple(operand, operand, fc.constantFrom(...names)).map(([a, b, name]) => {
    const [prefix = "", short = ""] = name.split(".");
    // Each of the names fits what it is given below.
    const make = NAMESPACES[prefix]?.[short] as Constructor;
    const meaning = NUMBER_MEANINGS[name] as Meaning;
    const taken = [a, b].slice(0, INSTRUCTIONS[name].operands.length);
    return { code: make(...taken.map(({ code }) => code)), value: meaning(...taken.map(({ value }) => value)) };
  });
}

const { i32: words } = fc.letrec<Knowns>((tie) => ({
  i32: fc.oneof(
    { depthSize: "medium", withCrossShrink: true },
    fc.integer().map((value) => ({ code: i32.const(value), value })),
    of<"i32">(tie("i32"), [
      "i32.add",
      "i32.sub",
      "i32.mul",
      "i32.and",
      "i32.xor",
      "i32.shl",
      "i32.shr_u",
      "i32.rotl",
      "i32.lt_s",
      "i32.ge_u",
      "i32.eqz",
      "i32.clz",
    ]),
    of<"i32">(tie("i64"), ["i64.eq", "i64.lt_s", "i64.gt_u"]),
    of<"i32">(tie("f64"), ["f64.lt", "f64.eq", "f64.ne"]),
    of<"i32">(tie("i64"), ["i32.wrap_i64"]),
    of<"i32">(tie("f64"), ["i32.trunc_sat_f64_s", "i32.trunc_sat_f64_u"]),
    fc.tuple(tie("i32"), tie("i32"), tie("i32")).map(([a, b, c]) => ({
      code: select(a.code, b.code, c.code),
      value: c.value === 0 ? b.value : a.value,
    })),
  ),
  i64: fc.oneof(
    { depthSize: "medium" },
    fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map((value) => ({ code: i64.const(value), value })),
    of<"i64">(tie("i64"), ["i64.add", "i64.sub", "i64.mul", "i64.or", "i64.shr_s", "i64.rotr", "i64.popcnt"]),
    of<"i64">(tie("i32"), ["i64.extend_i32_s", "i64.extend_i32_u"]),
  ),
  f32: fc.oneof(
    { depthSize: "medium" },
    fc.float().map((value) => ({ code: f32.const(value), value })),
    of<"f32">(tie("f32"), [
      "f32.add",
      "f32.sub",
      "f32.mul",
      "f32.div",
      "f32.min",
      "f32.max",
      "f32.sqrt",
      "f32.nearest",
    ]),
    of<"f32">(tie("i32"), ["f32.convert_i32_s", "f32.convert_i32_u"]),
    of<"f32">(tie("f64"), ["f32.demote_f64"]),
  ),
  f64: fc.oneof(
    { depthSize: "medium" },
    fc.double().map((value) => ({ code: f64.const(value), value })),
    of<"f64">(tie("f64"), ["f64.add", "f64.sub", "f64.mul", "f64.div", "f64.min", "f64.max", "f64.abs", "f64.floor"]),
    of<"f64">(tie("f32"), ["f64.promote_f32"]),
    of<"f64">(tie("i64"), ["f64.convert_i64_s", "f64.convert_i64_u"]),
    tie("f64").map(({ code, value }) => ({ code: call(twice, code), value: Number(value) * 2 })),
  ),
}));

it("random expressions are worth what plain TypeScript computes", () => {
  fc.assert(
    fc.property(fc.array(words, { minLength: 1, maxLength: 5 }), (all) => {
      const exports = Object.fromEntries(
        all.map(({ code }, i) => [`f${i}`, wasmFunction({ name: `f${i}`, parameters: [], result: code })]),
      );
      const running = instantiate(wasmModule({ exports }));
      expect(all.map((_, i) => running.call(`f${i}`))).toEqual(all.map(({ value }) => value));
    }),
    { numRuns: 300 },
  );
});
