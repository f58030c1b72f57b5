import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  add,
  batchNorm,
  concatenate,
  dense,
  dropout,
  input,
  l0,
  residual,
  sequential,
  model as toModel,
} from "../index.ts";
import { randomNormal, randomUniform } from "../tensor/random.ts";
import type { FloatTensor } from "../tensor/tensor.ts";
import { largestDifference, weighted } from "../testing/networks.ts";
import { type Network, prune } from "./index.ts";

const numbers = ({ parameters }: Network, name: string) => Array.from(parameters.get(name)?.data ?? []);
const shapeOf = ({ parameters }: Network, name: string) => parameters.get(name)?.shape;

describe("a unit without incoming weights", () => {
  const model = sequential({
    inputShape: [2],
    layers: [dense({ units: 2, activation: "relu" }), dropout({ rate: 0.5 }), dense({ units: 1 })],
  });
  const network = weighted(model, {
    "dense0/kernel": [1, 0, 2, 0],
    "dense0/bias": [0, 3],
    "dense1/kernel": [5, 7],
    "dense1/bias": [11],
  });

  it("emits act(bias), which goes into the next bias through dropout", () => {
    const pruned = prune(network);
    expect(numbers(pruned, "dense0/kernel")).toEqual([1, 2]);
    expect(numbers(pruned, "dense0/bias")).toEqual([0]);
    expect(numbers(pruned, "dense1/kernel")).toEqual([5]);
    expect(numbers(pruned, "dense1/bias")).toEqual([11 + 7 * 3]);
    expect(pruned.removed).toEqual([{ layer: "dense0", unit: 1, reason: "constant" }]);
    expect(pruned.units).toEqual([
      { layer: "dense0", before: 2, after: 1 },
      { layer: "dense1", before: 1, after: 1 },
    ]);
    expect(pruned.model.layers.map(({ name }) => name)).toEqual(["dense0", "dropout0", "dense1"]);
  });

  it("leaves without a trace where its activation is 0", () => {
    const silent = new Map([...network.parameters, ["dense0/bias", tensorOf([0, -3])]]);
    const pruned = prune({ model, parameters: silent });
    expect(numbers(pruned, "dense1/bias")).toEqual([11]);
  });

  it("gives a layer without a bias one", () => {
    const bare = sequential({
      inputShape: [2],
      layers: [dense({ units: 2, activation: "sigmoid" }), dense({ units: 1, useBias: false })],
    });
    const pruned = prune(
      weighted(bare, { "dense0/kernel": [1, 0, 2, 0], "dense0/bias": [0, 0], "dense1/kernel": [5, 7] }),
    );
    expect(numbers(pruned, "dense1/bias")).toEqual([3.5]);
    expect(pruned.model.parameters.map(({ name }) => name)).toContain("dense1/bias");
  });

  it("goes through batch normalization to the next bias", () => {
    const normed = sequential({
      inputShape: [1],
      layers: [dense({ units: 2, activation: "relu" }), batchNorm({ epsilon: 1 }), dense({ units: 1 })],
    });
    const pruned = prune(
      weighted(normed, {
        "dense0/kernel": [1, 0],
        "dense0/bias": [0, 5],
        "batchNorm0/gamma": [1, 4],
        "batchNorm0/beta": [0, 0.5],
        "batchNorm0/movingMean": [0, 1],
        "batchNorm0/movingVariance": [1, 3],
        "dense1/kernel": [1, 2],
        "dense1/bias": [0],
      }),
    );
    // 4 (5 - 1) / sqrt(3 + 1) + 0.5 = 8.5, weighed by 2.
    expect(numbers(pruned, "dense1/bias")).toEqual([17]);
    expect(numbers(pruned, "batchNorm0/gamma")).toEqual([1]);
    expect(shapeOf(pruned, "batchNorm0/movingVariance")).toEqual([1]);
  });
});

it("a unit that batch normalization multiplies by 0 is constant, whatever comes in", () => {
  const normed = sequential({
    inputShape: [2],
    layers: [dense({ units: 2 }), batchNorm(), dense({ units: 1 })],
  });
  const network = weighted(normed, {
    "batchNorm0/gamma": [1, 0],
    "batchNorm0/beta": [0, 0.5],
    "dense1/kernel": [1, 2],
    "dense1/bias": [0.25],
  });
  const pruned = prune(network);
  expect(pruned.removed).toEqual([{ layer: "dense0", unit: 1, reason: "constant" }]);
  expect(numbers(pruned, "dense1/bias")).toEqual([1.25]);
});

