import { nodeRuntime } from "@occam/core/node";
import { describe, expect, it } from "vitest";
import { trainNetwork, type Upbringing } from "../training/train-network.ts";
import { BINS, binOf, lineUp, SEEDS, SUSPECTS, sizesOf } from "./suspects.ts";

describe("three seeds", () => {
  it("a weight's size is its bin: exact zeros apart, three bins a decade, the ends open", () => {
    expect([0, 0.001, 0.0022, -0.1, 1, 9.9, 50, 1e-9].map(binOf)).toEqual(["zero", 0, 1, 6, 9, 11, 11, 0]);
  });

  it("every weight is counted once", () => {
    const { zeros, bins, count } = sizesOf([
      [{ kernel: [0, 0.5, -2, 0], bias: [9, 9] }],
      [{ kernel: [1e-5], bias: [1] }],
    ]);
    expect(zeros).toBe(2);
    expect(bins).toHaveLength(BINS);
    expect(zeros + bins.reduce((sum, n) => sum + n, 0)).toBe(count);
    expect(count).toBe(5);
  });

  it("a round shows each suspect once, in an order of its own", () => {
    const orders = [0, 1, 2, 3, 4, 5].map((round) => lineUp(round).join());
    for (const order of orders) expect([...order.split(",")].sort().join()).toBe("0,1,2,3");
    expect(new Set(orders).size).toBeGreaterThan(2);
  });

  it("L2 makes weights smaller, and each seed begins elsewhere", async () => {
    const runtime = nodeRuntime();
    const squares = async (upbringing: Upbringing) =>
      (await trainNetwork(runtime, upbringing))
        .flatMap(({ kernel }) => Array.from(kernel))
        .reduce((sum, w) => sum + w * w, 0);
    const [plain, other, decayed] = await Promise.all([squares({}), squares({ seed: 2 }), squares({ l2: 5e-3 })]);
    await runtime.close();
    expect(decayed).toBeLessThan(plain / 5);
    expect(other).not.toBe(plain);
  });

  it("the evidence is there: only L1 has exact zeros, none has the largest weights", async () => {
    const runtime = nodeRuntime();
    const sizes = await Promise.all(
      SUSPECTS.map(async ({ upbringing }) =>
        sizesOf(await Promise.all(SEEDS.map((seed) => trainNetwork(runtime, { ...upbringing, seed })))),
      ),
    );
    await runtime.close();
    const [none, l1, l2, dropout] = sizes.map(({ zeros }) => zeros);
    expect([none, l2, dropout]).toEqual([0, 0, 0]);
    expect(l1).toBeGreaterThan(300);
    const large = sizes.map(({ bins }) => bins.slice(9).reduce((sum, n) => sum + n, 0));
    expect(Math.max(...large)).toBe(large[0]);
  });
});
