import { afterAll, describe, expect, it } from "vitest";
import { randomNormal } from "../../data/index.ts";
import {
  activation,
  add,
  batchNorm,
  conv1d,
  dense,
  dropout,
  type Examples,
  fit,
  flatten,
  input,
  type LayerRecord,
  l0,
  l2,
  type Model,
  model as modelOf,
  type Run,
  runOf,
  sequential,
  softmaxCrossEntropy,
  tensor,
} from "../../index.ts";
import { meanSquaredError } from "../../losses/index.ts";
import { nodeRuntime } from "../../runtime/node.ts";
import { twoClasses } from "../../testing/problems.ts";
import { drawParameters } from "../../training/cohort/draw-parameters.ts";
import { effectiveDegreesOfFreedom } from "./degrees-of-freedom.ts";
import { inspectNetwork } from "./inspect-network.ts";
import { layerOutputs } from "./layer-outputs.ts";
import { reliability } from "./reliability.ts";
import { sharpness } from "./sharpness.ts";
import { unitActivities } from "./unit-activity.ts";
import { unitImportances } from "./unit-importance.ts";
import { weightStatistics } from "./weight-statistics.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

/** Three relu units of one input: relu(x), relu(-x) and, with bias -9, never on for |x| < 9. y = 2 relu(x) + relu(-x). */
const model = sequential({
  inputShape: [1],
  layers: [dense({ units: 3, activation: "relu" }), dropout({ rate: 0.5 }), dense({ units: 1 })],
});
const weights = new Map([
  ["dense0/kernel", tensor([[1, -1, 1]])],
  ["dense0/bias", tensor([0, 0, -9])],
  ["dense1/kernel", tensor([[2], [1], [5]])],
  ["dense1/bias", tensor([0])],
]);
const x = tensor([[-2], [-1], [1], [2]]);
const y = tensor([2, 1, 2, 4]);
const handmade = async (): Promise<Run> => ({
  ...(await fit(model, { x, y }, { runtime, loss: "meanSquaredError" })),
  parameters: weights,
});

describe("a hand-made network", () => {
  it("gives out what each layer computes, dropout being the identity", async () => {
    const outputs = await layerOutputs(runtime, model, weights, x);
    expect(outputs.map(({ layer }) => layer)).toEqual(["dense0", "dropout0", "dense1"]);
    const units = [0, 2, 0, 0, 1, 0, 1, 0, 0, 2, 0, 0];
    expect(Array.from(outputs[0]?.outputs.data ?? [])).toEqual(units);
    expect(Array.from(outputs[1]?.outputs.data ?? [])).toEqual(units);
    expect(Array.from(outputs[2]?.outputs.data ?? [])).toEqual([2, 1, 2, 4]);
  });

  it("has one dead unit and two that are each on for half of the rows", async () => {
    const { layers } = await inspectNetwork(await handmade(), { x, y }, { runtime, loss: "meanSquaredError" });
    expect(layers.map(({ layer }) => layer)).toEqual(["dense0"]);
    expect(layers[0]?.units.map(({ state, active }) => [state, active])).toEqual([
      ["alive", 0.5],
      ["alive", 0.5],
      ["dead", 0],
    ]);
    expect(layers[0]?.units[0]).toMatchObject({ mean: 0.75, deviation: Math.sqrt(11 / 16) });
  });

  it("loses by ablation what the unit gave: (4 + 16)/4, (4 + 1)/4 and nothing", async () => {
    const found = await unitImportances(await handmade(), { x, y }, { runtime, loss: meanSquaredError });
    expect(found.map(({ layer, unit, importance }) => [layer, unit, importance])).toEqual([
      ["dense0", 0, 5],
      ["dense0", 1, 1.25],
      ["dense0", 2, 0],
    ]);
    // Differences 0, 0, 4, 16: mean 5, variance (25 + 25 + 1 + 121) / 3, standard error sqrt(172 / 3 / 4).
    expect(found[0]?.standardError).toBeCloseTo(Math.sqrt(172 / 12), 6);
  });

  it("counts, measures and bins its weights", () => {
    const statistics = weightStatistics("k", tensor([-4, 0, 0, 3, 4]));
    expect(statistics).toMatchObject({ count: 5, zeros: 2, norm1: 11, norm2: Math.sqrt(41), largest: 4 });
    expect(statistics.histogram.flatMap((count, bin) => (count > 0 ? [[bin, count]] : []))).toEqual([
      [0, 1],
      [35, 1],
      [39, 1],
    ]);
    expect(weightStatistics("k", tensor([0, 0])).histogram.every((count) => count === 0)).toBe(true);
  });
});