it("a unit without outgoing weights leaves, and then the units that fed only it", () => {
  const model = sequential({
    inputShape: [3],
    layers: [dense({ units: 2, activation: "tanh" }), dense({ units: 2, activation: "tanh" }), dense({ units: 1 })],
  });
  const network = weighted(model, { "dense1/kernel": [1, 0, 0, 1], "dense2/kernel": [1, 0] });
  const pruned = prune(network);
  expect(pruned.removed).toEqual([
    { layer: "dense1", unit: 1, reason: "unused" },
    { layer: "dense0", unit: 1, reason: "unused" },
  ]);
  expect(largestDifference(network, pruned)).toBeLessThan(1e-12);
});

it("two equal units become one with the sum of their outgoing weights", () => {
  const model = sequential({
    inputShape: [2],
    layers: [dense({ units: 3, activation: "elu" }), dense({ units: 2 })],
  });
  const pruned = prune(
    weighted(model, {
      "dense0/kernel": [1, 4, 1, -2, 3, -2],
      "dense0/bias": [0.5, 0.5, 0.5],
      "dense1/kernel": [1, 2, 3, 4, 5, 6],
      "dense1/bias": [0, 0],
    }),
  );
  expect(pruned.removed).toEqual([{ layer: "dense0", unit: 2, reason: "duplicate", into: 0 }]);
  expect(numbers(pruned, "dense0/kernel")).toEqual([1, 4, -2, 3]);
  expect(numbers(pruned, "dense1/kernel")).toEqual([6, 8, 3, 4]);
});

it("units that differ in their bias alone both stay", () => {
  const model = sequential({ inputShape: [1], layers: [dense({ units: 2, activation: "relu" }), dense({ units: 1 })] });
  const network = weighted(model, { "dense0/kernel": [1, 1], "dense0/bias": [0, -1], "dense1/kernel": [1, 2] });
  expect(prune(network).removed).toEqual([]);
});

it("columns of the input that nothing weighs are named and stay, also behind dropout", () => {
  const model = sequential({
    inputShape: [3],
    layers: [dropout({ rate: 0.1 }), dense({ units: 2, activation: "relu" }), dense({ units: 1 })],
  });
  const pruned = prune(weighted(model, { "dense0/kernel": [1, 2, 0, 0, 3, 4], "dense1/kernel": [1, 2] }));
  expect(pruned.unusedInputs).toEqual([{ input: "x", columns: [1] }]);
  expect(pruned.model.inputShape).toEqual([3]);
  expect(pruned.removed).toEqual([]);
  expect(pruned.zeroWeights).toEqual({ count: 2, total: 8 });
});

describe("units tied by a sum", () => {
  const residualModel = sequential({
    inputShape: [2],
    layers: [
      dense({ units: 3, activation: "relu" }),
      residual({ layers: [dense({ units: 4, activation: "relu" }), dense({ units: 3 })] }),
      dense({ units: 1 }),
    ],
  });

  it("stay while one of the summands varies", () => {
    const network = weighted(residualModel, {
      // The branch gives unit 1 the constant 2.
      "residual0/dense1/kernel": [1, 0, 1, 2, 0, 1, 1, 0, 3, 1, 0, 1],
      "residual0/dense1/bias": [0, 2, 0],
    });
    expect(prune(network).removed).toEqual([]);
  });

  it("leave together where nothing weighs the sum, and in the branch", () => {
    const network = weighted(residualModel, {
      "dense1/kernel": [1, 0, 2],
      "residual0/dense0/kernel": [1, 2, 3, 4, 0, 0, 0, 0, 5, 6, 7, 9],
    });
    const pruned = prune(network);
    expect(pruned.removed).toEqual([
      { layer: "dense0", unit: 1, reason: "unused" },
      { layer: "residual0/dense1", unit: 1, reason: "unused" },
    ]);
    expect(pruned.model.layers.map(({ name }) => name)).toEqual(residualModel.layers.map(({ name }) => name));
    expect(largestDifference(network, pruned)).toBeLessThan(1e-12);
  });

  it("leave together where both are constant", () => {
    const network = weighted(residualModel, {
      "dense0/kernel": [1, 0, 1, 2, 0, 3],
      "dense0/bias": [0, 2, 0],
      "residual0/dense1/kernel": [1, 0, 1, 2, 0, 1, 1, 0, 3, 1, 0, 1],
      "residual0/dense1/bias": [0, 2, 0],
      "dense1/kernel": [1, 10, 2],
      "dense1/bias": [1],
    });
    const pruned = prune(network);
    expect(pruned.units.map(({ after }) => after)).toEqual([2, 4, 2, 1]);
    expect(numbers(pruned, "dense1/bias")).toEqual([41]);
    expect(largestDifference(network, pruned)).toBeLessThan(1e-6);
  });
});

