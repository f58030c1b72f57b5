/** Test support: what the instructions on vectors mean, in plain TypeScript. A vector is 16 bytes. */
import { clamp, nearest, toI32, toU32 } from "./number-meanings.fixture.ts";

type View = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;
type BigView = BigInt64Array | BigUint64Array;

/** The lanes of 16 bytes. */
export const LANES = {
  i8: (v: Uint8Array) => new Int8Array(v.buffer, v.byteOffset),
  u8: (v: Uint8Array) => v,
  i16: (v: Uint8Array) => new Int16Array(v.buffer, v.byteOffset),
  u16: (v: Uint8Array) => new Uint16Array(v.buffer, v.byteOffset),
  i32: (v: Uint8Array) => new Int32Array(v.buffer, v.byteOffset),
  u32: (v: Uint8Array) => new Uint32Array(v.buffer, v.byteOffset),
  f32: (v: Uint8Array) => new Float32Array(v.buffer, v.byteOffset),
  f64: (v: Uint8Array) => new Float64Array(v.buffer, v.byteOffset),
  i64: (v: Uint8Array) => new BigInt64Array(v.buffer, v.byteOffset),
  u64: (v: Uint8Array) => new BigUint64Array(v.buffer, v.byteOffset),
};
const { i8, u8, i16, u16, i32, u32, f32, f64, i64, u64 } = LANES;

type Cut<V> = (v: Uint8Array) => V;

/** A vector of lanes `write` made by `at(i)`; lanes beyond `count` are 0. */
function build<V extends View>(write: Cut<V>, at: (i: number) => number, count?: number): Uint8Array {
  const out = new Uint8Array(16);
  const lanes = write(out);
  for (let i = 0; i < (count ?? lanes.length); i++) lanes[i] = at(i);
  return out;
}
function buildBig<V extends BigView>(write: Cut<V>, at: (i: number) => bigint): Uint8Array {
  const out = new Uint8Array(16);
  const lanes = write(out);
  for (let i = 0; i < 2; i++) lanes[i] = at(i);
  return out;
}

const lane = <V extends View>(read: Cut<V>, v: Uint8Array, i: number) => read(v)[i] as number;
const bigLane = <V extends BigView>(read: Cut<V>, v: Uint8Array, i: number) => read(v)[i] as bigint;

const map1 =
  <R extends View, W extends View>(read: Cut<R>, write: Cut<W>, f: (a: number) => number, first = 0, count?: number) =>
  (a: Uint8Array) =>
    build(write, (i) => f(lane(read, a, first + i)), count);
const map2 =
  <V extends View>(cut: Cut<V>, f: (a: number, b: number) => number) =>
  (a: Uint8Array, b: Uint8Array) =>
    build(cut, (i) => f(lane(cut, a, i), lane(cut, b, i)));
const compare =
  <R extends View, W extends View>(read: Cut<R>, write: Cut<W>, f: (a: number, b: number) => boolean) =>
  (a: Uint8Array, b: Uint8Array) =>
    build(write, (i) => -Number(f(lane(read, a, i), lane(read, b, i))));
const big1 = (f: (a: bigint) => bigint) => (a: Uint8Array) => buildBig(i64, (i) => f(bigLane(i64, a, i)));
const big2 = (f: (a: bigint, b: bigint) => bigint) => (a: Uint8Array, b: Uint8Array) =>
  buildBig(i64, (i) => f(bigLane(i64, a, i), bigLane(i64, b, i)));
/** Of two lanes, each result in both halves of its lane. */
const compareWide =
  <N extends number | bigint>(read: Cut<ArrayLike<N>>, f: (a: N, b: N) => boolean) =>
  (a: Uint8Array, b: Uint8Array) =>
    build(i32, (i) => -Number(f(read(a)[i >> 1] as N, read(b)[i >> 1] as N)));
const bits = (f: (a: number, b: number) => number) => map2(u8, f);
const shift =
  (cut: Cut<Int32Array> | Cut<Uint32Array>, f: (a: number, by: number) => number) => (a: Uint8Array, by: number) =>
    build(cut as Cut<View>, (i) => f(lane(cut as Cut<View>, a, i), by & 31));