describe("units", () => {
  it("that are on for one row in two hundred are nearly dead, and channels are looked at over their whole area", () => {
    const once = tensor(
      Float32Array.from({ length: 400 }, (_, i) => Number(i === 7)),
      [200, 2],
    );
    expect(unitActivities(once).map(({ state }) => state)).toEqual(["dead", "nearly dead"]);
    const channels = tensor([
      [[[0, 0]], [[0, 1]]],
      [[[0, 0]], [[0, 3]]],
    ]);
    expect(unitActivities(channels).map(({ active, mean }) => [active, mean])).toEqual([
      [0, 0],
      [0.5, 1],
    ]);
  });

  it("of another activation are dead when they never change", () => {
    const outputs = tensor([
      [0.5, -0.2],
      [0.5, 0.4],
    ]);
    expect(unitActivities(outputs).map(({ state }) => state)).toEqual(["dead", "alive"]);
  });
});

describe("units of a layer without an activation of its own", () => {
  const examples = { x, y };
  /** dense0 gives x, -x and x again; the batchNorm behind it scales by 1 and shifts by beta. */
  const kernel = tensor([[1, -1, 1]]);
  const turnedOver = [
    ["batchNorm1/gamma", tensor([-1, -1, -1])],
    ["batchNorm1/beta", tensor([1, 1, 1])],
  ] as const;
  const statesOf = async (network: Model, beta: readonly number[]) => {
    const given = new Map([
      ["dense0/kernel", kernel],
      ["batchNorm0/beta", tensor(beta)],
      ...(network.layers.some(({ name }) => name === "batchNorm1") ? turnedOver : []),
    ]);
    const run = runOf(
      { model: network, parameters: new Map([...drawParameters(network, 1), ...given]) },
      { runtime, loss: "meanSquaredError" },
    );
    const { layers } = await inspectNetwork(run, examples, { runtime, loss: "meanSquaredError" });
    return layers.map(({ layer, units }) => [layer, units.map(({ state, active }) => [state, active])]);
  };
  const hidden = dense({ units: 3 });

  it("are looked at behind the activation that follows: with beta -100, relu never lets one through", async () => {
    const network = sequential({
      inputShape: [1],
      layers: [hidden, batchNorm(), activation("relu"), dropout({ rate: 0.5 }), batchNorm(), dense({ units: 1 })],
    });
    expect(await statesOf(network, [0, 0, -100])).toEqual([
      [
        "dense0",
        [
          ["alive", 0.5],
          ["alive", 0.5],
          ["dead", 0],
        ],
      ],
    ]);
  });

  it("are alive where something else takes them before the activation", async () => {
    const rows = input({ shape: [1] });
    const shifted = batchNorm().apply(hidden.apply(rows));
    const both = add().apply([activation("relu").apply(shifted), shifted]);
    const network = modelOf({ inputs: rows, outputs: dense({ units: 1 }).apply(both) });
    expect(await statesOf(network, [0, 0, -100])).toEqual([
      ["dense0", Array.from({ length: 3 }, () => ["alive", 0.75])],
    ]);
  });
});

