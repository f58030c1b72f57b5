import fc from "fast-check";
import { expect, it } from "vitest";
import { pushFloat32, pushFloat64, pushName, pushSigned, pushUnsigned } from "./bytes.ts";

function written(push: (bytes: number[]) => void): readonly number[] {
  const bytes: number[] = [];
  push(bytes);
  return bytes;
}

it.each([
  [0, [0x00]],
  [127, [0x7f]],
  [128, [0x80, 0x01]],
  // The example of the DWARF standard, appendix C.
  [624485, [0xe5, 0x8e, 0x26]],
  [2 ** 32 - 1, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  [2 ** 32, [0x80, 0x80, 0x80, 0x80, 0x10]],
])("%d is %j without a sign", (value, bytes) => {
  expect(written((into) => pushUnsigned(into, value))).toEqual(bytes);
});

it.each([
  [0n, [0x00]],
  [63n, [0x3f]],
  [64n, [0xc0, 0x00]],
  [-1n, [0x7f]],
  [-64n, [0x40]],
  [-65n, [0xbf, 0x7f]],
  [-123456n, [0xc0, 0xbb, 0x78]],
  [2n ** 31n - 1n, [0xff, 0xff, 0xff, 0xff, 0x07]],
  [-(2n ** 31n), [0x80, 0x80, 0x80, 0x80, 0x78]],
  [2n ** 63n - 1n, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00]],
  [-(2n ** 63n), [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f]],
])("%d is %j with a sign", (value, bytes) => {
  expect(written((into) => pushSigned(into, value))).toEqual(bytes);
});

it("seven bits a byte, read back, are the number", () => {
  fc.assert(
    fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), (value) => {
      const bytes = written((into) => pushSigned(into, value));
      const bits = bytes.reduceRight((sum, byte) => (sum << 7n) | BigInt(byte & 0x7f), 0n);
      expect(BigInt.asIntN(7 * bytes.length, bits)).toBe(value);
      expect(bytes.map((byte) => byte >= 0x80)).toEqual(bytes.map((_, i) => i < bytes.length - 1));
    }),
  );
});

it("floating point is little-endian, names are UTF-8 behind their length", () => {
  expect(written((into) => pushFloat32(into, -0))).toEqual([0, 0, 0, 0x80]);
  expect(written((into) => pushFloat32(into, 0.1))).toEqual([0xcd, 0xcc, 0xcc, 0x3d]);
  expect(written((into) => pushFloat64(into, -2))).toEqual([0, 0, 0, 0, 0, 0, 0, 0xc0]);
  expect(written((into) => pushName(into, "aé"))).toEqual([3, 0x61, 0xc3, 0xa9]);
});
