/** Test support: what the instructions on single numbers mean, in plain TypeScript. i64 is a BigInt. */

export const clamp = (x: number, low: number, high: number) => Math.min(Math.max(x, low), high);
const saturate = (x: number, low: number, high: number) => (Number.isNaN(x) ? 0 : clamp(Math.trunc(x), low, high));
export const toI32 = (x: number) => saturate(x, -(2 ** 31), 2 ** 31 - 1);
export const toU32 = (x: number) => saturate(x, 0, 2 ** 32 - 1);
const fround = Math.fround;
const copySign = (a: number, b: number) => (b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a));
const signed = (x: bigint) => BigInt.asIntN(64, x);
const unsigned = (x: bigint) => BigInt.asUintN(64, x);
const rotate = (a: number, by: number) => (by === 0 ? a : (a << by) | (a >>> (32 - by)));
const rotate64 = (a: bigint, by: bigint) => signed((unsigned(a) << by) | (unsigned(a) >> (64n - by)));
const binary = (x: bigint | number, size: 32 | 64) => BigInt.asUintN(size, BigInt(x)).toString(2).padStart(size, "0");
const ones = (x: bigint | number, size: 32 | 64) => binary(x, size).replaceAll("0", "").length;
const leading = (x: bigint | number, size: 32 | 64) => /^0*/.exec(binary(x, size))?.[0].length ?? 0;
const trailing = (x: bigint | number, size: 32 | 64) => /0*$/.exec(binary(x, size))?.[0].length ?? 0;
const truncate64 = (low: bigint, high: bigint) => (x: number) => {
  if (Number.isNaN(x)) return 0n;
  if (!Number.isFinite(x)) return signed(x < 0 ? low : high);
  const whole = BigInt(Math.trunc(x));
  return signed(whole < low ? low : whole > high ? high : whole);
};
export const nearest = (x: number) => {
  if (Math.abs(x) >= 2 ** 52 || Number.isNaN(x)) return x;
  const below = Math.floor(x);
  const isUp = x - below > 0.5 || (x - below === 0.5 && below % 2 !== 0);
  return copySign(isUp ? below + 1 : below, x);
};
const scratch = new DataView(new ArrayBuffer(8));
const recast = <T>(write: (view: DataView) => void, read: (view: DataView) => T): T => {
  write(scratch);
  return read(scratch);
};

