/** Every instruction that code here is made of, one table: name, opcode, operands, result, and what is written after its operands. */
import type { Instruction, ValueType } from "./code.ts";

/** What a constructor takes after the operands. */
export interface Forms {
  readonly plain: [];
  /** Added to the address, in bytes. */
  readonly offset: [offset?: number];
  readonly lane: [lane: number];
  readonly laneAtOffset: [lane: number, offset?: number];
  /** For each byte of the result which of the 32 of both operands it is. */
  readonly shuffle: [bytes: readonly number[]];
  readonly memory: [];
  readonly memories: [];
}

export interface Row<
  O extends readonly ValueType[] = readonly ValueType[],
  R extends ValueType | undefined = ValueType | undefined,
  F extends keyof Forms = keyof Forms,
> extends Instruction {
  readonly operands: O;
  readonly result: R;
  readonly form: F;
  /** Logarithm to base 2 of the bytes read or written. */
  readonly alignment: number;
  readonly laneCount: number;
}

type Rows<C, O extends readonly ValueType[], R extends ValueType | undefined, F extends keyof Forms> = {
  readonly [N in keyof C]: Row<O, R, F>;
};

type Opcodes = Readonly<Record<string, number>>;

interface Facts {
  readonly alignment?: number;
  readonly laneCount?: number;
  readonly isRelaxed?: boolean;
}

function rows<
  const O extends readonly ValueType[],
  R extends ValueType | undefined,
  const C extends Opcodes,
  F extends keyof Forms,
>(operands: O, result: R, opcodes: C, form: F, facts: Facts = {}): Rows<C, O, R, F> {
  const row = ([name, opcode]: [string, number]): [string, Row<O, R, F>] => [
    name,
    { alignment: 0, laneCount: 0, ...facts, name, opcode, operands, result, form },
  ];
  // Object.fromEntries forgets the names.
  return Object.fromEntries(Object.entries(opcodes).map(row)) as Rows<C, O, R, F>;
}

const nullary = <R extends ValueType | undefined, const C extends Opcodes>(result: R, opcodes: C) =>
  rows([], result, opcodes, "plain");

const unary = <T extends ValueType, R extends ValueType, const C extends Opcodes>(type: T, result: R, opcodes: C) =>
  rows([type], result, opcodes, "plain");

const binary = <T extends ValueType, R extends ValueType, const C extends Opcodes>(type: T, result: R, opcodes: C) =>
  rows([type, type], result, opcodes, "plain");

const load = <R extends ValueType, const C extends Opcodes>(result: R, alignment: number, opcodes: C) =>
  rows(["i32"], result, opcodes, "offset", { alignment });

const store = <T extends ValueType, const C extends Opcodes>(type: T, alignment: number, opcodes: C) =>
  rows(["i32", type], undefined, opcodes, "offset", { alignment });

const extract = <R extends ValueType, const C extends Opcodes>(result: R, laneCount: number, opcodes: C) =>
  rows(["v128"], result, opcodes, "lane", { laneCount });

const replace = <T extends ValueType, const C extends Opcodes>(type: T, laneCount: number, opcodes: C) =>
  rows(["v128", type], "v128", opcodes, "lane", { laneCount });

const relaxed = <const O extends readonly ValueType[], const C extends Opcodes>(operands: O, opcodes: C) =>
  rows(operands, "v128", opcodes, "plain", { isRelaxed: true });

