import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  keyWords,
  type RandomKey,
  randomNormal,
  randomOpenUniform,
  randomPermutation,
  randomWords,
} from "../../tensor/random.ts";
import { randomBits, randomLevels } from "../../tensor/random-levels.ts";
import type { WasmFunction } from "../wasm/index.ts";
import { wasmModule } from "../wasm/index.ts";
import { instantiate } from "../wasm/instantiate.fixture.ts";
import { levelBits, levels } from "./levels.ts";
import { normalNumbers } from "./normal.ts";
import { permutation } from "./permutation.ts";
import { philoxBlocks } from "./philox.ts";
import { keyArguments } from "./random-key.ts";
import { hashNumber } from "./stream-hash.ts";
import { uniformNumbers } from "./uniform.ts";

const FREE = 0x5a;
const SCRATCH = 65_536;

function running(main: WasmFunction) {
  const module = instantiate(wasmModule({ exports: { main }, memory: { minPages: 64, exportedAs: "memory" } }));
  module.bytes.fill(FREE);
  return module;
}

const keys: fc.Arbitrary<RandomKey> = fc.record({
  seed: fc.maxSafeNat(),
  stream: fc.string(),
  position: fc.maxSafeNat(),
});

describe("Philox in SIMD", () => {
  it("gives Random123's published words", () => {
    const { call, bytes } = running(philoxBlocks);
    // Counter (first, positionLow, positionHigh, stream), key (seedLow, seedHigh); as in tensor/random.test.ts.
    call("main", 0, 0, 1, 0, 0, 0, 0, 0);
    call("main", 16, 0xffffffff, 1, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff);
    call("main", 32, 0x243f6a88, 1, 0xa4093822, 0x299f31d0, 0x03707344, 0x85a308d3, 0x13198a2e);
    expect([...new Uint32Array(bytes.buffer, 0, 12)]).toEqual(
      [
        [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
        [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
        [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
      ].flat(),
    );
  });

  it("gives the library's words, from any block on, and writes nothing behind them", () => {
    const { call, bytes } = running(philoxBlocks);
    fc.assert(
      fc.property(keys, fc.nat(20), fc.integer({ min: 1, max: 40 }), (key, first, count) => {
        bytes.fill(FREE);
        call("main", 0, first, count, ...keyArguments(key));
        const expected = randomWords(4 * (first + count), key).subarray(4 * first);
        expect([...new Uint32Array(bytes.buffer, 0, 4 * count)]).toEqual([...expected]);
        expect(bytes.slice(16 * count, 16 * count + 64).every((byte) => byte === FREE)).toBe(true);
      }),
    );
  });
});

describe("uniform numbers", () => {
  it("are the library's, inside (0, 1)", () => {
    const { call, bytes } = running(uniformNumbers);
    fc.assert(
      fc.property(keys, fc.integer({ min: 0, max: 30 }), (key, fours) => {
        call("main", 0, fours, SCRATCH, ...keyArguments(key));
        const expected = Array.from(randomWords(4 * fours, key), (word) => ((word >>> 9) + 0.5) / 2 ** 23);
        expect([...new Float32Array(bytes.buffer, 0, 4 * fours)]).toEqual(expected);
        expect([...randomOpenUniform(4 * fours, key)]).toEqual(expected);
      }),
    );
  });
});

describe("normal numbers", () => {
  it("are the library's, rounded to float32, to the bit", () => {
    const { call, bytes } = running(normalNumbers);
    fc.assert(
      fc.property(keys, fc.integer({ min: 0, max: 200 }), (key, fours) => {
        call("main", 0, fours, SCRATCH, ...keyArguments(key));
        const expected = Float32Array.from(randomNormal(4 * fours, key));
        expect([...new Float32Array(bytes.buffer, 0, 4 * fours)]).toEqual([...expected]);
      }),
    );
  });

  it("are so in a million", () => {
    const { call, bytes } = running(normalNumbers);
    const key = { seed: 3, stream: "noise/dense0" };
    call("main", 0, 250_000, SCRATCH, ...keyArguments(key));
    const expected = new Int32Array(Float32Array.from(randomNormal(1_000_000, key)).buffer);
    const received = new Int32Array(bytes.buffer, 0, 1_000_000);
    expect(received.findIndex((bits, i) => bits !== expected[i])).toBe(-1);
  });
});

describe("permutations", () => {
  it("are the library's", () => {
    const { call, bytes } = running(permutation);
    fc.assert(
      fc.property(keys, fc.nat(300), (key, count) => {
        call("main", 0, count, 4096, ...keyArguments(key));
        expect([...new Int32Array(bytes.buffer, 0, count)]).toEqual([...randomPermutation(count, key)]);
      }),
    );
  });

  it("are so where words are drawn anew, which happens some five times in 300,000", () => {
    const { call, bytes } = running(permutation);
    const [count, key] = [300_000, { seed: 5, stream: "shuffle" }];
    const words = randomWords(count, key);
    const refused = words.filter((word, i) => i > 0 && word >= 2 ** 32 - (2 ** 32 % (i + 1)));
    expect(refused.length).toBeGreaterThan(1);
    call("main", 0, count, 4 * count, ...keyArguments(key));
    const expected = randomPermutation(count, key);
    const received = new Int32Array(bytes.buffer, 0, count);
    expect(received.findIndex((row, i) => row !== expected[i])).toBe(-1);
  });
});

describe("levels", () => {
  it("are the library's", () => {
    const { call, bytes } = running(levels);
    fc.assert(
      fc.property(keys, fc.integer({ min: 1, max: 5 }), (key, blocks) => {
        bytes.fill(FREE);
        call("main", 0, blocks, SCRATCH, ...keyArguments(key));
        const expected = randomLevels(128 * blocks, key);
        expect([...new Float32Array(bytes.buffer, 0, expected.length)]).toEqual([...expected]);
        expect(bytes[4 * expected.length]).toBe(FREE);
      }),
      { numRuns: 40 },
    );
  });

  it("reach a threshold where the library says so", () => {
    const { call, bytes } = running(levelBits);
    const thresholds = fc.oneof(fc.constantFrom(0, 1, 32_768, 65_535, 65_536), fc.nat(65_536));
    fc.assert(
      fc.property(keys, fc.integer({ min: 1, max: 5 }), thresholds, (key, blocks, threshold) => {
        bytes.fill(FREE);
        call("main", 0, blocks, threshold, SCRATCH, ...keyArguments(key));
        const expected = randomBits(128 * blocks, threshold, key);
        const received = expected.map((_, i) => ((bytes[i >> 3] as number) >> (i % 8)) & 1);
        expect([...received]).toEqual([...expected]);
        expect(bytes[16 * blocks]).toBe(FREE);
      }),
    );
  });
});

it("the hash of a name goes on with a number as with its digits", () => {
  const { call } = running(hashNumber);
  fc.assert(
    fc.property(fc.string(), fc.oneof(fc.nat(120), fc.nat(999_999_999)), (name, number) => {
      const hash = (stream: string) => keyWords({ seed: 0, stream }).stream;
      expect((call("main", hash(name), number) as number) >>> 0).toBe(hash(`${name}${number}`));
    }),
  );
});
