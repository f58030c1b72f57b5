import { adam, dense, fit, sequential } from "@occam/core";
import { nodeRuntime } from "@occam/core/node";
import { afterAll, describe, expect, it } from "vitest";
import { GRID, sampleOf } from "../training/curve.ts";
import { distance, LAYER_UNITS, maskOf, meanOf, type Network, networkOf, outputOf } from "../training/network.ts";
import { trainNetwork } from "../training/train-network.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const curveOf = (network: Network, thinning?: Parameters<typeof outputOf>[2]) =>
  Array.from(GRID, (x) => outputOf(network, x, thinning));
const averageOf = (network: Network, rolls: readonly number[], rate: number) =>
  meanOf(rolls.map((roll) => curveOf(network, { mask: maskOf(roll, rate), rate })));

describe("a thinned network", () => {
  it("with all units it gives what the library's prediction gives", async () => {
    const { x, y } = sampleOf(0, 20);
    const model = sequential({
      inputShape: [1],
      layers: [...LAYER_UNITS.map((units) => dense({ units, activation: "tanh" })), dense({ units: 1 })],
    });
    const run = await fit(
      model,
      { x: { shape: [20, 1], data: x }, y: { shape: [20, 1], data: y } },
      { runtime, loss: "meanSquaredError", optimizer: adam({ learningRate: 0.05 }), epochs: 30, batchSize: 10 },
    );
    const { data } = await run.predict({ shape: [GRID.length, 1], data: GRID });
    const network = networkOf(run.parameters);
    expect(network).toHaveLength(3);
    expect(distance(curveOf(network), data)).toBeLessThan(1e-5);
  });

  it("of one hidden layer, all masks together average to the whole network", () => {
    const network: Network = [
      { kernel: [1, -2, 0.5], bias: [0.1, 0.2, -0.3] },
      { kernel: [0.7, -0.4, 1.1], bias: [0.25] },
    ];
    const masks = Array.from({ length: 8 }, (_, bits) => [[0, 1, 2].map((unit) => ((bits >> unit) & 1) === 1)]);
    const mean = masks.reduce((sum, mask) => sum + outputOf(network, 0.6, { mask, rate: 0.5 }), 0) / 8;
    expect(mean).toBeCloseTo(outputOf(network, 0.6), 12);
  });

  it("a mask leaves out the share `rate` of the units, and is the same for the same roll", () => {
    const left = Array.from({ length: 4000 }, (_, roll) => maskOf(roll, 0.25).flat()).flat();
    expect(left.filter((works) => !works).length / left.length).toBeCloseTo(0.25, 2);
    expect(maskOf(5, 0.25)).toEqual(maskOf(5, 0.25));
    expect(maskOf(5, 0.25)).not.toEqual(maskOf(6, 0.25));
  });

  it("averages of more thinned networks come nearer to the whole one, and training with dropout bears thinning better", async () => {
    const rate = 0.25;
    const [without, trained] = await Promise.all([trainNetwork(runtime, { rate: 0 }), trainNetwork(runtime, { rate })]);
    const far = (network: Network, count: number) => {
      const whole = curveOf(network);
      const starts = [0, 50, 100, 150];
      const apart = starts.map((start) =>
        distance(
          averageOf(
            network,
            Array.from({ length: count }, (_, i) => start + i),
            rate,
          ),
          whole,
        ),
      );
      return apart.reduce((sum, value) => sum + value, 0) / apart.length;
    };
    expect(far(trained, 5)).toBeLessThan(far(trained, 1));
    expect(far(trained, 50)).toBeLessThan(far(trained, 5));
    expect(far(trained, 1)).toBeLessThan(far(without, 1));
  });
});
