import fc from "fast-check";
import { describe, expect, it } from "vitest";
import createWabt from "wabt";
import type { Expr, Operation, Statement, ValueType } from "./code.ts";
import { encodeModule } from "./encode.ts";
import { instantiate, isValid, type Running } from "./instantiate.fixture.ts";
import { INSTRUCTIONS, type Row } from "./instructions.ts";
import { NUMBER_MEANINGS } from "./number-meanings.fixture.ts";
import * as operators from "./operators.ts";
import { printModule } from "./print.ts";
import { LANE, LANES, SHUFFLE, VECTOR_MEANINGS } from "./vector-meanings.fixture.ts";
import { type WasmFunction, wasmFunction } from "./wasm-function.ts";
import { type WasmModule, wasmModule } from "./wasm-module.ts";

type Value = number | bigint | Uint8Array;

type Name = keyof typeof INSTRUCTIONS;
type Touching = `memory.${string}` | `${string}.load${string}` | `${string}.store${string}` | "unreachable";

/** An instruction without a meaning is an error of the types. */
const MEANINGS: { readonly [N in Exclude<Name, Touching>]: (...operands: never[]) => Value } = {
  ...NUMBER_MEANINGS,
  ...VECTOR_MEANINGS,
};
const ROWS = Object.values<Row>(INSTRUCTIONS);
const ADDRESS = 64;
const OFFSET = 3;

type AnyConstructor = (...given: readonly unknown[]) => Operation<undefined>;

/** The instruction, made by its constructor, with operands of the tests. */
function build(row: Row, operands: readonly Expr[]): Operation<ValueType | undefined> {
  const [prefix = "", name = ""] = row.name.split(".");
  if (row.name === "unreachable") return operators.trap;
  const given = {
    plain: [],
    offset: [OFFSET],
    lane: [LANE],
    laneAtOffset: [LANE, OFFSET],
    shuffle: [SHUFFLE],
    memory: [],
    memories: [],
  };
  // Constructors by name, which the types of the table check elsewhere.
  const constructors = operators as unknown as Record<string, Record<string, AnyConstructor>>;
  const make = constructors[prefix]?.[name];
  if (make === undefined) throw new Error(`${row.name} has no constructor.`);
  return make(...operands, ...given[row.form]);
}

/** A function that applies the instruction to what stands in memory from byte 0 on, 16 bytes each, and writes the result to 64. */
function onMemory(row: Row): WasmFunction {
  const operands = row.operands.map((type, i) => loads[type](16 * i));
  const code = build(row, operands);
  const body: readonly Statement[] =
    // An operation whose row has a result is an expression.
    row.result === undefined ? [code as Operation<undefined>] : [stores[row.result](code as never)];
  return wasmFunction({ name: row.name, parameters: [], body });
}

const { i32, i64, f32, f64, v128 } = operators;
const loads = {
  i32: (at: number) => i32.load(i32.const(0), at),
  i64: (at: number) => i64.load(i32.const(0), at),
  f32: (at: number) => f32.load(i32.const(0), at),
  f64: (at: number) => f64.load(i32.const(0), at),
  v128: (at: number) => v128.load(i32.const(0), at),
};
const result = i32.const(ADDRESS);
const stores = {
  i32: (value: Expr<"i32">) => i32.store(result, value),
  i64: (value: Expr<"i64">) => i64.store(result, value),
  f32: (value: Expr<"f32">) => f32.store(result, value),
  f64: (value: Expr<"f64">) => f64.store(result, value),
  v128: (value: Expr<"v128">) => v128.store(result, value),
};

function moduleOf(rows: readonly Row[]): WasmModule {
  const exports = Object.fromEntries(rows.map((row) => [row.name, onMemory(row)]));
  return wasmModule({ exports, memory: { minPages: 1, maxPages: 3, exportedAs: "memory" } });
}

