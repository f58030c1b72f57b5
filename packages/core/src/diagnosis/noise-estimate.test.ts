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

  it("is unknown for two rows", async () => {
    expect(await noiseVariance([1, 2], [1, 2], 2)).toBeNaN();
  });

  it("is not waited for once a task of the same thread has said stop", async () => {
    const { x, y } = noisy(4000, 0.1);
    const controller = new AbortController();
    setImmediate(() => controller.abort());
    await expect(noiseVariance(x, y, 4000, controller.signal)).rejects.toMatchObject({ code: "OCCAM_ABORTED" });
  });
});
