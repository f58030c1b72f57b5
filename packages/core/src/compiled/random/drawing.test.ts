import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DISTRIBUTIONS, type DistributionName } from "../../tensor/distributions.ts";
import { wasmModule } from "../wasm/index.ts";
import { instantiate } from "../wasm/instantiate.fixture.ts";
import { DRAWING } from "./drawing.ts";
import { keyArguments } from "./random-key.ts";

const FREE = 0x5a;
const SCRATCH = 65_536;

/** What a distribution takes besides a key; nothing, unless it is here. */
const PARAMETERS: Readonly<Partial<Record<DistributionName, fc.Arbitrary<readonly number[]>>>> = {
  bits: fc.tuple(fc.oneof(fc.constantFrom(0, 1, 32_768, 65_535, 65_536), fc.nat(65_536))),
};

const keys = fc.record({ seed: fc.maxSafeNat(), stream: fc.string(), position: fc.maxSafeNat() });

const cases = (Object.keys(DRAWING) as readonly DistributionName[]).map((name) => ({
  name,
  draw: DISTRIBUTIONS[name].draw,
  ...DRAWING[name],
}));

describe.each(cases)("$name", ({ name, draw, run, size, scratchBytes }) => {
  it("are in memory what they are in JavaScript, to the bit, and nothing is written beyond blocks and scratch memory", () => {
    const { call, bytes } = instantiate(
      wasmModule({ exports: { run }, memory: { minPages: 2, exportedAs: "memory" } }),
    );
    const parameters = PARAMETERS[name] ?? fc.constant([]);
    fc.assert(
      fc.property(keys, fc.integer({ min: 1, max: 9 }), parameters, (key, blocks, own) => {
        bytes.fill(FREE);
        call("run", 0, blocks, SCRATCH, ...own, ...keyArguments(key));
        const expected = new Int32Array(Float32Array.from(draw(blocks * size, key, own)).buffer);
        expect([...new Int32Array(bytes.buffer, 0, expected.length)]).toEqual([...expected]);
        expect(bytes.subarray(4 * expected.length, SCRATCH).every((byte) => byte === FREE)).toBe(true);
        expect(bytes.subarray(SCRATCH + blocks * scratchBytes).every((byte) => byte === FREE)).toBe(true);
      }),
    );
  });

  it("are the same whatever their number, so that a part of a block is drawn as the whole", () => {
    const key = { seed: 3, stream: "noise/test", position: 2 };
    const all = Array.from(draw(300, key, [40_000]));
    for (const count of [1, 2, 3, 5, 127, 129])
      expect(Array.from(draw(count, key, [40_000]))).toEqual(all.slice(0, count));
  });
});