const shift64 =
  (cut: Cut<BigInt64Array> | Cut<BigUint64Array>, f: (a: bigint, by: bigint) => bigint) =>
  (a: Uint8Array, by: number) =>
    buildBig(cut as Cut<BigView>, (i) => f(bigLane(cut as Cut<BigView>, a, i), BigInt(by & 63)));
const splat =
  <V extends View>(cut: Cut<V>) =>
  (x: number) =>
    build(cut, () => x);
const extract =
  <V extends View>(cut: Cut<V>) =>
  (v: Uint8Array, _lane = LANE) =>
    lane(cut, v, _lane);
const replace =
  <V extends View>(cut: Cut<V>) =>
  (v: Uint8Array, x: number) =>
    build(cut, (i) => (i === LANE ? x : lane(cut, v, i)));
const bitmask =
  <V extends View>(cut: Cut<V>) =>
  (v: Uint8Array) =>
    Array.from(cut(v), (x, i) => (x < 0 ? 2 ** i : 0)).reduce((sum, bit) => sum + bit, 0) | 0;
const allTrue =
  <V extends View | BigView>(cut: Cut<V>) =>
  (v: Uint8Array) =>
    Number(Array.from(cut(v) as ArrayLike<number | bigint>).every((x) => Number(x) !== 0));
const narrow =
  <R extends View, W extends View>(read: Cut<R>, write: Cut<W>, low: number, high: number) =>
  (a: Uint8Array, b: Uint8Array) => {
    const all = [...read(a), ...read(b)];
    return build(write, (i) => clamp(all[i] as number, low, high));
  };
const product = (first: number) => (a: Uint8Array, b: Uint8Array) =>
  buildBig(u64, (i) => BigInt(lane(u32, a, first + i)) * BigInt(lane(u32, b, first + i)));
const extendWords = (read: Cut<Int32Array> | Cut<Uint32Array>, first: number) => (a: Uint8Array) =>
  buildBig(i64, (i) => BigInt(lane(read as Cut<View>, a, first + i)));

/** Lane and byte numbers with which the tests build instructions that take such. */
export const LANE = 1;
export const SHUFFLE = [31, 0, 5, 17, 2, 2, 30, 9, 16, 15, 14, 8, 7, 6, 29, 1];

function on(f: (a: number) => number) {
  return (cut: Cut<View>) => map1(cut, cut, f);
}
function on2(f: (a: number, b: number) => number) {
  return (cut: Cut<View>) => map2(cut, f);
}
function on3(f: (a: number, b: number, c: number) => number) {
  return (cut: Cut<View>) => (a: Uint8Array, b: Uint8Array, c: Uint8Array) =>
    build(cut, (i) => f(lane(cut, a, i), lane(cut, b, i), lane(cut, c, i)));
}

const FLOATING = {
  splat,
  extract_lane: extract,
  replace_lane: replace,
  ceil: on(Math.ceil),
  floor: on(Math.floor),
  trunc: on(Math.trunc),
  nearest: on(nearest),
  abs: on(Math.abs),
  neg: on((a) => -a),
  sqrt: on(Math.sqrt),
  add: on2((a, b) => a + b),
  sub: on2((a, b) => a - b),
  mul: on2((a, b) => a * b),
  div: on2((a, b) => a / b),
  min: on2(Math.min),
  max: on2(Math.max),
  pmin: on2((a, b) => (b < a ? b : a)),
  pmax: on2((a, b) => (a < b ? b : a)),
  relaxed_madd: on3((a, b, c) => a * b + c),
  relaxed_nmadd: on3((a, b, c) => -a * b + c),
};
type Floating<S extends string> = {
  readonly [N in keyof typeof FLOATING as `${S}.${N}`]: ReturnType<(typeof FLOATING)[N]>;
};

function floating<S extends string>(shape: S, cut: Cut<View>): Floating<S> {
  const named = Object.entries(FLOATING).map(([name, meaning]) => [`${shape}.${name}`, meaning(cut)]);
  // The names are lost in Object.fromEntries.
  return Object.fromEntries(named) as Floating<S>;
}

