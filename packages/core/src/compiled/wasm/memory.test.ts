import { describe, expect, it } from "vitest";
import type { Expr, Statement } from "./code.ts";
import { instantiate } from "./instantiate.fixture.ts";
import { f32, f64, i32, i64, memory, trap, v128 } from "./operators.ts";
import { wasmFunction } from "./wasm-function.ts";
import { wasmModule } from "./wasm-module.ts";

/** Byte i of memory is i, from 240 on after bytes whose sign is set. */
const BYTES = Uint8Array.from({ length: 256 }, (_, i) => i);

function run(body: readonly Statement[]): DataView {
  const main = wasmFunction({ name: "main", parameters: [], body });
  const running = instantiate(
    wasmModule({
      exports: { main },
      memory: { minPages: 1, exportedAs: "memory" },
      data: [{ offset: 0, bytes: BYTES }],
    }),
  );
  running.call("main");
  return new DataView(running.bytes.buffer);
}

const at = i32.const(512);
const address = i32.const(0xa0);

/** Four words of what a vector holds. */
function words(value: Expr<"v128">): readonly number[] {
  const view = run([v128.store(at, value)]);
  return [0, 4, 8, 12].map((byte) => view.getUint32(512 + byte, true));
}
function word(value: Expr<"i32">): number {
  return run([i32.store(at, value)]).getInt32(512, true);
}
function long(value: Expr<"i64">): bigint {
  return run([i64.store(at, value)]).getBigInt64(512, true);
}

describe("loads, from addresses that nothing is aligned to", () => {
  it("extend bytes, halves and words with their sign or with zeros", () => {
    expect(word(i32.load(address, 1))).toBe(0xa4a3a2a1 | 0);
    expect(word(i32.load8_s(address, 1))).toBe(0xa1 - 256);
    expect(word(i32.load8_u(address, 1))).toBe(0xa1);
    expect(word(i32.load16_s(address, 1))).toBe(0xa2a1 - 65536);
    expect(word(i32.load16_u(address, 1))).toBe(0xa2a1);
    expect(long(i64.load(address, 1))).toBe(BigInt.asIntN(64, 0xa8a7a6a5a4a3a2a1n));
    expect(long(i64.load32_s(address, 1))).toBe(0xa4a3a2a1n - 2n ** 32n);
    expect(long(i64.load32_u(address, 1))).toBe(0xa4a3a2a1n);
    expect(run([f32.store(at, f32.load(address, 3))]).getUint32(512, true)).toBe(0xa6a5a4a3);
    expect(run([f64.store(at, f64.load(address, 3))]).getBigUint64(512, true)).toBe(0xaaa9a8a7a6a5a4a3n);
  });

  it("fill vectors whole, by halves, by one number for all lanes, by one lane", () => {
    expect(words(v128.load(address, 1))).toEqual([0xa4a3a2a1, 0xa8a7a6a5, 0xacabaaa9, 0xb0afaead]);
    expect(words(v128.load8x8_s(address))).toEqual([0xffa1ffa0, 0xffa3ffa2, 0xffa5ffa4, 0xffa7ffa6]);
    expect(words(v128.load8x8_u(address))).toEqual([0x00a100a0, 0x00a300a2, 0x00a500a4, 0x00a700a6]);
    expect(words(v128.load16x4_s(address))).toEqual([0xffffa1a0, 0xffffa3a2, 0xffffa5a4, 0xffffa7a6]);
    expect(words(v128.load16x4_u(address))).toEqual([0xa1a0, 0xa3a2, 0xa5a4, 0xa7a6]);
    expect(words(v128.load32x2_s(address))).toEqual([0xa3a2a1a0, 0xffffffff, 0xa7a6a5a4, 0xffffffff]);
    expect(words(v128.load32x2_u(address))).toEqual([0xa3a2a1a0, 0, 0xa7a6a5a4, 0]);
    expect(words(v128.load8_splat(address, 1))).toEqual(Array(4).fill(0xa1a1a1a1));
    expect(words(v128.load16_splat(address, 1))).toEqual(Array(4).fill(0xa2a1a2a1));
    expect(words(v128.load32_splat(address, 1))).toEqual(Array(4).fill(0xa4a3a2a1));
    expect(words(v128.load64_splat(address, 1))).toEqual([0xa4a3a2a1, 0xa8a7a6a5, 0xa4a3a2a1, 0xa8a7a6a5]);
    expect(words(v128.load32_zero(address, 1))).toEqual([0xa4a3a2a1, 0, 0, 0]);
    expect(words(v128.load64_zero(address, 1))).toEqual([0xa4a3a2a1, 0xa8a7a6a5, 0, 0]);
    const rest = v128.load(i32.const(0));
    expect(words(v128.load32_lane(address, rest, 2, 1))).toEqual([0x03020100, 0x07060504, 0xa4a3a2a1, 0x0f0e0d0c]);
    expect(words(v128.load64_lane(address, rest, 1, 1))).toEqual([0x03020100, 0x07060504, 0xa4a3a2a1, 0xa8a7a6a5]);
  });
});

describe("stores", () => {
  it("write as many bytes as they say and no others", () => {
    const value = v128.load(i32.const(0));
    const lowest = (bytes: number, written: Statement) => {
      const view = run([memory.fill(at, i32.const(0xff), i32.const(24)), written]);
      const all = Array.from({ length: 24 }, (_, i) => view.getUint8(512 + i));
      expect(all.slice(0, 3)).toEqual([0xff, 0xff, 0xff]);
      expect(all.slice(3 + bytes).every((byte) => byte === 0xff)).toBe(true);
      return all.slice(3, 3 + bytes);
    };
    expect(lowest(1, i32.store8(at, i32.const(0x1122), 3))).toEqual([0x22]);
    expect(lowest(2, i32.store16(at, i32.const(0x112233), 3))).toEqual([0x33, 0x22]);
    expect(lowest(4, i64.store32(at, i64.const(0x1122334455n), 3))).toEqual([0x55, 0x44, 0x33, 0x22]);
    expect(lowest(4, v128.store32_lane(at, value, 3, 3))).toEqual([12, 13, 14, 15]);
    expect(lowest(8, v128.store64_lane(at, value, 1, 3))).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
  });

  it("memory is filled and copied, overlapping ranges too", () => {
    const view = run([
      memory.fill(at, i32.const(7), i32.const(3)),
      memory.copy(i32.const(101), i32.const(100), i32.const(10)),
    ]);
    expect([511, 512, 514, 515].map((i) => view.getUint8(i))).toEqual([0, 7, 7, 0]);
    expect([100, 101, 102, 110, 111].map((i) => view.getUint8(i))).toEqual([100, 100, 101, 109, 111]);
  });
});

it("memory grows by pages up to its limit", () => {
  const main = wasmFunction({
    name: "main",
    parameters: [],
    // The old size, the refusal, the new size.
    result: i32.add(
      i32.mul(memory.grow(i32.const(1)), i32.const(100)),
      i32.add(i32.mul(memory.grow(i32.const(2)), i32.const(10)), memory.size()),
    ),
  });
  expect(instantiate(wasmModule({ exports: { main }, memory: { minPages: 2, maxPages: 4 } })).call("main")).toBe(
    200 - 10 + 3,
  );
});

it("what must not happen traps", () => {
  expect(() => run([trap])).toThrow(/unreachable/);
  expect(() => run([i32.store(i32.const(-4), i32.const(1))])).toThrow(/out of bounds/);
});