describe("the table of instructions", () => {
  it("has names and opcodes that an independent tool reads as the same instructions", async () => {
    const wabt = await createWabt();
    const module = moduleOf(ROWS);
    const bytes = encodeModule(module);
    const features = {
      simd: true,
      relaxed_simd: true,
      bulk_memory: true,
      sign_extension: true,
      sat_float_to_int: true,
    };
    const read = wabt.readWasm(bytes, { ...features, readDebugNames: true });
    read.validate();
    const lines = read
      .toText({ foldExprs: false, inlineExport: false })
      .split("\n")
      .map((line) => line.trim());
    for (const { name } of ROWS) {
      const at = lines.findIndex((line) => line.startsWith(`(func $${name} `));
      expect(
        lines.slice(at, at + 12).some((line) => line.replace(/[ )].*/, "") === name),
        name,
      ).toBe(true);
    }
    // The text that we print is read back into the very bytes, but for the names at their end.
    const { buffer } = wabt.parseWat("printed.wat", printModule(module), features).toBinary({});
    expect(Buffer.from(bytes.subarray(0, buffer.length)).equals(Buffer.from(buffer))).toBe(true);
    expect(bytes[buffer.length]).toBe(0);
  });

  it("needs relaxed SIMD for the rows that say so, and for no other", () => {
    const plain = ROWS.filter(({ isRelaxed }) => !isRelaxed);
    expect(isValid(moduleOf(plain))).toBe(true);
    expect(ROWS.filter(({ isRelaxed }) => isRelaxed).map(({ name }) => name)).toEqual([
      "f32x4.relaxed_madd",
      "f32x4.relaxed_nmadd",
      "f64x2.relaxed_madd",
      "f64x2.relaxed_nmadd",
    ]);
  });
});

/** Numbers where instructions change their mind, beside any others. */
const EDGES = {
  i32: [0, 1, -1, 31, 32, 33, 127, 128, 255, 256, 32767, 32768, 65535, 65536, 2 ** 31 - 1, -(2 ** 31)],
  f32: [0, -0, 0.5, -0.5, 1.5, 2.5, 1, -1, 3e9, -3e9, 5e9, 8388609.5, Infinity, -Infinity, NaN, 1e-45, 3.4e38],
  f64: [0, -0, 0.5, -0.5, 1.5, 2.5, 1, -1, 3e9, 1e19, -1e19, 2 ** 52 + 1, Infinity, -Infinity, NaN, 5e-324, 1e308],
};
const int32 = fc.oneof(fc.constantFrom(...EDGES.i32), fc.integer());
const int64 = fc.oneof(
  fc.constantFrom(...EDGES.i32.map(BigInt), -(2n ** 63n), 2n ** 63n - 1n),
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
);
const float32 = fc.oneof(fc.constantFrom(...EDGES.f32.map(Math.fround)), fc.float());
const float64 = fc.oneof(fc.constantFrom(...EDGES.f64), fc.double());
const small = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 4, maxLength: 4 });
const asBytes = (lanes: { readonly buffer: ArrayBufferLike }) => new Uint8Array(lanes.buffer);
const four = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { minLength: 4, maxLength: 4 });
const two = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { minLength: 2, maxLength: 2 });
const vector = {
  i32: four(int32).map((lanes) => asBytes(Int32Array.from(lanes))),
  f32: four(float32).map((lanes) => asBytes(Float32Array.from(lanes))),
  f64: two(float64).map((lanes) => asBytes(Float64Array.from(lanes))),
};
const NUMBERS = { i32: int32, i64: int64, f32: float32, f64: float64 };