export const VECTOR_MEANINGS = {
  "v128.not": map1(u8, u8, (a) => ~a),
  "v128.and": bits((a, b) => a & b),
  "v128.andnot": bits((a, b) => a & ~b),
  "v128.or": bits((a, b) => a | b),
  "v128.xor": bits((a, b) => a ^ b),
  "v128.bitselect": (a: Uint8Array, b: Uint8Array, c: Uint8Array) =>
    build(u8, (i) => (lane(u8, a, i) & lane(u8, c, i)) | (lane(u8, b, i) & ~lane(u8, c, i))),
  "v128.any_true": (a: Uint8Array) => Number(a.some((byte) => byte !== 0)),
  "i8x16.shuffle": (a: Uint8Array, b: Uint8Array) => build(u8, (i) => [...a, ...b][SHUFFLE[i] as number] as number),
  "i8x16.swizzle": (a: Uint8Array, b: Uint8Array) => build(u8, (i) => a[b[i] as number] ?? 0),
  "i8x16.eq": compare(u8, u8, (a, b) => a === b),
  "i8x16.ne": compare(u8, u8, (a, b) => a !== b),
  "i8x16.splat": splat(i8),
  "i16x8.splat": splat(i16),
  "i8x16.extract_lane_u": extract(u8),
  "i8x16.all_true": allTrue(u8),
  "i8x16.bitmask": bitmask(i8),
  "i8x16.narrow_i16x8_s": narrow(i16, i8, -128, 127),
  "i8x16.narrow_i16x8_u": narrow(i16, u8, 0, 255),
  "i16x8.narrow_i32x4_s": narrow(i32, i16, -32768, 32767),
  "i16x8.narrow_i32x4_u": narrow(i32, u16, 0, 65535),
  "i16x8.extend_low_i8x16_u": map1(u8, u16, (a) => a),
  "i16x8.extend_high_i8x16_u": map1(u8, u16, (a) => a, 8),
  "i32x4.splat": splat(i32),
  "i32x4.extract_lane": extract(i32),
  "i32x4.replace_lane": replace(i32),
  "i32x4.eq": compare(i32, i32, (a, b) => a === b),
  "i32x4.ne": compare(i32, i32, (a, b) => a !== b),
  "i32x4.lt_s": compare(i32, i32, (a, b) => a < b),
  "i32x4.lt_u": compare(u32, i32, (a, b) => a < b),
  "i32x4.gt_s": compare(i32, i32, (a, b) => a > b),
  "i32x4.gt_u": compare(u32, i32, (a, b) => a > b),
  "i32x4.le_s": compare(i32, i32, (a, b) => a <= b),
  "i32x4.le_u": compare(u32, i32, (a, b) => a <= b),
  "i32x4.ge_s": compare(i32, i32, (a, b) => a >= b),
  "i32x4.ge_u": compare(u32, i32, (a, b) => a >= b),
  "i32x4.abs": map1(i32, i32, Math.abs),
  "i32x4.neg": map1(i32, i32, (a) => -a),
  "i32x4.all_true": allTrue(i32),
  "i32x4.bitmask": bitmask(i32),
  "i32x4.extend_low_i16x8_s": map1(i16, i32, (a) => a),
  "i32x4.extend_high_i16x8_s": map1(i16, i32, (a) => a, 4),
  "i32x4.extend_low_i16x8_u": map1(u16, i32, (a) => a),
  "i32x4.extend_high_i16x8_u": map1(u16, i32, (a) => a, 4),
  "i32x4.shl": shift(i32, (a, by) => a << by),
  "i32x4.shr_s": shift(i32, (a, by) => a >> by),
  "i32x4.shr_u": shift(u32, (a, by) => a >>> by),
  "i32x4.add": map2(i32, (a, b) => a + b),
  "i32x4.sub": map2(i32, (a, b) => a - b),
  "i32x4.mul": map2(i32, Math.imul),
  "i32x4.min_s": map2(i32, Math.min),
  "i32x4.min_u": map2(u32, Math.min),
  "i32x4.max_s": map2(i32, Math.max),
  "i32x4.max_u": map2(u32, Math.max),
  "i64x2.splat": (x: bigint) => buildBig(i64, () => x),
  "i64x2.extract_lane": (v: Uint8Array) => bigLane(i64, v, LANE),
  "i64x2.replace_lane": (v: Uint8Array, x: bigint) => buildBig(i64, (i) => (i === LANE ? x : bigLane(i64, v, i))),
  "i64x2.abs": big1((a) => (a < 0n ? -a : a)),
  "i64x2.neg": big1((a) => -a),
  "i64x2.all_true": allTrue(i64),
  "i64x2.bitmask": (v: Uint8Array) => [...i64(v)].reduce((sum, x, i) => sum + (x < 0n ? 2 ** i : 0), 0),
  "i64x2.extend_low_i32x4_s": extendWords(i32, 0),
  "i64x2.extend_high_i32x4_s": extendWords(i32, 2),
  "i64x2.extend_low_i32x4_u": extendWords(u32, 0),
  "i64x2.extend_high_i32x4_u": extendWords(u32, 2),
  "i64x2.shl": shift64(i64, (a, by) => a << by),
  "i64x2.shr_s": shift64(i64, (a, by) => a >> by),
  "i64x2.shr_u": shift64(u64, (a, by) => a >> by),
  "i64x2.add": big2((a, b) => a + b),
  "i64x2.sub": big2((a, b) => a - b),
  "i64x2.mul": big2((a, b) => a * b),
  "i64x2.eq": compareWide(i64, (a, b) => a === b),
  "i64x2.ne": compareWide(i64, (a, b) => a !== b),
  "i64x2.lt_s": compareWide(i64, (a, b) => a < b),
  "i64x2.gt_s": compareWide(i64, (a, b) => a > b),
  "i64x2.le_s": compareWide(i64, (a, b) => a <= b),
  "i64x2.ge_s": compareWide(i64, (a, b) => a >= b),
  "i64x2.extmul_low_i32x4_u": product(0),
  "i64x2.extmul_high_i32x4_u": product(2),
  ...floating("f32x4", f32),
  ...floating("f64x2", f64),
  "f32x4.eq": compare(f32, i32, (a, b) => a === b),
  "f32x4.ne": compare(f32, i32, (a, b) => a !== b),
  "f32x4.lt": compare(f32, i32, (a, b) => a < b),
  "f32x4.gt": compare(f32, i32, (a, b) => a > b),
  "f32x4.le": compare(f32, i32, (a, b) => a <= b),
  "f32x4.ge": compare(f32, i32, (a, b) => a >= b),
  "f64x2.eq": compareWide(f64, (a, b) => a === b),
  "f64x2.ne": compareWide(f64, (a, b) => a !== b),
  "f64x2.lt": compareWide(f64, (a, b) => a < b),
  "f64x2.gt": compareWide(f64, (a, b) => a > b),
  "f64x2.le": compareWide(f64, (a, b) => a <= b),
  "f64x2.ge": compareWide(f64, (a, b) => a >= b),
  "i32x4.trunc_sat_f32x4_s": map1(f32, i32, toI32),
  "i32x4.trunc_sat_f32x4_u": map1(f32, u32, toU32),
  "f32x4.convert_i32x4_s": map1(i32, f32, (a) => a),
  "f32x4.convert_i32x4_u": map1(u32, f32, (a) => a),
  "i32x4.trunc_sat_f64x2_s_zero": map1(f64, i32, toI32, 0, 2),
  "i32x4.trunc_sat_f64x2_u_zero": map1(f64, u32, toU32, 0, 2),
  "f64x2.convert_low_i32x4_s": map1(i32, f64, (a) => a),
  "f64x2.convert_low_i32x4_u": map1(u32, f64, (a) => a),
  "f32x4.demote_f64x2_zero": map1(f64, f32, (a) => a, 0, 2),
  "f64x2.promote_low_f32x4": map1(f32, f64, (a) => a),
};