describe("effective degrees of freedom", () => {
  const [rows, width] = [60, 6];
  const features = {
    shape: [rows, width],
    data: Float32Array.from(randomNormal(rows * width, { seed: 1, stream: "dof" }), (z, i) => z * (1 + (i % width))),
  };

  const centredOf = ({ shape, data }: typeof features) => {
    const columns = data.length / rows;
    const means = Array.from({ length: columns }, (_, j) => {
      let sum = 0;
      for (let row = 0; row < rows; row++) sum += data[row * columns + j] as number;
      return sum / rows;
    });
    return { shape, data: data.map((value, i) => value - (means[i % columns] as number)) };
  };

  /** tr((G + lambda I)^-1 G) column by column, by Gaussian elimination. */
  function closedForm(lambda: number): number {
    const at = (row: number, j: number) => features.data[row * width + j] as number;
    const gram = Array.from({ length: width }, (_, i) =>
      Array.from({ length: width }, (_, j) => {
        let sum = 0;
        for (let row = 0; row < rows; row++) sum += at(row, i) * at(row, j);
        return sum;
      }),
    );
    const system = gram.map((row, i) => [...row.map((value, j) => value + (i === j ? lambda : 0)), ...row]);
    for (let pivot = 0; pivot < width; pivot++) {
      const lead = system[pivot] as number[];
      system.forEach((row, i) => {
        if (i === pivot) return;
        const factor = (row[pivot] as number) / (lead[pivot] as number);
        system[i] = row.map((value, j) => value - factor * (lead[j] as number));
      });
    }
    return system.reduce((trace, row, i) => trace + (row[width + i] as number) / (row[i] as number), 0);
  }

  it("are ridge's tr(X (X'X + lambda I)^-1 X') within 1e-9 at every strength", () => {
    for (const lambda of [0, 0.1, 10, 1000, 1e5]) {
      expect(effectiveDegreesOfFreedom(features, lambda)).toBeCloseTo(closedForm(lambda), 9);
    }
  });

  it("are the rank without a penalty: a doubled column does not count twice", () => {
    const doubled = tensor([
      [1, 1, 0],
      [2, 2, 1],
      [3, 3, 5],
      [4, 4, 2],
    ]);
    expect(effectiveDegreesOfFreedom(doubled, 0)).toBeCloseTo(2, 9);
  });

  describe("of a network that branches", () => {
    const rowsOf = (columns: number) => ({
      shape: [rows, columns],
      data: Float32Array.from({ length: rows * columns }, (_, i) => {
        return features.data[Math.floor(i / columns) * width + (i % columns)] as number;
      }),
    });
    const own = { x: features, y: { shape: [rows], data: new Float32Array(rows).map((_, i) => i % 3) } };
    const freedomIn = async (network: Model, examples: Examples, alpha = 0.5) => {
      const run = await fit(network, examples, { runtime, loss: "meanSquaredError" });
      return (await inspectNetwork(run, examples, { runtime, loss: "meanSquaredError", alpha })).degreesOfFreedom;
    };

    it("are those of what feeds the last kernel, not of the layer before it", async () => {
      const x = input({ shape: [1] });
      // The layer that is computed before the last is as wide as what feeds the last, x, but is not it.
      const beside = dense({ units: 1 }).apply(x);
      const network = modelOf({ inputs: x, outputs: add().apply([beside, dense({ units: 1 }).apply(x)]) });
      const found = await freedomIn(network, { ...own, x: rowsOf(1) });
      expect(found?.effective).toBeCloseTo(1 + effectiveDegreesOfFreedom(centredOf(rowsOf(1)), (rows * 0.5) / 2), 6);
    });

    it("are those of the one input that the last kernel looks at, and without a bias of what it is, uncentred", async () => {
      const [first, second] = [input({ shape: [4], name: "a" }), input({ shape: [2], name: "b" })];
      const outputs = add().apply([
        dense({ units: 1 }).apply(first),
        dense({ units: 1, useBias: false }).apply(second),
      ]);
      const found = await freedomIn(modelOf({ inputs: [first, second], outputs }), own);
      const columns = {
        shape: [rows, 2],
        data: Float32Array.from(
          { length: 2 * rows },
          (_, i) => features.data[(i >> 1) * width + 4 + (i % 2)] as number,
        ),
      };
      expect(found?.effective).toBeCloseTo(effectiveDegreesOfFreedom(columns, (rows * 0.5) / 2), 6);
      expect(found?.parameters).toBe(2);
    });

    it("are left out where the outputs are no weighted sums of what the last kernel looks at", async () => {
      const network = (layers: readonly LayerRecord[]) => sequential({ inputShape: [width], layers });
      expect(await freedomIn(network([dense({ units: 1, activation: "tanh" })]), own)).toBeUndefined();
      expect(await freedomIn(network([dense({ units: 1 }), activation("tanh")]), own)).toBeUndefined();
      expect(await freedomIn(network([dense({ units: 1 }), dropout({ rate: 0.2 })]), own)).toBeDefined();
      expect(
        await freedomIn(network([dense({ units: 1, kernelRegularizer: l0({ alpha: 0.1 }) })]), own),
      ).toBeUndefined();
      const image = { x: { ...rowsOf(4), shape: [rows, 1, 4] }, y: own.y };
      const layers = [conv1d({ filters: 1, kernelSize: 4 }), flatten()];
      expect(await freedomIn(sequential({ inputShape: [1, 4], layers }), image)).toBeUndefined();
    });
  });

  it("of a classifier weigh rows by p (1 - p): far less than those of a squared error once it is certain", async () => {
    const y = tensor(Array.from({ length: rows }, (_, row) => Number((features.data[row * width] as number) > 0)));
    const own = { x: features, y };
    const linear = sequential({ inputShape: [width], layers: [dense({ units: 2 })] });
    const options = { runtime, loss: softmaxCrossEntropy } as const;
    const run = await fit(linear, own, options);
    const kernel = new Float32Array(2 * width);
    const at = async (strength: number) => {
      kernel[1] = strength;
      const parameters = new Map(run.parameters).set("dense0/kernel", { shape: [width, 2], data: kernel.slice() });
      return (await inspectNetwork({ ...run, parameters }, own, { ...options, alpha: 0.5 })).degreesOfFreedom
        ?.effective;
    };
    const ridge = 1 + effectiveDegreesOfFreedom(centredOf(features), 2 * rows * 0.5);
    expect(await at(0)).toBeCloseTo(ridge, 5);
    expect(await at(50)).toBeLessThan(0.5 * ridge);
  });

  it("of a linear network under l2 are ridge's on centred columns, and one for the bias", async () => {
    const alpha = 0.5;
    const linear = sequential({ inputShape: [width], layers: [dense({ units: 1, kernelRegularizer: l2({ alpha }) })] });
    const own = { x: features, y: { shape: [rows], data: new Float32Array(rows).map((_, i) => i % 3) } };
    const run = await fit(linear, own, { runtime, loss: "meanSquaredError" });
    const { degreesOfFreedom } = await inspectNetwork(run, own, { runtime, loss: "meanSquaredError", alpha });
    const centred = centredOf(features);
    expect(degreesOfFreedom?.effective).toBeCloseTo(1 + effectiveDegreesOfFreedom(centred, (rows * alpha) / 2), 6);
    expect(degreesOfFreedom).toMatchObject({ parameters: 7, rows: 60 });
  });
});