/** Operands of an instruction; where fused and plain results may differ, such for which they do not. */
function operandsOf({ name, operands, isRelaxed }: Row): fc.Arbitrary<readonly Value[]> {
  if (isRelaxed) return fc.tuple(...operands.map(() => small.map((lanes) => relaxedLanes(name, lanes))));
  // What an instruction reads stands at the end of its name, as in i32x4.trunc_sat_f32x4_s, or at its start.
  const read = /_([if])(32|64)x\d/.exec(name)?.slice(1).join("") ?? name.slice(0, 3);
  const vectors = read === "f32" ? vector.f32 : read === "f64" ? vector.f64 : vector.i32;
  return fc.tuple(...operands.map((type): fc.Arbitrary<Value> => (type === "v128" ? vectors : NUMBERS[type])));
}

const relaxedLanes = (name: string, lanes: readonly number[]) =>
  asBytes(name.startsWith("f32") ? Float32Array.from(lanes) : Float64Array.from(lanes.slice(0, 2)));

function writeValue(bytes: Uint8Array, at: number, type: ValueType, value: Value): void {
  const view = new DataView(bytes.buffer);
  if (value instanceof Uint8Array) bytes.set(value, at);
  else if (typeof value === "bigint") view.setBigInt64(at, value, true);
  else if (type === "i32") view.setInt32(at, value, true);
  else if (type === "f32") view.setFloat32(at, value, true);
  else view.setFloat64(at, value, true);
}

/** The result as the tests compare it: numbers by lanes where it holds floating point, whose NaN may be any. */
function read(bytes: Uint8Array, { name, result }: Row): unknown {
  const lanes = bytes.slice(ADDRESS, ADDRESS + 16);
  const isCompare = /\.(eq|ne|lt|gt|le|ge)$/.test(name);
  if (result === "v128" && (!/^f/.test(name) || isCompare)) return [...lanes];
  if (result === "v128") return name.startsWith("f32") ? [...LANES.f32(lanes)] : [...LANES.f64(lanes)];
  const [view, type] = [new DataView(lanes.buffer), result];
  if (type === "i32") return view.getInt32(0, true);
  if (type === "i64") return view.getBigInt64(0, true);
  return type === "f32" ? view.getFloat32(0, true) : view.getFloat64(0, true);
}

/** Division by nothing, and the one quotient that has no place, trap. */
function traps(name: string, [a, b]: readonly Value[]): boolean {
  if (b instanceof Uint8Array || !/\.(div|rem)_/.test(name)) return false;
  const least = name.startsWith("i32") ? -(2 ** 31) : -(2n ** 63n);
  return Number(b) === 0 || (name.endsWith("div_s") && Number(b) === -1 && a === least);
}

describe("instructions", () => {
  const engine = instantiate(moduleOf(ROWS.filter(({ isRelaxed }) => !isRelaxed)));
  const relaxed = isValid(moduleOf(ROWS)) ? instantiate(moduleOf(ROWS)) : undefined;

  it.each(Object.keys(MEANINGS))("%s means what plain TypeScript computes", (name) => {
    const row = INSTRUCTIONS[name as keyof typeof MEANINGS] as Row;
    const running: Running | undefined = row.isRelaxed ? relaxed : engine;
    if (running === undefined) return;
    fc.assert(
      fc.property(operandsOf(row), (operands) => {
        if (traps(name, operands)) {
          place(running.bytes, row, operands);
          expect(() => running.call(name)).toThrow();
          return;
        }
        place(running.bytes, row, operands);
        running.call(name);
        const received = read(running.bytes, row);
        running.bytes.fill(0, ADDRESS, ADDRESS + 16);
        // Of as many and such operands as the row says.
        const meaning = MEANINGS[name as keyof typeof MEANINGS] as (...operands: readonly Value[]) => Value;
        writeValue(running.bytes, ADDRESS, row.result as ValueType, meaning(...operands));
        expect(received).toEqual(read(running.bytes, row));
      }),
      { numRuns: 60 },
    );
  });
});

function place(bytes: Uint8Array, { operands }: Row, values: readonly Value[]): void {
  operands.forEach((type, i) => {
    writeValue(bytes, 16 * i, type, values[i] as Value);
  });
}