export const NUMBER_MEANINGS = {
  "i32.eqz": (a: number) => Number(a === 0),
  "i32.clz": Math.clz32,
  "i32.ctz": (a: number) => trailing(a, 32),
  "i32.popcnt": (a: number) => ones(a, 32),
  "i32.extend8_s": (a: number) => (a << 24) >> 24,
  "i32.extend16_s": (a: number) => (a << 16) >> 16,
  "i32.eq": (a: number, b: number) => Number(a === b),
  "i32.ne": (a: number, b: number) => Number(a !== b),
  "i32.lt_s": (a: number, b: number) => Number(a < b),
  "i32.lt_u": (a: number, b: number) => Number(a >>> 0 < b >>> 0),
  "i32.gt_s": (a: number, b: number) => Number(a > b),
  "i32.gt_u": (a: number, b: number) => Number(a >>> 0 > b >>> 0),
  "i32.le_s": (a: number, b: number) => Number(a <= b),
  "i32.le_u": (a: number, b: number) => Number(a >>> 0 <= b >>> 0),
  "i32.ge_s": (a: number, b: number) => Number(a >= b),
  "i32.ge_u": (a: number, b: number) => Number(a >>> 0 >= b >>> 0),
  "i32.add": (a: number, b: number) => (a + b) | 0,
  "i32.sub": (a: number, b: number) => (a - b) | 0,
  "i32.mul": Math.imul,
  "i32.div_s": (a: number, b: number) => (a / b) | 0,
  "i32.div_u": (a: number, b: number) => ((a >>> 0) / (b >>> 0)) | 0,
  "i32.rem_s": (a: number, b: number) => (a % b) | 0,
  "i32.rem_u": (a: number, b: number) => ((a >>> 0) % (b >>> 0)) | 0,
  "i32.and": (a: number, b: number) => a & b,
  "i32.or": (a: number, b: number) => a | b,
  "i32.xor": (a: number, b: number) => a ^ b,
  "i32.shl": (a: number, b: number) => a << b,
  "i32.shr_s": (a: number, b: number) => a >> b,
  "i32.shr_u": (a: number, b: number) => (a >>> b) | 0,
  "i32.rotl": (a: number, b: number) => rotate(a, b & 31),
  "i32.rotr": (a: number, b: number) => rotate(a, (32 - (b & 31)) & 31),
  "i64.eqz": (a: bigint) => Number(a === 0n),
  "i64.clz": (a: bigint) => BigInt(leading(a, 64)),
  "i64.ctz": (a: bigint) => BigInt(trailing(a, 64)),
  "i64.popcnt": (a: bigint) => BigInt(ones(a, 64)),
  "i64.extend32_s": (a: bigint) => BigInt.asIntN(32, a),
  "i64.eq": (a: bigint, b: bigint) => Number(a === b),
  "i64.ne": (a: bigint, b: bigint) => Number(a !== b),
  "i64.lt_s": (a: bigint, b: bigint) => Number(a < b),
  "i64.lt_u": (a: bigint, b: bigint) => Number(unsigned(a) < unsigned(b)),
  "i64.gt_s": (a: bigint, b: bigint) => Number(a > b),
  "i64.gt_u": (a: bigint, b: bigint) => Number(unsigned(a) > unsigned(b)),
  "i64.le_s": (a: bigint, b: bigint) => Number(a <= b),
  "i64.le_u": (a: bigint, b: bigint) => Number(unsigned(a) <= unsigned(b)),
  "i64.ge_s": (a: bigint, b: bigint) => Number(a >= b),
  "i64.ge_u": (a: bigint, b: bigint) => Number(unsigned(a) >= unsigned(b)),
  "i64.add": (a: bigint, b: bigint) => signed(a + b),
  "i64.sub": (a: bigint, b: bigint) => signed(a - b),
  "i64.mul": (a: bigint, b: bigint) => signed(a * b),
  "i64.div_s": (a: bigint, b: bigint) => signed(a / b),
  "i64.div_u": (a: bigint, b: bigint) => signed(unsigned(a) / unsigned(b)),
  "i64.rem_s": (a: bigint, b: bigint) => signed(a % b),
  "i64.rem_u": (a: bigint, b: bigint) => signed(unsigned(a) % unsigned(b)),
  "i64.and": (a: bigint, b: bigint) => a & b,
  "i64.or": (a: bigint, b: bigint) => a | b,
  "i64.xor": (a: bigint, b: bigint) => a ^ b,
  "i64.shl": (a: bigint, b: bigint) => signed(a << (b & 63n)),
  "i64.shr_s": (a: bigint, b: bigint) => a >> (b & 63n),
  "i64.shr_u": (a: bigint, b: bigint) => signed(unsigned(a) >> (b & 63n)),
  "i64.rotl": (a: bigint, b: bigint) => rotate64(a, b & 63n),
  "i64.rotr": (a: bigint, b: bigint) => rotate64(a, -b & 63n),
  "f32.abs": Math.abs,
  "f32.neg": (a: number) => -a,
  "f32.ceil": Math.ceil,
  "f32.floor": Math.floor,
  "f32.trunc": Math.trunc,
  "f32.nearest": nearest,
  "f32.sqrt": (a: number) => fround(Math.sqrt(a)),
  "f32.add": (a: number, b: number) => fround(a + b),
  "f32.sub": (a: number, b: number) => fround(a - b),
  "f32.mul": (a: number, b: number) => fround(a * b),
  "f32.div": (a: number, b: number) => fround(a / b),
  "f32.min": Math.min,
  "f32.max": Math.max,
  "f32.copysign": copySign,
  "f32.eq": (a: number, b: number) => Number(a === b),
  "f32.ne": (a: number, b: number) => Number(a !== b),
  "f32.lt": (a: number, b: number) => Number(a < b),
  "f32.gt": (a: number, b: number) => Number(a > b),
  "f32.le": (a: number, b: number) => Number(a <= b),
  "f32.ge": (a: number, b: number) => Number(a >= b),
  "f64.abs": Math.abs,
  "f64.neg": (a: number) => -a,
  "f64.ceil": Math.ceil,
  "f64.floor": Math.floor,
  "f64.trunc": Math.trunc,
  "f64.nearest": nearest,
  "f64.sqrt": Math.sqrt,
  "f64.add": (a: number, b: number) => a + b,
  "f64.sub": (a: number, b: number) => a - b,
  "f64.mul": (a: number, b: number) => a * b,
  "f64.div": (a: number, b: number) => a / b,
  "f64.min": Math.min,
  "f64.max": Math.max,
  "f64.copysign": copySign,
  "f64.eq": (a: number, b: number) => Number(a === b),
  "f64.ne": (a: number, b: number) => Number(a !== b),
  "f64.lt": (a: number, b: number) => Number(a < b),
  "f64.gt": (a: number, b: number) => Number(a > b),
  "f64.le": (a: number, b: number) => Number(a <= b),
  "f64.ge": (a: number, b: number) => Number(a >= b),
  "i32.wrap_i64": (a: bigint) => Number(BigInt.asIntN(32, a)),
  "i64.extend_i32_s": (a: number) => BigInt(a),
  "i64.extend_i32_u": (a: number) => BigInt(a >>> 0),
  "i32.trunc_sat_f32_s": (a: number) => toI32(a) | 0,
  "i32.trunc_sat_f32_u": (a: number) => toU32(a) | 0,
  "i32.trunc_sat_f64_s": (a: number) => toI32(a) | 0,
  "i32.trunc_sat_f64_u": (a: number) => toU32(a) | 0,
  "i64.trunc_sat_f64_s": truncate64(-(2n ** 63n), 2n ** 63n - 1n),
  "i64.trunc_sat_f64_u": truncate64(0n, 2n ** 64n - 1n),
  "f32.convert_i32_s": fround,
  "f32.convert_i32_u": (a: number) => fround(a >>> 0),
  "f32.demote_f64": fround,
  "f64.convert_i32_s": (a: number) => a,
  "f64.convert_i32_u": (a: number) => a >>> 0,
  "f64.promote_f32": (a: number) => a,
  "f64.convert_i64_s": Number,
  "f64.convert_i64_u": (a: bigint) => Number(unsigned(a)),
  "i32.reinterpret_f32": (a: number) =>
    recast(
      (v) => v.setFloat32(0, a),
      (v) => v.getInt32(0),
    ),
  "i64.reinterpret_f64": (a: number) =>
    recast(
      (v) => v.setFloat64(0, a),
      (v) => v.getBigInt64(0),
    ),
  "f32.reinterpret_i32": (a: number) =>
    recast(
      (v) => v.setInt32(0, a),
      (v) => v.getFloat32(0),
    ),
  "f64.reinterpret_i64": (a: bigint) =>
    recast(
      (v) => v.setBigInt64(0, a),
      (v) => v.getFloat64(0),
    ),
};
