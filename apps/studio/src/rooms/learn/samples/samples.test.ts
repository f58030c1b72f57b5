import { nodeRuntime } from "@occam/core/node";
import { afterAll, describe, expect, it } from "vitest";
import { GRID, NOISE, sampleOf, truth } from "../training/curve.ts";
import { wrongnessOf } from "./bias-variance.ts";
import { trainSamples } from "./train-samples.ts";

describe("twenty samples", () => {
  const runtime = nodeRuntime();
  afterAll(() => runtime.close());

  it("bias² and variance are together what the curves are wrong by", () => {
    const curves = [
      [1, 2, 3],
      [3, 2, 1],
      [2, 5, 2],
    ];
    const { bias, variance, mean } = wrongnessOf(curves, [1, 1, 1]);
    const wrong = curves.flat().reduce((sum, value) => sum + (value - 1) ** 2, 0) / 9;
    expect(bias + variance).toBeCloseTo(wrong, 12);
    expect([...mean]).toEqual([2, 3, 2]);
    expect(wrongnessOf([[1, 1, 1]], [1, 1, 1])).toMatchObject({ bias: 0, variance: 0 });
  });

  it("a sample is the truth and noise of its deviation, another for each number", () => {
    const { x, y } = sampleOf(3, 20_000);
    const noise = Float64Array.from(y, (value, i) => value - truth(x[i] as number));
    const deviation = Math.sqrt(noise.reduce((sum, value) => sum + value * value, 0) / noise.length);
    expect(deviation).toBeCloseTo(NOISE, 2);
    expect(Math.min(...x)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...x)).toBeLessThanOrEqual(1);
    expect(sampleOf(4, 3)).not.toEqual(sampleOf(3, 3));
  });

  it("without a penalty the networks scatter; a little lowers both, too much makes all alike and wrong", async () => {
    const exact = Float64Array.from(GRID, truth);
    const [none, some, much] = await Promise.all(
      [0, 0.01, 1].map(async (alpha) => wrongnessOf(await trainSamples(runtime, { alpha }), exact)),
    );
    if (none === undefined || some === undefined || much === undefined) throw new Error("three were trained");
    expect(none.variance).toBeGreaterThan(4 * none.bias);
    expect(some.bias + some.variance).toBeLessThan((none.bias + none.variance) / 2);
    expect(much.bias).toBeGreaterThan(10 * much.variance);
  });
});