describe("reliability", () => {
  it("bins confidence and weighs |accuracy - confidence| by rows", () => {
    // Confidence 0.9: one of two right; 0.6: both right. ECE = 2/4 * 0.4 + 2/4 * 0.4.
    const { ece, overconfidence, bins } = reliability([0.9, 0.1, 0.1, 0.9, 0.6, 0.4, 0.4, 0.6], [0, 0, 0, 1]);
    expect(ece).toBeCloseTo(0.4, 12);
    expect(overconfidence).toBeCloseTo(0, 12);
    expect(bins[8]).toMatchObject({ count: 2, accuracy: 0.5 });
    expect(bins[5]).toMatchObject({ count: 2, accuracy: 1 });
  });

  it("finds certainty that is always right perfect, and certainty that is half right off by one half", () => {
    expect(reliability([1, 0, 0, 1], [0, 1]).ece).toBe(0);
    expect(reliability([1, 0, 1, 0], [0, 1])).toMatchObject({ ece: 0.5, overconfidence: 0.5 });
  });
});

describe("sharpness", () => {
  it("of one linear weight on x = 1 is the square of the step: w (1 +- r) misses by r w", async () => {
    const line = sequential({ inputShape: [1], layers: [dense({ units: 1, useBias: false })] });
    const own = { x: tensor([[1]]), y: tensor([3]) };
    const run = await fit(line, own, {
      runtime,
      loss: "meanSquaredError",
      // Without an error there is no gradient: the weight stays.
      initialParameters: new Map([["dense0/kernel", tensor([[3]])]]),
    });
    const found = await sharpness(run, own, { runtime, loss: meanSquaredError, radius: 0.1 });
    expect(found.loss).toBe(0);
    expect(found.meanIncrease).toBeCloseTo(0.09, 5);
    expect(found.largestIncrease).toBeCloseTo(0.09, 5);
  });

  it("grows with the radius and is decided by the seed", async () => {
    const run = await handmade();
    const at = (radius: number, seed = 1) =>
      sharpness(run, { x, y }, { runtime, loss: meanSquaredError, radius, seed, directions: 8 });
    const [small, large, again] = [await at(0.01), await at(0.1), await at(0.01)];
    expect(large.meanIncrease).toBeGreaterThan(50 * small.meanIncrease);
    expect(again).toEqual(small);
    expect((await at(0.01, 2)).meanIncrease).not.toBe(small.meanIncrease);
  });
});

it("a trained classifier comes with a reliability diagram of all its rows, and importances of every hidden unit", async () => {
  const problem = twoClasses(120, 3);
  const network = sequential({
    inputShape: [3],
    layers: [dense({ units: 40, activation: "relu" }), dense({ units: 30, activation: "relu" }), dense({ units: 2 })],
  });
  const run = await fit(network, problem, { runtime, loss: softmaxCrossEntropy, epochs: 10 });
  const found = await inspectNetwork(run, problem, { runtime, loss: softmaxCrossEntropy, rows: 100 });
  expect(found.reliability?.bins.reduce((sum, { count }) => sum + count, 0)).toBe(100);
  // More than the replicas of one evaluation.
  expect(found.importances).toHaveLength(70);
  expect(new Set(found.importances.map(({ layer, unit }) => `${layer} ${unit}`)).size).toBe(70);
  expect(found.degreesOfFreedom?.effective).toBeLessThanOrEqual(31);
  expect(found.weights.map(({ parameter }) => parameter)).toEqual(["dense0/kernel", "dense1/kernel", "dense2/kernel"]);
});
