/**
 * Constructors of code, by the names of the text format: `f32x4.mul(a, b)`, `v128.load(address, 16)`,
 * `i32x4.extract_lane(v, 3)`. Operands first, then what the instruction holds itself.
 */
import type { Expr, Immediate, Instruction, LaneShape, Operands, Operation, ValueType } from "./code.ts";
import { type Forms, INSTRUCTIONS, type Row } from "./instructions.ts";

type Table = typeof INSTRUCTIONS;

type Constructor<I> =
  I extends Row<infer O, infer R, infer F> ? (...given: [...Operands<O>, ...Forms[F]]) => Operation<R> : never;

/** The constructors whose names begin with S and a dot. */
type Namespace<S extends string> = {
  readonly [N in keyof Table as N extends `${S}.${infer Short}` ? Short : never]: Constructor<Table[N]>;
};

export function operation<T extends ValueType | undefined>(
  instruction: Instruction,
  type: T,
  operands: readonly Expr[],
  immediates: readonly Immediate[] = [],
): Operation<T> {
  return { kind: "operation", type, instruction, immediates, operands };
}

function namespace<S extends string>(prefix: S): Namespace<S> {
  const rows = Object.values<Row>(INSTRUCTIONS).filter(({ name }) => name.startsWith(`${prefix}.`));
  // TypeScript does not follow names through Object.fromEntries.
  return Object.fromEntries(rows.map((row) => [row.name.slice(prefix.length + 1), constructorOf(row)])) as Namespace<S>;
}

function constructorOf(row: Row) {
  return (...given: readonly unknown[]) => {
    const count = row.operands.length;
    // What comes in has been checked by the type of the constructor.
    return operation(row, row.result, given.slice(0, count) as Expr[], immediatesOf(row, given.slice(count)));
  };
}

function immediatesOf(row: Row, [first, second = 0]: readonly unknown[]): readonly Immediate[] {
  // As above: the form decides what `given` holds.
  const at = (offset: unknown) => memoryImmediate(row, (offset ?? 0) as number);
  switch (row.form) {
    case "plain":
      return [];
    case "offset":
      return [at(first)];
    case "lane":
      return [laneImmediate(row, first as number)];
    case "laneAtOffset":
      return [at(second), laneImmediate(row, first as number)];
    case "shuffle":
      return [bytesImmediate(row, first as readonly number[])];
    case "memory":
      return [{ kind: "memoryIndex" }];
    case "memories":
      return [{ kind: "memoryIndex" }, { kind: "memoryIndex" }];
  }
}

function memoryImmediate({ name, alignment }: Row, offset: number): Immediate {
  requireWhole(`${name}: offset`, offset, 2 ** 32);
  return { kind: "memory", offset, alignment };
}

function laneImmediate({ name, laneCount }: Row, lane: number): Immediate {
  requireWhole(`${name}: lane`, lane, laneCount);
  return { kind: "lane", lane };
}

function bytesImmediate({ name }: Row, bytes: readonly number[]): Immediate {
  requireLength(name, bytes, 16);
  for (const byte of bytes) requireWhole(`${name}: byte`, byte, 32);
  return { kind: "bytes", bytes };
}

// No input of a user reaches these: plain errors.
function requireWhole(where: string, value: number, limit: number, low = 0): void {
  if (!Number.isInteger(value) || value < low || value >= limit)
    throw new Error(`${where} is ${value}, which is no whole number from ${low} to ${limit - 1}.`);
}

function requireLength(where: string, values: readonly unknown[], length: number): void {
  if (values.length !== length) throw new Error(`${where} takes ${length} numbers, not ${values.length}.`);
}

const CONST = {
  i32: { name: "i32.const", opcode: 0x41 },
  i64: { name: "i64.const", opcode: 0x42 },
  f32: { name: "f32.const", opcode: 0x43 },
  f64: { name: "f64.const", opcode: 0x44 },
} as const;
const VECTOR_CONST: Instruction = { name: "v128.const", opcode: 0xfd00c };

function constant<T extends keyof typeof CONST>(type: T, value: number | bigint): Operation<T> {
  return operation(CONST[type], type, [], [{ kind: "number", type, value }]);
}

/** One value for all lanes, or one for each. */
function lanes<V extends number | bigint>(shape: LaneShape, count: number) {
  return (...values: readonly V[]): Operation<"v128"> => {
    const all = values.length === 1 ? Array.from({ length: count }, () => values[0] as V) : values;
    requireLength(`v128.const ${shape}`, all, count);
    return operation(VECTOR_CONST, "v128", [], [{ kind: "lanes", shape, values: all }]);
  };
}

/** A word of 32 bits, signed or not: -1 and 4294967295 are the same. */
function word(value: number): number {
  requireWhole("i32.const", value, 2 ** 32, -(2 ** 31));
  return value | 0;
}

export const i32 = { ...namespace("i32"), const: (value: number) => constant("i32", word(value)) };
export const i64 = {
  ...namespace("i64"),
  const: (value: bigint) => constant("i64", BigInt.asIntN(64, value)),
};
export const f32 = { ...namespace("f32"), const: (value: number) => constant("f32", Math.fround(value)) };
export const f64 = { ...namespace("f64"), const: (value: number) => constant("f64", value) };
export const v128 = namespace("v128");
export const i8x16 = namespace("i8x16");
export const i16x8 = namespace("i16x8");

const words = lanes<number>("i32x4", 4);
export const i32x4 = {
  ...namespace("i32x4"),
  const: (...values: readonly number[]) => words(...values.map(word)),
  /** The four lanes 0 to 7 of a and, from 4 up, of b: an `i8x16.shuffle` of whole words. */
  shuffle: (a: Expr<"v128">, b: Expr<"v128">, words: readonly [number, number, number, number]) =>
    i8x16.shuffle(
      a,
      b,
      words.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)),
    ),
};
export const i64x2 = { ...namespace("i64x2"), const: lanes<bigint>("i64x2", 2) };
export const f32x4 = { ...namespace("f32x4"), const: lanes<number>("f32x4", 4) };
export const f64x2 = { ...namespace("f64x2"), const: lanes<number>("f64x2", 2) };
export const memory = namespace("memory");

/** Ends the run with an error of the engine: what must never happen. */
export const trap: Operation<undefined> = operation(INSTRUCTIONS.unreachable, undefined, []);
