import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  activation,
  averagePooling2d,
  batchNorm,
  conv1d,
  conv2d,
  dense,
  depthwiseConv2d,
  flatten,
  globalAveragePooling2d,
  layerNorm,
  maxPooling2d,
  prelu,
  sequential,
} from "../index.ts";
import { randomUniform } from "../tensor/random.ts";
import { sizeOf } from "../tensor/tensor.ts";
import { largestDifference, weighted } from "../testing/networks.ts";
import { type Network, prune } from "./index.ts";

const numbers = ({ parameters }: Network, name: string) => Array.from(parameters.get(name)?.data ?? []);
const unitsOf = ({ units }: ReturnType<typeof prune>) => units.map(({ after }) => after);

/** One-channel images through two channels, the second of which is `bias` everywhere, then one filter of ones. */
const twoChannels = (padding: "same" | "valid", bias: number) =>
  weighted(
    sequential({
      inputShape: [1, 4, 4],
      layers: [
        conv2d({ filters: 2, kernelSize: 1, activation: "relu" }),
        conv2d({ filters: 1, kernelSize: 3, padding }),
        flatten(),
        dense({ units: 1 }),
      ],
    }),
    {
      "conv2d0/kernel": [1, 0],
      "conv2d0/bias": [0, bias],
      "conv2d1/kernel": new Array(18).fill(1),
      "conv2d1/bias": [0.5],
    },
  );

describe("a channel without incoming weights", () => {
  it("goes into the next bias with the sum of its taps where there is no padding", () => {
    const network = twoChannels("valid", 2);
    const pruned = prune(network);
    expect(unitsOf(pruned)).toEqual([1, 1, 1]);
    expect(numbers(pruned, "conv2d1/bias")).toEqual([0.5 + 9 * 2]);
    expect(numbers(pruned, "conv2d1/kernel")).toEqual(new Array(9).fill(1));
    expect(largestDifference(network, pruned)).toBeLessThan(1e-12);
  });

  it("stays next to padding, where fewer taps meet it at the border", () => {
    const network = twoChannels("same", 2);
    const pruned = prune(network);
    expect(pruned.removed).toEqual([]);
    expect(pruned.model).toBe(network.model);
  });

  it("leaves next to padding too where it is 0", () => {
    const network = twoChannels("same", -2);
    const pruned = prune(network);
    expect(pruned.removed).toEqual([{ layer: "conv2d0", unit: 1, reason: "constant" }]);
    expect(largestDifference(network, pruned)).toBeLessThan(1e-12);
  });

  it("goes through pooling and flatten into the bias of a dense layer, place by place", () => {
    const network = weighted(
      sequential({
        inputShape: [1, 4, 4],
        layers: [
          conv2d({ filters: 2, kernelSize: 3, padding: "same", activation: "relu" }),
          maxPooling2d(),
          flatten(),
          dense({ units: 1 }),
        ],
      }),
      {
        "conv2d0/kernel": [...new Array(9).fill(1), ...new Array(9).fill(0)],
        "conv2d0/bias": [0, 3],
        "dense0/kernel": [1, 1, 1, 1, 1, 2, 3, 4],
        "dense0/bias": [0],
      },
    );
    const pruned = prune(network);
    expect(numbers(pruned, "dense0/bias")).toEqual([3 * (1 + 2 + 3 + 4)]);
    expect(numbers(pruned, "dense0/kernel")).toEqual([1, 1, 1, 1]);
  });
});

it("a channel leaves behind flatten only when all its places are unused", () => {
  const model = sequential({
    inputShape: [1, 2, 2],
    layers: [conv2d({ filters: 2, kernelSize: 1 }), flatten(), dense({ units: 1 })],
  });
  expect(prune(weighted(model, { "dense0/kernel": [1, 2, 3, 4, 0, 0, 0, 5] })).removed).toEqual([]);
  expect(prune(weighted(model, { "dense0/kernel": [1, 2, 3, 4, 0, 0, 0, 0] })).removed).toEqual([
    { layer: "conv2d0", unit: 1, reason: "unused" },
  ]);
});

it("equal channels become one, with prelu and normalization of their own only where those are equal too", () => {
  const model = sequential({
    inputShape: [1, 3, 3],
    layers: [conv2d({ filters: 3, kernelSize: 2 }), prelu(), globalAveragePooling2d(), dense({ units: 1 })],
  });
  const same = { "conv2d0/kernel": new Array(12).fill(0.5), "conv2d0/bias": [1, 1, 1] };
  const network = weighted(model, { ...same, "prelu0/alpha": [0.1, 0.2, 0.1], "dense0/kernel": [1, 2, 4] });
  const pruned = prune(network);
  expect(pruned.removed).toEqual([{ layer: "conv2d0", unit: 2, reason: "duplicate", into: 0 }]);
  expect(numbers(pruned, "dense0/kernel")).toEqual([5, 2]);
});

