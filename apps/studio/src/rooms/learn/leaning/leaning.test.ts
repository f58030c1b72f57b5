import { nodeRuntime } from "@occam/core/node";
import { describe, expect, it } from "vitest";
import { GRID } from "../training/curve.ts";
import { type Network, outputOf } from "../training/network.ts";
import { trainNetwork } from "../training/train-network.ts";
import { missWithout, outputWithout, UNITS, withoutUnits } from "./removal.ts";

describe("a network without one of its units", () => {
  it("a mask without units leaves out these and no others", () => {
    const mask = withoutUnits([
      { layer: 0, unit: 3 },
      { layer: 1, unit: 0 },
    ]);
    expect(mask.map((layer) => layer.flatMap((works, unit) => (works ? [] : [unit])))).toEqual([[3], [0]]);
    expect(UNITS).toHaveLength(24);
  });

  it("a unit whose outgoing weight is 0 is not missed, another by what it gave", () => {
    const network: Network = [
      { kernel: [1, 2], bias: [0, 0.5] },
      { kernel: [1, 0, 0, 1], bias: [0, 0] },
      { kernel: [0.8, 0], bias: [0.1] },
    ];
    const whole = outputOf(network, 0.4);
    expect(outputWithout(network, [{ layer: 1, unit: 1 }], 0.4)).toBe(whole);
    const gone = outputWithout(network, [{ layer: 0, unit: 0 }], 0.4);
    expect(whole - gone).toBeCloseTo(0.8 * Math.tanh(Math.tanh(0.4)), 12);
  });

  it("what the second layer's units say is taken back by others ten times as much without dropout as with it", async () => {
    const runtime = nodeRuntime();
    const [plain, thinned] = await Promise.all([
      trainNetwork(runtime, { rate: 0 }),
      trainNetwork(runtime, { rate: 0.25 }),
    ]);
    await runtime.close();
    // What each unit alone adds to the output, against what all add together.
    const takenBack = (network: Network, x: number) => {
      const shares = UNITS.slice(12).map((unit) => outputOf(network, x) - outputWithout(network, [unit], x));
      return (
        shares.reduce((sum, share) => sum + Math.abs(share), 0) -
        Math.abs(shares.reduce((sum, share) => sum + share, 0))
      );
    };
    const mean = (network: Network) =>
      Array.from(GRID).reduce((sum, x) => sum + takenBack(network, x), 0) / GRID.length;
    expect(mean(plain)).toBeGreaterThan(10 * mean(thinned));
  });

  it("trained without dropout, a single unit's leaving costs many times the loss; trained with it, less than half of it more", async () => {
    const runtime = nodeRuntime();
    const [plain, thinned] = await Promise.all([
      trainNetwork(runtime, { rate: 0 }),
      trainNetwork(runtime, { rate: 0.25 }),
    ]);
    await runtime.close();
    const worst = (network: Network) =>
      Math.max(...UNITS.map((unit) => missWithout(network, [unit]))) / missWithout(network, []);
    expect(worst(plain)).toBeGreaterThan(10);
    expect(worst(thinned)).toBeLessThan(1.5);
  });
});
