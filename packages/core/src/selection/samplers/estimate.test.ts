import { describe, expect, it } from "vitest";
import { normalCdf } from "../../statistics/normal-cdf.ts";
import { categoricalEstimate, parzenEstimate } from "./estimate.ts";

const key = { seed: 1, stream: "test" };

describe("normalCdf", () => {
  it.each([
    [0, 0.5],
    [1, 0.8413447460685429],
    [-1.959963984540054, 0.025],
    [2.5758293035489004, 0.995],
    [-6, 9.865876450376946e-10],
    [-100, 0],
    [100, 1],
  ])("of %d is %d", (x, probability) => {
    expect(Math.abs(normalCdf(x) - probability)).toBeLessThan(1e-15);
  });
});

describe("parzenEstimate", () => {
  it("of one observation is a kernel as wide as its farther neighbour is far, and the prior", () => {
    // Neighbours of 0.2 are 0 and 0.5; the least deviation of one observation is 1/2.
    const inside = (from: number, to: number, mean: number, deviation: number) =>
      normalCdf((to - mean) / deviation) - normalCdf((from - mean) / deviation);
    const share = (from: number, to: number, mean: number, deviation: number) =>
      inside(from, to, mean, deviation) / inside(0, 1, mean, deviation);
    expect(parzenEstimate([0.2], 2).mass([0.1, 0.3])).toBeCloseTo(
      (share(0.1, 0.3, 0.2, 0.5) + 2 * share(0.1, 0.3, 0.5, 1)) / 3,
      14,
    );
  });

  it("has probability 1 in all, and its density is the derivative of its probability", () => {
    const estimate = parzenEstimate([0, 0.1, 0.1, 0.1, 0.35, 0.9, 1], 1);
    expect(estimate.mass([0, 1])).toBeCloseTo(1, 12);
    expect(estimate.mass([0.2, 0.2])).toBeCloseTo(estimate.mass([0.2 - 1e-5, 0.2 + 1e-5]) / 2e-5, 5);
  });

  it("draws what it says: shares of ten cells (chi-square at 9 degrees of freedom below 27.9, p = 0.001)", () => {
    const estimate = parzenEstimate([0.05, 0.1, 0.8, 0.82], 1);
    const draws = estimate.draw(5000, key);
    const chiSquare = Array.from({ length: 10 }, (_, cell) => {
      const expected = 5000 * estimate.mass([cell / 10, (cell + 1) / 10]);
      return (draws.filter((u) => Math.floor(u * 10) === cell).length - expected) ** 2 / expected;
    }).reduce((sum, term) => sum + term, 0);
    expect(chiSquare).toBeLessThan(27.9);
  });
});

describe("categoricalEstimate", () => {
  it("adds the prior's share to each count: 3 and 1 of three levels with weight 1.5 are 3.5, 1.5 and 0.5 of 5.5", () => {
    const estimate = categoricalEstimate([0.1, 0.2, 0.3, 0.5], 3, 1.5);
    const masses = [0, 1, 2].map((level) => estimate.mass([level / 3, (level + 1) / 3]));
    [3.5, 1.5, 0.5].forEach((weight, i) => {
      expect(masses[i]).toBeCloseTo(weight / 5.5, 14);
    });
    const draws = estimate.draw(6000, key);
    [3.5, 1.5, 0.5].forEach((weight, level) => {
      const share = weight / 5.5;
      const drawn = draws.filter((u) => Math.floor(u * 3) === level).length / 6000;
      expect(Math.abs(drawn - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / 6000));
    });
  });
});