it("units of joined branches leave each from its own", () => {
  const x = input({ shape: [3] });
  const left = dense({ units: 2, activation: "relu" }).apply(x);
  const right = dense({ units: 2, activation: "tanh" }).apply(x);
  const model = toModel({ inputs: x, outputs: dense({ units: 1 }).apply(concatenate().apply([left, right])) });
  const network = weighted(model, { "dense2/kernel": [1, 2, 0, 3] });
  const pruned = prune(network);
  expect(pruned.removed).toEqual([{ layer: "dense1", unit: 0, reason: "unused" }]);
  expect(largestDifference(network, pruned)).toBeLessThan(1e-12);
});

it("closed l0 gates take their units with them, and all gates leave", () => {
  const model = sequential({
    inputShape: [2],
    layers: [
      dense({ units: 3, activation: "relu", kernelRegularizer: l0({ alpha: 0.1, groups: "incoming" }) }),
      dense({ units: 1 }),
    ],
  });
  const network = weighted(model, { "dense0/gate": [1, -20, 20] });
  const pruned = prune(network);
  expect(pruned.settledGates).toEqual(["dense0"]);
  expect(pruned.units[0]).toEqual({ layer: "dense0", before: 3, after: 2 });
  expect([...pruned.parameters.keys()]).not.toContain("dense0/gate");
  expect(largestDifference(network, pruned)).toBeLessThan(1e-6);
});

describe("folding batch normalization", () => {
  const normed = (activation: "linear" | "relu") =>
    weighted(
      sequential({
        inputShape: [3],
        layers: [
          dense({ units: 4, activation }),
          batchNorm(),
          dropout({ rate: 0.2 }),
          dense({ units: 2, useBias: false }),
        ],
      }),
      {
        "batchNorm0/gamma": [1, -2, 3, 0.5],
        "batchNorm0/beta": [0.1, 0.2, 0.3, -0.4],
        "batchNorm0/movingMean": [0.5, -0.5, 1, 0],
        "batchNorm0/movingVariance": [1, 2, 0.5, 4],
      },
    );

  it.each(["linear", "relu"] as const)("goes into the layer before or behind a %s one", (activation) => {
    const network = normed(activation);
    const pruned = prune(network, { foldBatchNorm: true });
    expect(pruned.foldedLayers).toEqual(["batchNorm0"]);
    expect(pruned.model.layers.map(({ kind }) => kind)).toEqual(["dense", "dropout", "dense"]);
    expect(largestDifference(network, pruned)).toBeLessThan(1e-5);
    expect(pruned.parameters.has("dense1/bias")).toBe(activation === "relu");
  });

  it("does not happen unasked", () => {
    const network = normed("relu");
    expect(prune(network).model).toBe(network.model);
  });

  it("does not happen where a sum takes what it gives", () => {
    const x = input({ shape: [3] });
    const a = batchNorm().apply(dense({ units: 3, activation: "relu" }).apply(x));
    const model = toModel({ inputs: x, outputs: dense({ units: 1 }).apply(add().apply([a, x])) });
    expect(prune(weighted(model), { foldBatchNorm: true }).foldedLayers).toEqual([]);
  });
});

it("a layer of which nothing is needed keeps one unit", () => {
  const model = sequential({ inputShape: [2], layers: [dense({ units: 5, activation: "relu" }), dense({ units: 1 })] });
  const pruned = prune(weighted(model, { "dense1/kernel": [0, 0, 0, 0, 0], "dense1/bias": [4] }));
  expect(pruned.units[0]?.after).toBe(1);
  expect(numbers(pruned, "dense1/bias")).toEqual([4]);
});

it("a network with nothing to prune is returned itself", () => {
  const network = weighted(sequential({ inputShape: [2], layers: [dense({ units: 3 }), dense({ units: 1 })] }));
  const pruned = prune(network);
  expect(pruned.model).toBe(network.model);
  expect(pruned.parameters).toBe(network.parameters);
});

