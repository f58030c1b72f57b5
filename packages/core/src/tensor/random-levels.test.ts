import { describe, expect, test } from "vitest";
import { LEVEL_COUNT, randomBits, randomLevels } from "./random-levels.ts";

const key = { seed: 5, stream: "noise/dropout0", position: 3 };

describe("random levels", () => {
  const levels = randomLevels(40_001, key);

  test("are whole numbers below 2^16, uniform to four standard errors", () => {
    expect(levels.every((level) => Number.isInteger(level) && level >= 0 && level < LEVEL_COUNT)).toBe(true);
    const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
    expect(Math.abs(mean / LEVEL_COUNT - 0.5)).toBeLessThan(4 / Math.sqrt(12 * levels.length));
    for (let eighth = 0; eighth < 8; eighth++) {
      const share = levels.filter((level) => Math.floor(level / 8192) === eighth).length / levels.length;
      expect(Math.abs(share - 1 / 8)).toBeLessThan(4 * Math.sqrt((1 / 8) * (7 / 8) * (1 / levels.length)));
    }
  });

  test.each([1, 2, 3, 13_108, 32_767, 32_768, 32_769, 58_983, 65_535])(
    "are compared with %d bit by bit",
    (threshold) => {
      const bits = randomBits(levels.length, threshold, key);
      expect(bits).toEqual(Uint8Array.from(levels, (level) => Number(level >= threshold)));
    },
  );

  test("all reach 0 and none reaches their count", () => {
    expect(randomBits(100, 0, key)).toEqual(new Uint8Array(100).fill(1));
    expect(randomBits(100, LEVEL_COUNT, key)).toEqual(new Uint8Array(100));
  });

  test("a threshold that is no whole number is refused", () => {
    expect(() => randomBits(1, 0.5, key)).toThrow(/randomBits\.threshold/);
  });

  test("places beyond the first ones are not changed by how many there are", () => {
    expect(randomLevels(77, key)).toEqual(levels.slice(0, 77));
  });
});
