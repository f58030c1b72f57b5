import { describe, expect, it } from "vitest";
import { randomNormal, randomUniform } from "../tensor/random.ts";
import { noiseVariance } from "./noise-estimate.ts";

/** x uniform in the unit square, y = sin(3 x1) + x2^2 + noise. */
function noisy(rowCount: number, deviation: number) {
  const x = randomUniform(2 * rowCount, { seed: 1, stream: "x" });
  const z = randomNormal(rowCount, { seed: 1, stream: "noise" });
  const y = Float64Array.from(z, (noise, row) => {
    const [x1, x2] = [x[2 * row] as number, x[2 * row + 1] as number];
    return Math.sin(3 * x1) + x2 * x2 + deviation * noise;
  });
  return { x, y };
}

describe("the noise of a smooth function of two columns", () => {
  it.each([0, 0.1, 0.5])("of deviation %d is found within 10%", async (deviation) => {
    const { x, y } = noisy(4000, deviation);
    const found = await noiseVariance(x, y, 4000);
    expect(Math.abs(found - deviation ** 2)).toBeLessThan(0.1 * deviation ** 2 + 1e-4);
  });

  it("is found within 15% of rows that stand five times each, where they are groups, and else is nothing", async () => {
    const { x, y } = noisy(800, 0.5);
    const rows = Array.from({ length: 4000 }, (_, row) => row % 800);
    const [fiveX, fiveY] = [rows.flatMap((row) => [x[2 * row], x[2 * row + 1]] as number[]), rows.map((row) => y[row])];
    const found = await noiseVariance(fiveX, fiveY as number[], 4000, { groups: rows });
    expect(Math.abs(found - 0.25)).toBeLessThan(0.15 * 0.25);
    expect(await noiseVariance(fiveX, fiveY as number[], 4000)).toBeLessThan(0.05);
  });

  it("is unknown where all rows but one are a group", async () => {
    expect(await noiseVariance([1, 2, 3, 4], [1, 2, 1, 2], 4, { groups: [0, 0, 0, 1] })).toBeNaN();
  });

  it("is unknown for two rows", async () => {
    expect(await noiseVariance([1, 2], [1, 2], 2)).toBeNaN();
  });

  it("is not waited for once a task of the same thread has said stop", async () => {
    const { x, y } = noisy(4000, 0.1);
    const controller = new AbortController();
    setImmediate(() => controller.abort());
    await expect(noiseVariance(x, y, 4000, { signal: controller.signal })).rejects.toMatchObject({
      code: "OCCAM_ABORTED",
    });
  });
});