/** Opcodes from the WebAssembly specification 3.0, chapter 5.4; an entry of two digits is one byte. */
export const INSTRUCTIONS = {
  ...nullary(undefined, { unreachable: 0x00 }),

  // Memory.
  ...load("i32", 0, { "i32.load8_s": 0x2c, "i32.load8_u": 0x2d }),
  ...load("i32", 1, { "i32.load16_s": 0x2e, "i32.load16_u": 0x2f }),
  ...load("i32", 2, { "i32.load": 0x28 }),
  ...load("i64", 2, { "i64.load32_s": 0x34, "i64.load32_u": 0x35 }),
  ...load("i64", 3, { "i64.load": 0x29 }),
  ...load("f32", 2, { "f32.load": 0x2a }),
  ...load("f64", 3, { "f64.load": 0x2b }),
  ...store("i32", 0, { "i32.store8": 0x3a }),
  ...store("i32", 1, { "i32.store16": 0x3b }),
  ...store("i32", 2, { "i32.store": 0x36 }),
  ...store("i64", 2, { "i64.store32": 0x3e }),
  ...store("i64", 3, { "i64.store": 0x37 }),
  ...store("f32", 2, { "f32.store": 0x38 }),
  ...store("f64", 3, { "f64.store": 0x39 }),
  ...load("v128", 4, { "v128.load": 0xfd000 }),
  ...load("v128", 3, { "v128.load8x8_s": 0xfd001, "v128.load8x8_u": 0xfd002 }),
  ...load("v128", 3, { "v128.load16x4_s": 0xfd003, "v128.load16x4_u": 0xfd004 }),
  ...load("v128", 3, { "v128.load32x2_s": 0xfd005, "v128.load32x2_u": 0xfd006 }),
  ...load("v128", 0, { "v128.load8_splat": 0xfd007 }),
  ...load("v128", 1, { "v128.load16_splat": 0xfd008 }),
  ...load("v128", 2, { "v128.load32_splat": 0xfd009, "v128.load32_zero": 0xfd05c }),
  ...load("v128", 3, { "v128.load64_splat": 0xfd00a, "v128.load64_zero": 0xfd05d }),
  ...store("v128", 4, { "v128.store": 0xfd00b }),
  ...rows(["i32", "v128"], "v128", { "v128.load32_lane": 0xfd056 }, "laneAtOffset", { alignment: 2, laneCount: 4 }),
  ...rows(["i32", "v128"], "v128", { "v128.load64_lane": 0xfd057 }, "laneAtOffset", { alignment: 3, laneCount: 2 }),
  ...rows(["i32", "v128"], undefined, { "v128.store32_lane": 0xfd05a }, "laneAtOffset", { alignment: 2, laneCount: 4 }),
  ...rows(["i32", "v128"], undefined, { "v128.store64_lane": 0xfd05b }, "laneAtOffset", { alignment: 3, laneCount: 2 }),
  ...rows([], "i32", { "memory.size": 0x3f }, "memory"),
  ...rows(["i32"], "i32", { "memory.grow": 0x40 }, "memory"),
  ...rows(["i32", "i32", "i32"], undefined, { "memory.copy": 0xfc00a }, "memories"),
  ...rows(["i32", "i32", "i32"], undefined, { "memory.fill": 0xfc00b }, "memory"),

  // Whole numbers.
  ...unary("i32", "i32", { "i32.eqz": 0x45, "i32.clz": 0x67, "i32.ctz": 0x68, "i32.popcnt": 0x69 }),
  ...unary("i32", "i32", { "i32.extend8_s": 0xc0, "i32.extend16_s": 0xc1 }),
  ...binary("i32", "i32", { "i32.eq": 0x46, "i32.ne": 0x47, "i32.lt_s": 0x48, "i32.lt_u": 0x49, "i32.gt_s": 0x4a }),
  ...binary("i32", "i32", { "i32.gt_u": 0x4b, "i32.le_s": 0x4c, "i32.le_u": 0x4d, "i32.ge_s": 0x4e, "i32.ge_u": 0x4f }),
  ...binary("i32", "i32", { "i32.add": 0x6a, "i32.sub": 0x6b, "i32.mul": 0x6c, "i32.div_s": 0x6d, "i32.div_u": 0x6e }),
  ...binary("i32", "i32", { "i32.rem_s": 0x6f, "i32.rem_u": 0x70, "i32.and": 0x71, "i32.or": 0x72, "i32.xor": 0x73 }),
  ...binary("i32", "i32", { "i32.shl": 0x74, "i32.shr_s": 0x75, "i32.shr_u": 0x76 }),
  ...binary("i32", "i32", { "i32.rotl": 0x77, "i32.rotr": 0x78 }),
  ...unary("i64", "i32", { "i64.eqz": 0x50 }),
  ...unary("i64", "i64", { "i64.clz": 0x79, "i64.ctz": 0x7a, "i64.popcnt": 0x7b, "i64.extend32_s": 0xc4 }),
  ...binary("i64", "i32", { "i64.eq": 0x51, "i64.ne": 0x52, "i64.lt_s": 0x53, "i64.lt_u": 0x54, "i64.gt_s": 0x55 }),
  ...binary("i64", "i32", { "i64.gt_u": 0x56, "i64.le_s": 0x57, "i64.le_u": 0x58, "i64.ge_s": 0x59, "i64.ge_u": 0x5a }),
  ...binary("i64", "i64", { "i64.add": 0x7c, "i64.sub": 0x7d, "i64.mul": 0x7e, "i64.div_s": 0x7f, "i64.div_u": 0x80 }),
  ...binary("i64", "i64", { "i64.rem_s": 0x81, "i64.rem_u": 0x82, "i64.and": 0x83, "i64.or": 0x84, "i64.xor": 0x85 }),
  ...binary("i64", "i64", { "i64.shl": 0x86, "i64.shr_s": 0x87, "i64.shr_u": 0x88 }),
  ...binary("i64", "i64", { "i64.rotl": 0x89, "i64.rotr": 0x8a }),

  // Floating point.
  ...unary("f32", "f32", { "f32.abs": 0x8b, "f32.neg": 0x8c, "f32.ceil": 0x8d, "f32.floor": 0x8e, "f32.trunc": 0x8f }),
  ...unary("f32", "f32", { "f32.nearest": 0x90, "f32.sqrt": 0x91 }),
  ...binary("f32", "f32", { "f32.add": 0x92, "f32.sub": 0x93, "f32.mul": 0x94, "f32.div": 0x95, "f32.min": 0x96 }),
  ...binary("f32", "f32", { "f32.max": 0x97, "f32.copysign": 0x98 }),
  ...binary("f32", "i32", {
    "f32.eq": 0x5b,
    "f32.ne": 0x5c,
    "f32.lt": 0x5d,
    "f32.gt": 0x5e,
    "f32.le": 0x5f,
    "f32.ge": 0x60,
  }),
  ...unary("f64", "f64", { "f64.abs": 0x99, "f64.neg": 0x9a, "f64.ceil": 0x9b, "f64.floor": 0x9c, "f64.trunc": 0x9d }),
  ...unary("f64", "f64", { "f64.nearest": 0x9e, "f64.sqrt": 0x9f }),
  ...binary("f64", "f64", { "f64.add": 0xa0, "f64.sub": 0xa1, "f64.mul": 0xa2, "f64.div": 0xa3, "f64.min": 0xa4 }),
  ...binary("f64", "f64", { "f64.max": 0xa5, "f64.copysign": 0xa6 }),
  ...binary("f64", "i32", {
    "f64.eq": 0x61,
    "f64.ne": 0x62,
    "f64.lt": 0x63,
    "f64.gt": 0x64,
    "f64.le": 0x65,
    "f64.ge": 0x66,
  }),

  // Conversions.
  ...unary("i64", "i32", { "i32.wrap_i64": 0xa7 }),
  ...unary("i32", "i64", { "i64.extend_i32_s": 0xac, "i64.extend_i32_u": 0xad }),
  ...unary("f32", "i32", {
    "i32.trunc_sat_f32_s": 0xfc000,
    "i32.trunc_sat_f32_u": 0xfc001,
    "i32.reinterpret_f32": 0xbc,
  }),
  ...unary("f64", "i32", { "i32.trunc_sat_f64_s": 0xfc002, "i32.trunc_sat_f64_u": 0xfc003 }),
  ...unary("f64", "i64", {
    "i64.trunc_sat_f64_s": 0xfc006,
    "i64.trunc_sat_f64_u": 0xfc007,
    "i64.reinterpret_f64": 0xbd,
  }),
  ...unary("i32", "f32", { "f32.convert_i32_s": 0xb2, "f32.convert_i32_u": 0xb3, "f32.reinterpret_i32": 0xbe }),
  ...unary("f64", "f32", { "f32.demote_f64": 0xb6 }),
  ...unary("i32", "f64", { "f64.convert_i32_s": 0xb7, "f64.convert_i32_u": 0xb8 }),
  ...unary("i64", "f64", { "f64.convert_i64_s": 0xb9, "f64.convert_i64_u": 0xba, "f64.reinterpret_i64": 0xbf }),
  ...unary("f32", "f64", { "f64.promote_f32": 0xbb }),

  // Vectors: bits and bytes.
  ...unary("v128", "v128", { "v128.not": 0xfd04d }),
  ...binary("v128", "v128", { "v128.and": 0xfd04e, "v128.andnot": 0xfd04f, "v128.or": 0xfd050, "v128.xor": 0xfd051 }),
  ...rows(["v128", "v128", "v128"], "v128", { "v128.bitselect": 0xfd052 }, "plain"),
  ...unary("v128", "i32", { "v128.any_true": 0xfd053 }),
  ...rows(["v128", "v128"], "v128", { "i8x16.shuffle": 0xfd00d }, "shuffle"),
  ...binary("v128", "v128", { "i8x16.swizzle": 0xfd00e, "i8x16.eq": 0xfd023, "i8x16.ne": 0xfd024 }),
  ...unary("i32", "v128", { "i8x16.splat": 0xfd00f, "i16x8.splat": 0xfd010 }),
  ...extract("i32", 16, { "i8x16.extract_lane_u": 0xfd016 }),
  ...unary("v128", "i32", { "i8x16.all_true": 0xfd063, "i8x16.bitmask": 0xfd064 }),
  ...binary("v128", "v128", { "i8x16.narrow_i16x8_s": 0xfd065, "i8x16.narrow_i16x8_u": 0xfd066 }),
  ...binary("v128", "v128", { "i16x8.narrow_i32x4_s": 0xfd085, "i16x8.narrow_i32x4_u": 0xfd086 }),
  ...unary("v128", "v128", { "i16x8.extend_low_i8x16_u": 0xfd089, "i16x8.extend_high_i8x16_u": 0xfd08a }),

  // Vectors: whole numbers.
  ...unary("i32", "v128", { "i32x4.splat": 0xfd011 }),
  ...extract("i32", 4, { "i32x4.extract_lane": 0xfd01b }),
  ...replace("i32", 4, { "i32x4.replace_lane": 0xfd01c }),
  ...binary("v128", "v128", { "i32x4.eq": 0xfd037, "i32x4.ne": 0xfd038, "i32x4.lt_s": 0xfd039, "i32x4.lt_u": 0xfd03a }),
  ...binary("v128", "v128", { "i32x4.gt_s": 0xfd03b, "i32x4.gt_u": 0xfd03c, "i32x4.le_s": 0xfd03d }),
  ...binary("v128", "v128", { "i32x4.le_u": 0xfd03e, "i32x4.ge_s": 0xfd03f, "i32x4.ge_u": 0xfd040 }),
  ...unary("v128", "v128", { "i32x4.abs": 0xfd0a0, "i32x4.neg": 0xfd0a1 }),
  ...unary("v128", "i32", { "i32x4.all_true": 0xfd0a3, "i32x4.bitmask": 0xfd0a4 }),
  ...unary("v128", "v128", { "i32x4.extend_low_i16x8_s": 0xfd0a7, "i32x4.extend_high_i16x8_s": 0xfd0a8 }),
  ...unary("v128", "v128", { "i32x4.extend_low_i16x8_u": 0xfd0a9, "i32x4.extend_high_i16x8_u": 0xfd0aa }),
  ...rows(["v128", "i32"], "v128", { "i32x4.shl": 0xfd0ab, "i32x4.shr_s": 0xfd0ac, "i32x4.shr_u": 0xfd0ad }, "plain"),
  ...binary("v128", "v128", { "i32x4.add": 0xfd0ae, "i32x4.sub": 0xfd0b1, "i32x4.mul": 0xfd0b5 }),
  ...binary("v128", "v128", {
    "i32x4.min_s": 0xfd0b6,
    "i32x4.min_u": 0xfd0b7,
    "i32x4.max_s": 0xfd0b8,
    "i32x4.max_u": 0xfd0b9,
  }),
  ...unary("i64", "v128", { "i64x2.splat": 0xfd012 }),
  ...extract("i64", 2, { "i64x2.extract_lane": 0xfd01d }),
  ...replace("i64", 2, { "i64x2.replace_lane": 0xfd01e }),
  ...unary("v128", "v128", { "i64x2.abs": 0xfd0c0, "i64x2.neg": 0xfd0c1 }),
  ...unary("v128", "i32", { "i64x2.all_true": 0xfd0c3, "i64x2.bitmask": 0xfd0c4 }),
  ...unary("v128", "v128", { "i64x2.extend_low_i32x4_s": 0xfd0c7, "i64x2.extend_high_i32x4_s": 0xfd0c8 }),
  ...unary("v128", "v128", { "i64x2.extend_low_i32x4_u": 0xfd0c9, "i64x2.extend_high_i32x4_u": 0xfd0ca }),
  ...rows(["v128", "i32"], "v128", { "i64x2.shl": 0xfd0cb, "i64x2.shr_s": 0xfd0cc, "i64x2.shr_u": 0xfd0cd }, "plain"),
  ...binary("v128", "v128", { "i64x2.add": 0xfd0ce, "i64x2.sub": 0xfd0d1, "i64x2.mul": 0xfd0d5 }),
  ...binary("v128", "v128", { "i64x2.eq": 0xfd0d6, "i64x2.ne": 0xfd0d7, "i64x2.lt_s": 0xfd0d8 }),
  ...binary("v128", "v128", { "i64x2.gt_s": 0xfd0d9, "i64x2.le_s": 0xfd0da, "i64x2.ge_s": 0xfd0db }),
  ...binary("v128", "v128", { "i64x2.extmul_low_i32x4_u": 0xfd0de, "i64x2.extmul_high_i32x4_u": 0xfd0df }),

  // Vectors: floating point.
  ...unary("f32", "v128", { "f32x4.splat": 0xfd013 }),
  ...extract("f32", 4, { "f32x4.extract_lane": 0xfd01f }),
  ...replace("f32", 4, { "f32x4.replace_lane": 0xfd020 }),
  ...binary("v128", "v128", { "f32x4.eq": 0xfd041, "f32x4.ne": 0xfd042, "f32x4.lt": 0xfd043 }),
  ...binary("v128", "v128", { "f32x4.gt": 0xfd044, "f32x4.le": 0xfd045, "f32x4.ge": 0xfd046 }),
  ...unary("v128", "v128", {
    "f32x4.ceil": 0xfd067,
    "f32x4.floor": 0xfd068,
    "f32x4.trunc": 0xfd069,
    "f32x4.nearest": 0xfd06a,
  }),
  ...unary("v128", "v128", { "f32x4.abs": 0xfd0e0, "f32x4.neg": 0xfd0e1, "f32x4.sqrt": 0xfd0e3 }),
  ...binary("v128", "v128", { "f32x4.add": 0xfd0e4, "f32x4.sub": 0xfd0e5, "f32x4.mul": 0xfd0e6, "f32x4.div": 0xfd0e7 }),
  ...binary("v128", "v128", {
    "f32x4.min": 0xfd0e8,
    "f32x4.max": 0xfd0e9,
    "f32x4.pmin": 0xfd0ea,
    "f32x4.pmax": 0xfd0eb,
  }),
  ...unary("f64", "v128", { "f64x2.splat": 0xfd014 }),
  ...extract("f64", 2, { "f64x2.extract_lane": 0xfd021 }),
  ...replace("f64", 2, { "f64x2.replace_lane": 0xfd022 }),
  ...binary("v128", "v128", { "f64x2.eq": 0xfd047, "f64x2.ne": 0xfd048, "f64x2.lt": 0xfd049 }),
  ...binary("v128", "v128", { "f64x2.gt": 0xfd04a, "f64x2.le": 0xfd04b, "f64x2.ge": 0xfd04c }),
  ...unary("v128", "v128", {
    "f64x2.ceil": 0xfd074,
    "f64x2.floor": 0xfd075,
    "f64x2.trunc": 0xfd07a,
    "f64x2.nearest": 0xfd094,
  }),
  ...unary("v128", "v128", { "f64x2.abs": 0xfd0ec, "f64x2.neg": 0xfd0ed, "f64x2.sqrt": 0xfd0ef }),
  ...binary("v128", "v128", { "f64x2.add": 0xfd0f0, "f64x2.sub": 0xfd0f1, "f64x2.mul": 0xfd0f2, "f64x2.div": 0xfd0f3 }),
  ...binary("v128", "v128", {
    "f64x2.min": 0xfd0f4,
    "f64x2.max": 0xfd0f5,
    "f64x2.pmin": 0xfd0f6,
    "f64x2.pmax": 0xfd0f7,
  }),

  // Vectors: conversions.
  ...unary("v128", "v128", { "i32x4.trunc_sat_f32x4_s": 0xfd0f8, "i32x4.trunc_sat_f32x4_u": 0xfd0f9 }),
  ...unary("v128", "v128", { "f32x4.convert_i32x4_s": 0xfd0fa, "f32x4.convert_i32x4_u": 0xfd0fb }),
  ...unary("v128", "v128", { "i32x4.trunc_sat_f64x2_s_zero": 0xfd0fc, "i32x4.trunc_sat_f64x2_u_zero": 0xfd0fd }),
  ...unary("v128", "v128", { "f64x2.convert_low_i32x4_s": 0xfd0fe, "f64x2.convert_low_i32x4_u": 0xfd0ff }),
  ...unary("v128", "v128", { "f32x4.demote_f64x2_zero": 0xfd05e, "f64x2.promote_low_f32x4": 0xfd05f }),

  // Vectors: relaxed. Whether the product is rounded before the sum is the processor's choice.
  ...relaxed(["v128", "v128", "v128"], { "f32x4.relaxed_madd": 0xfd105, "f32x4.relaxed_nmadd": 0xfd106 }),
  ...relaxed(["v128", "v128", "v128"], { "f64x2.relaxed_madd": 0xfd107, "f64x2.relaxed_nmadd": 0xfd108 }),
};