it("weights within the tolerance count as zeros", () => {
  const model = sequential({ inputShape: [1], layers: [dense({ units: 3, activation: "tanh" }), dense({ units: 1 })] });
  const network = weighted(model, { "dense0/kernel": [1, 0.01, 2], "dense1/kernel": [1, 1, 0.001] });
  expect(prune(network).removed).toEqual([]);
  expect(prune(network, { tolerance: 0.02 }).removed).toEqual([
    { layer: "dense0", unit: 1, reason: "constant" },
    { layer: "dense0", unit: 2, reason: "unused" },
  ]);
  const still = prune(network, { tolerance: 0.0001 });
  expect(still.parameters).toBe(network.parameters);
  expect(() => prune(network, { tolerance: 1 })).toThrow(/prune.tolerance.*OCCAM_OPTION/);
});

describe("random networks with random zeros and copies", () => {
  const cases = fc.record({
    seed: fc.integer({ min: 1, max: 1e6 }),
    hidden: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }),
    activation: fc.constantFrom("relu", "tanh", "sigmoid", "linear", "gelu", "softplus"),
    isNormed: fc.boolean(),
    isResidual: fc.boolean(),
    foldBatchNorm: fc.boolean(),
  });

  it("compute the same (1e-5) with fewer or as many units, and pruning again finds nothing", () => {
    fc.assert(
      fc.property(cases, ({ foldBatchNorm, ...facts }) => {
        const network = spoilt(facts);
        const pruned = prune(network, { foldBatchNorm });
        expect(largestDifference(network, pruned, 8)).toBeLessThan(1e-5);
        for (const { before, after } of pruned.units) expect(after).toBeLessThanOrEqual(before);
        const again = prune(pruned, { foldBatchNorm });
        expect(again.removed).toEqual([]);
        expect(again.model).toBe(pruned.model);
      }),
      { numRuns: 150, seed: 3 },
    );
  });

  it("lose units in most cases, so that the property says something", () => {
    const losses = Array.from({ length: 30 }, (_, i) =>
      prune(
        spoilt({ seed: i + 1, hidden: [5, 4], activation: "relu", isNormed: i % 2 === 0, isResidual: i % 3 === 0 }),
      ),
    );
    expect(losses.filter(({ removed }) => removed.length > 0).length).toBeGreaterThan(20);
  });
});

interface Facts {
  readonly seed: number;
  readonly hidden: readonly number[];
  readonly activation: "relu" | "tanh" | "sigmoid" | "linear" | "gelu" | "softplus";
  readonly isNormed: boolean;
  readonly isResidual: boolean;
}

/** A network in which units have lost their incoming or outgoing weights, or are copies of the first. */
function spoilt({ seed, hidden, activation, isNormed, isResidual }: Facts): Network {
  const width = hidden[0] as number;
  const model = sequential({
    inputShape: [3],
    layers: [
      ...hidden.flatMap((units) => [
        dense({ units, activation }),
        ...(isNormed ? [batchNorm()] : []),
        dropout({ rate: 0.3 }),
      ]),
      ...(isResidual
        ? [
            dense({ units: width, activation }),
            residual({ layers: [dense({ units: 3, activation }), dense({ units: width })] }),
          ]
        : []),
      dense({ units: 2 }),
    ],
  });
  const { parameters } = weighted(model, {}, seed);
  const spoiltParameters = [...parameters].map(([name, { shape, data }], i): readonly [string, FloatTensor] => {
    const key = { seed, stream: `spoilt/${name}` };
    const own = name.endsWith("movingVariance")
      ? Float32Array.from(data, (_, k) => 0.5 + (randomUniform(data.length, key)[k] as number))
      : name.endsWith("kernel")
        ? Float32Array.from(data)
        : Float32Array.from(randomNormal(data.length, key));
    if (!name.endsWith("kernel")) return [name, { shape, data: own.fill(own[0] as number) }];
    const [rows, columns] = shape as [number, number];
    const dice = randomUniform(rows + columns, { seed, stream: `dice/${i}` });
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const at = row * columns + column;
        if ((dice[row] as number) < 0.2) own[at] = 0;
        const fate = dice[rows + column] as number;
        if (fate < 0.2) own[at] = 0;
        else if (fate < 0.4) own[at] = own[row * columns] as number;
      }
    }
    return [name, { shape, data: own }];
  });
  return { model, parameters: new Map(spoiltParameters) };
}

function tensorOf(values: readonly number[]): FloatTensor {
  return { shape: [values.length], data: Float32Array.from(values) };
}
