import { nodeRuntime } from "@occam/core/node";
import { afterAll, describe, expect, it } from "vitest";
import { missWithout, outputWithout, UNITS } from "../leaning/removal.ts";
import { GRID } from "../training/curve.ts";
import { LAYER_UNITS, type Network, outputOf } from "../training/network.ts";
import { trainNetwork } from "../training/train-network.ts";
import { activationsOf, agreement, livingUnits, MEASURES, orderBy, weightOf } from "./living-units.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

/** A network 1-12-12-1 with these weights and no others: [layer, from, to, weight]. */
function networkWith(weights: readonly (readonly [number, number, number, number])[]): Network {
  const counts = [1, ...LAYER_UNITS, 1];
  const network = counts.slice(1).map((count, layer) => ({
    kernel: new Float64Array((counts[layer] as number) * count),
    bias: new Float64Array(count),
  }));
  for (const [layer, from, to, w] of weights) {
    const { kernel, bias } = network[layer] as (typeof network)[number];
    kernel[from * bias.length + to] = w;
  }
  return network;
}

describe("living units", () => {
  it("a unit lives on a path from the input to the output, and not where it hears or tells nothing", () => {
    const network = networkWith([
      [0, 0, 2, 1],
      [1, 2, 5, -1],
      [2, 5, 0, 0.5],
      // Hears the input, tells nobody who is heard.
      [0, 0, 3, 1],
      [1, 3, 6, 1],
      // Is heard, hears nothing that varies.
      [1, 4, 7, 1],
      [2, 7, 0, 1],
    ]);
    const living = livingUnits(network).map((layer) => layer.flatMap((lives, unit) => (lives ? [unit] : [])));
    expect(living).toEqual([[2], [5]]);
    expect(weightOf(network, 1, 2, 5)).toBe(-1);
  });

  it("what units say is what the network is made of", () => {
    const network = networkWith([
      [0, 0, 0, 0.7],
      [1, 0, 1, 2],
      [2, 1, 0, 3],
    ]);
    expect(activationsOf(network, 0.5)[1]?.[1]).toBeCloseTo(Math.tanh(2 * Math.tanh(0.35)), 12);
    expect(outputOf(network, 0.5)).toBeCloseTo(3 * Math.tanh(2 * Math.tanh(0.35)), 12);
  });

  it("a unit that always says the same is nothing by activation, however loudly it says it", () => {
    const network = networkWith([
      [0, 0, 0, 0.1],
      [1, 0, 0, 1],
      [2, 0, 0, 1],
    ]);
    const loud = network.map(({ kernel, bias }, layer) => ({
      kernel,
      bias: Array.from(bias, (b, i) => (layer === 0 && i === 1 ? 5 : b)),
    }));
    const activation = MEASURES.find(({ name }) => name === "activation");
    expect(activation?.of(loud, { layer: 0, unit: 1 })).toBeCloseTo(0, 12);
    expect(activation?.of(loud, { layer: 0, unit: 0 })).toBeGreaterThan(0.05);
  });

  it("orders agree with themselves, not with their reverse, and half by a mixture", () => {
    expect(agreement([0, 1, 2, 3], [0, 1, 2, 3])).toBe(1);
    expect(agreement([0, 1, 2, 3], [3, 2, 1, 0])).toBe(0);
    expect(agreement([0, 1, 2, 3], [1, 0, 3, 2])).toBeCloseTo(4 / 6, 12);
  });

  it("L1 leaves fewer units alive the stronger it is; those that do not live change nothing but a constant when they go", async () => {
    const networks = await Promise.all([0, 1e-3, 1e-2].map((alpha) => trainNetwork(runtime, { l1: alpha })));
    const counts = networks.map((network) => livingUnits(network).flat().filter(Boolean).length);
    expect(counts[0]).toBe(24);
    expect(counts[1]).toBeLessThan(14);
    expect(counts[2]).toBeLessThan(counts[1] as number);
    const network = networks[2] as Network;
    const living = livingUnits(network);
    const dead = UNITS.filter(({ layer, unit }) => !living[layer]?.[unit]);
    // Only the second layer's constants reach the output as constants; the first layer's are bent on their way.
    const late = dead.filter(({ layer }) => layer === 1);
    const shift = Array.from(GRID, (x) => outputWithout(network, late, x) - outputOf(network, x));
    expect(Math.max(...shift) - Math.min(...shift)).toBeLessThan(1e-6);
  });

  it("the three measures put the units of one network in different orders", async () => {
    const network = await trainNetwork(runtime, { l1: 1e-4 });
    const orders = MEASURES.map((measure) => orderBy(network, measure));
    for (const order of orders) expect([...order].sort((a, b) => a - b)).toEqual(UNITS.map((_, i) => i));
    const [weight, activation, ablation] = orders as [readonly number[], readonly number[], readonly number[]];
    expect(agreement(weight, ablation)).toBeLessThan(0.9);
    expect(agreement(activation, ablation)).toBeLessThan(0.9);
    const least = UNITS[ablation[0] as number];
    expect(least && missWithout(network, [least])).toBeLessThanOrEqual(
      Math.min(...UNITS.map((unit) => missWithout(network, [unit]))),
    );
  });
});