it("a filter of a depthwise convolution leaves with its channel", () => {
  const model = sequential({
    inputShape: [1, 4, 4],
    layers: [
      conv2d({ filters: 3, kernelSize: 1 }),
      depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2, activation: "relu" }),
      globalAveragePooling2d(),
      dense({ units: 1 }),
    ],
  });
  const network = weighted(model, { "dense0/kernel": [1, 2, 0, 0, 0, 3] });
  const pruned = prune(network);
  expect(pruned.removed).toEqual([{ layer: "conv2d0", unit: 1, reason: "unused" }]);
  expect(pruned.parameters.get("depthwiseConv2d0/kernel")?.shape).toEqual([4, 1, 2, 2]);
  expect(largestDifference(network, pruned)).toBeLessThan(1e-12);
});

it("nothing leaves through a layer that normalizes over units, nor through groups of channels", () => {
  const normed = sequential({
    inputShape: [2],
    layers: [dense({ units: 3 }), layerNorm(), dense({ units: 1 })],
  });
  expect(prune(weighted(normed, { "dense1/kernel": [1, 0, 2] })).removed).toEqual([]);
  const grouped = sequential({
    inputShape: [1, 6],
    layers: [conv1d({ filters: 4, kernelSize: 1 }), conv1d({ filters: 2, kernelSize: 1, groups: 2 })],
  });
  expect(prune(weighted(grouped, { "conv1d0/kernel": [1, 0, 0, 2] })).removed).toEqual([]);
});

it("batch normalization behind a convolution goes into it, and before one only without padding", () => {
  const make = (before: "linear" | "relu", padding: "same" | "valid") =>
    weighted(
      sequential({
        inputShape: [1, 4, 4],
        layers: [
          conv2d({ filters: 2, kernelSize: 2, activation: before }),
          batchNorm(),
          conv2d({ filters: 2, kernelSize: 2, padding }),
        ],
      }),
      {
        "batchNorm0/beta": [0.5, -1],
        "batchNorm0/movingMean": [0.1, 0.2],
        "batchNorm0/movingVariance": [2, 0.5],
      },
    );
  for (const [before, padding, folded] of [
    ["linear", "same", 1],
    ["relu", "valid", 1],
    ["relu", "same", 0],
  ] as const) {
    const network = make(before, padding);
    const pruned = prune(network, { foldBatchNorm: true });
    expect(pruned.foldedLayers.length).toBe(folded);
    expect(largestDifference(network, pruned)).toBeLessThan(1e-5);
  }
});

describe("random convolutional networks with random zeros and copies", () => {
  const cases = fc.record({
    seed: fc.integer({ min: 1, max: 1e6 }),
    padding: fc.constantFrom("same" as const, "valid" as const),
    activationName: fc.constantFrom("relu" as const, "sigmoid" as const),
    isNormed: fc.boolean(),
    pooling: fc.constantFrom("max", "average", "global"),
    foldBatchNorm: fc.boolean(),
  });

  it("compute the same (1e-5), and pruning again finds nothing", () => {
    let removed = 0;
    fc.assert(
      fc.property(cases, ({ seed, padding, activationName, isNormed, pooling, foldBatchNorm }) => {
        const model = sequential({
          inputShape: [2, 6, 6],
          layers: [
            conv2d({ filters: 4, kernelSize: 3, padding }),
            ...(isNormed ? [batchNorm()] : []),
            activation(activationName),
            conv2d({ filters: 4, kernelSize: [2, 1], padding, activation: activationName }),
            ...(pooling === "global"
              ? [globalAveragePooling2d()]
              : [pooling === "max" ? maxPooling2d() : averagePooling2d({ padding: "same" }), flatten()]),
            dense({ units: 3, activation: activationName }),
            dense({ units: 2 }),
          ],
        });
        const network = spoilt(weighted(model, {}, seed), seed);
        const pruned = prune(network, { foldBatchNorm });
        removed += pruned.removed.length;
        expect(largestDifference(network, pruned, 3)).toBeLessThan(1e-5);
        const again = prune(pruned, { foldBatchNorm });
        expect(again.removed).toEqual([]);
      }),
      { numRuns: 40, seed: 5 },
    );
    expect(removed).toBeGreaterThan(40);
  });
});

/** Slices of kernels along both axes become zero, or copies of the first; biases are equal. */
function spoilt({ model, parameters }: Network, seed: number): Network {
  const changed = [...parameters].map(([name, { shape, data }], i) => {
    const own = Float32Array.from(data);
    if (name.endsWith("bias")) own.fill((i % 3) - 1);
    if (name.endsWith("kernel")) {
      const isDense = shape.length === 2;
      const [outAxis, inAxis] = isDense ? [1, 0] : [0, 1];
      const dice = randomUniform(64, { seed, stream: name });
      const inner = sizeOf(shape.slice(2));
      for (let at = 0; at < own.length; at++) {
        const index = [Math.floor(at / (inner * (shape[1] as number))), Math.floor(at / inner) % (shape[1] as number)];
        const fate = dice[index[outAxis as number] as number] as number;
        const first = isDense ? at - (index[1] as number) : at % ((shape[1] as number) * inner);
        if (fate < 0.25 || (dice[32 + ((index[inAxis as number] as number) % 32)] as number) < 0.2) own[at] = 0;
        else if (fate < 0.5) own[at] = own[first] as number;
      }
    }
    return [name, { shape, data: own }] as const;
  });
  return { model, parameters: new Map(changed) };
}
