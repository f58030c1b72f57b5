import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { differentiate } from "../autodiff/differentiate.ts";
import { evaluate } from "../graph/evaluate.ts";
import { type NdArray, ndArray, numbersOf } from "../graph/nd-array.ts";
import { input, reduceSum } from "../graph/ops/index.ts";
import type { Graph, Value } from "../graph/value.ts";
import {
  adam,
  adamW,
  dense,
  type FitOptions,
  fit,
  fitReplicas,
  l0,
  l1,
  linearSchedule,
  type Run,
  scheduled,
  sequential,
  sgd,
  tensor,
} from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { randomUniform } from "../tensor/random.ts";
import { KERNEL_GATES } from "../testing/batteries.ts";
import { finiteDifferences } from "../testing/op-samples.ts";
import { twoClasses } from "../testing/problems.ts";
import { expectAllDifferent, expectSameRun, largestDifference } from "../testing/same-run.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
/** P(z > 0) = sigmoid(location - 2/3 log(0.1 / 1.1)). Louizos et al. 2018, equation 12. */
const chanceOn = (location: number) => sigmoid(location - (2 / 3) * Math.log(0.1 / 1.1));
const settled = (location: number) => Math.min(1, Math.max(0, 1.2 * sigmoid(location) - 0.1));

const gate = l0({ alpha: 0.3 });
const location = input("location", "float32", [4]);
const atLocations = (
  value: Value,
  locations: readonly number[],
  more: Record<string, NdArray> = {},
  inputs: Value[] = [],
) =>
  numbersOf(
    evaluate(
      { name: "gate", inputs: [location, ...inputs], outputs: [["y", value]] },
      { location: ndArray([4], locations), ...more },
    ).y as NdArray,
  );

describe("hard concrete gates, by formula", () => {
  it("are on with the probability that the penalty counts (Monte Carlo, five standard errors)", () => {
    const draws = 40_000;
    const locations = [-2, -0.5, 0.4, 2];
    const many = input("locations", "float32", [4, draws]);
    const uniform = input("uniform", "float32", [4, draws]);
    const y = gate.draw(many, uniform);
    const spread = Float64Array.from({ length: 4 * draws }, (_, i) => locations[Math.floor(i / draws)] as number);
    const result = evaluate(
      { name: "gates", inputs: [many, uniform], outputs: [["y", y]] },
      {
        locations: ndArray([4, draws], spread),
        uniform: ndArray(
          [4, draws],
          randomUniform(4 * draws, { seed: 3, stream: "l0" }).map((u) => u + 2 ** -40),
        ),
      },
    );
    const gates = numbersOf(result.y as NdArray);
    locations.forEach((each, i) => {
      const own = gates.slice(i * draws, (i + 1) * draws);
      expect(own.every((z) => z >= 0 && z <= 1)).toBe(true);
      const share = own.filter((z) => z > 0).length / draws;
      const p = chanceOn(each);
      // At p about 1/2 the standard error is 0.0025.
      expect(Math.abs(share - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / draws));
    });
  });

  it("a drawn gate is clip(1.2 s - 0.1), s = sigmoid((log u - log(1 - u) + location) / (2/3))", () => {
    const uniform = input("uniform", "float32", [4]);
    const [locations, u] = [
      [0.3, -1, 2, 0],
      [0.4, 0.01, 0.9, 0.5],
    ];
    const found = atLocations(
      gate.draw(location, uniform),
      locations as number[],
      { uniform: ndArray([4], u as number[]) },
      [uniform],
    );
    const expected = (u as number[]).map((each, i) => {
      const s = sigmoid((Math.log(each) - Math.log(1 - each) + ((locations as number[])[i] as number)) * 1.5);
      return Math.min(1, Math.max(0, 1.2 * s - 0.1));
    });
    expect(largestDifference(found, expected)).toBeLessThan(1e-6);
    expect(found[1]).toBe(0);
    expect(found[2]).toBe(1);
  });

  it("a settled gate is clip(1.2 sigmoid(location) - 0.1): exactly 0 below log(1/11), exactly 1 above log(11)", () => {
    const ends = Math.log(11);
    const found = atLocations(gate.settled(location), [-ends - 1e-6, 0, 1, ends + 1e-6]);
    expect([found[0], found[3]]).toEqual([0, 1]);
    expect(largestDifference(found.slice(1, 3), [0.5, 1.2 * sigmoid(1) - 0.1])).toBeLessThan(1e-6);
  });

  it("the default start is a chance of nine in ten", () => {
    expect(chanceOn(gate.initialLocation)).toBeCloseTo(0.9, 4);
    expect(chanceOn(l0({ alpha: 1, initialLogOdds: -1 }).initialLocation)).toBeCloseTo(sigmoid(-1), 12);
  });

  it("the penalty is alpha times the expected number of weights, and its gradient equals central differences", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 4, maxLength: 4 }),
        fc.integer({ min: 1, max: 9 }),
        (locations, size) => {
          const alpha = input("alpha", "float32", []);
          const loss = reduceSum(gate.penalty(size).smooth?.(location, { alpha }) as Value);
          const [gradient] = differentiate(loss, [location]) as [Value];
          const graph: Graph = {
            name: "l0",
            inputs: [location, alpha],
            outputs: [
              ["loss", loss],
              ["g", gradient],
            ],
          };
          const feeds = { location: ndArray([4], locations), alpha: ndArray([], [0.3]) };
          const found = evaluate(graph, feeds);
          const expected = locations.reduce((sum, each) => sum + 0.3 * size * chanceOn(each), 0);
          expect(numbersOf(found.loss as NdArray)[0]).toBeCloseTo(expected, 6);
          const own = numbersOf(found.g as NdArray);
          expect(largestDifference(own, finiteDifferences(graph, feeds, "location"))).toBeLessThan(1e-8);
        },
      ),
      { numRuns: 20 },
    );
  });
});

const data = twoClasses(50, 4);
const options: FitOptions = {
  runtime,
  loss: "softmaxCrossEntropy",
  optimizer: sgd({ learningRate: 0.2, momentum: 0.8 }),
  epochs: 3,
  batchSize: 16,
  seed: 2,
};

describe.each(KERNEL_GATES.map((make) => [make(1).groups, make] as const))("every gate: l0 by %s", (groups, make) => {
  const network = (alpha: number | readonly number[]) =>
    sequential({
      inputShape: [4],
      layers: [dense({ units: 6, activation: "tanh", kernelRegularizer: make(alpha) }), dense({ units: 2 })],
    });
  const gateShape = { weight: [4, 6], incoming: [1, 6], outgoing: [4, 1] }[groups];

  it("replicas equal single runs (1e-5), and differ by alpha", async () => {
    const alphas = [0, 0.002, 0.01];
    const together = await fitReplicas(network(alphas), data, { ...options, validation: data });
    for (const [r, alpha] of alphas.entries()) {
      expectSameRun(together[r] as Run, await fit(network(alpha), data, { ...options, validation: data }));
    }
    expectAllDifferent(together);
  });

  it("the logged penalty is alpha times the expected number of weights; predict uses settled gates", async () => {
    const run = await fit(network(0.01), data, options);
    const gates = run.parameters.get("dense0/gate") as { shape: readonly number[]; data: Float32Array };
    expect(gates.shape).toEqual(gateShape);
    const weightsPerGate = 24 / gates.data.length;
    const expected = gates.data.reduce((sum, each) => sum + 0.01 * weightsPerGate * chanceOn(each), 0);
    expect(run.history.at(-1)?.penalty).toBeCloseTo(expected, 5);

    const plain = sequential({
      inputShape: [4],
      layers: [dense({ units: 6, activation: "tanh" }), dense({ units: 2 })],
    });
    const kernel = Float32Array.from(run.parameters.get("dense0/kernel")?.data ?? [], (w, i) => {
      const at = { weight: i, incoming: i % 6, outgoing: Math.floor(i / 6) }[groups];
      return w * settled(gates.data[at] as number);
    });
    const initialParameters = new Map([...run.parameters].filter(([name]) => name !== "dense0/gate"));
    initialParameters.set("dense0/kernel", { shape: [4, 6], data: kernel });
    const same = await fit(plain, data, {
      ...options,
      epochs: 1,
      optimizer: sgd({ learningRate: 1e-30 }),
      initialParameters,
    });
    const [gated, ungated] = [(await run.predict(data.x)).data, (await same.predict(data.x)).data];
    expect(largestDifference(gated, ungated)).toBeLessThan(1e-5);
  });

  it("is exported: the file gives what predict gives", async () => {
    const run = await fit(network(0.01), data, options);
    const session = await runtime.load(await run.toOnnx());
    const { fetched } = await session.run({ x: data.x }, { fetch: ["probabilities"] });
    await session.release();
    const found = fetched.probabilities?.data as Float32Array;
    expect(largestDifference(found, (await run.predict(data.x)).data)).toBeLessThan(1e-6);
  });
});

describe("a strong l0 by inputs", () => {
  /** The target hangs on the first two of five columns. */
  const rows = 120;
  const x = { shape: [rows, 5], data: twoClasses(rows, 5).x.data };
  const y = Array.from({ length: rows }, (_, i) => 2 * (x.data[5 * i] as number) - 1.5 * (x.data[5 * i + 1] as number));

  it("closes the gates of useless inputs to exactly zero at inference, and leaves the others open", async () => {
    const network = sequential({
      inputShape: [5],
      layers: [dense({ units: 4, kernelRegularizer: l0({ alpha: 0.02, groups: "outgoing" }) }), dense({ units: 1 })],
    });
    const run = await fit(
      network,
      { x, y },
      {
        runtime,
        loss: "meanSquaredError",
        optimizer: adam({ learningRate: 0.03 }),
        epochs: 150,
        batchSize: 30,
        seed: 1,
      },
    );
    const open = Array.from(run.parameters.get("dense0/gate")?.data ?? [], settled);
    expect(open.slice(2)).toEqual([0, 0, 0]);
    expect(Math.min(...open.slice(0, 2))).toBeGreaterThan(0.5);
    // A closed input does not reach the prediction at all.
    const moved = { shape: x.shape, data: x.data.map((value, i) => (i % 5 >= 2 ? 1000 : value)) };
    expect((await run.predict(moved)).data).toEqual((await run.predict(x)).data);
    expect((await run.evaluate({ x, y })).loss).toBeLessThan(0.1);
  });
});

it("a schedule changes its strength: a penalty that has faded at the end is reported as 0", async () => {
  const kernelRegularizer = scheduled(l0({ alpha: 0.05 }), linearSchedule());
  const network = sequential({ inputShape: [4], layers: [dense({ units: 2, kernelRegularizer })] });
  const run = await fit(network, data, options);
  expect(run.history.map(({ penalty }) => penalty > 0)).toEqual([true, true, false]);
  const constant = sequential({
    inputShape: [4],
    layers: [dense({ units: 2, kernelRegularizer: l0({ alpha: 0.05 }) })],
  });
  expect((await fit(constant, data, options)).parameters).not.toEqual(run.parameters);
});

it("weight decay leaves gates alone, with decayBiases too", async () => {
  const network = sequential({ inputShape: [4], layers: [dense({ units: 2, kernelRegularizer: l0({ alpha: 0 }) })] });
  const gatesAfter = async (decayBiases: boolean, weightDecay: number) => {
    const optimizer = adamW({ learningRate: 0.1, weightDecay, decayBiases });
    return (await fit(network, data, { ...options, epochs: 1, batchSize: 50, optimizer })).parameters.get(
      "dense0/gate",
    );
  };
  const plain = await gatesAfter(false, 0);
  expect(await gatesAfter(false, 1)).toEqual(plain);
  expect(await gatesAfter(true, 1)).toEqual(plain);
});

it("Monte Carlo prediction draws the gates: mean and spread are those of a hard concrete number", async () => {
  const network = sequential({
    inputShape: [1],
    layers: [dense({ units: 1, useBias: false, kernelRegularizer: l0({ alpha: 0.1 }) })],
  });
  const run = await fit(
    network,
    { x: [[1]], y: [1] },
    {
      ...options,
      loss: "meanSquaredError",
      optimizer: sgd({ learningRate: 1e-30 }),
      epochs: 1,
      initialParameters: new Map([
        ["dense0/kernel", tensor([[2]])],
        ["dense0/gate", tensor([[0.3]])],
      ]),
    },
  );
  const passes = 20_000;
  const { mean, spread } = await run.predict([[1]], { monteCarlo: passes });
  // 2 z over the midpoints of u.
  const points = Array.from({ length: 100_000 }, (_, i) => {
    const u = (i + 0.5) / 100_000;
    return 2 * Math.min(1, Math.max(0, 1.2 * sigmoid((Math.log(u / (1 - u)) + 0.3) * 1.5) - 0.1));
  });
  const expected = points.reduce((sum, z) => sum + z, 0) / points.length;
  const deviation = Math.sqrt(points.reduce((sum, z) => sum + (z - expected) ** 2, 0) / points.length);
  expect(Math.abs((mean.data[0] as number) - expected)).toBeLessThan((4 * deviation) / Math.sqrt(passes));
  expect(Math.abs((spread.data[0] as number) / deviation - 1)).toBeLessThan(0.02);
  // Without noise: settled.
  expect((await run.predict([[1]])).data[0]).toBeCloseTo(2 * settled(0.3), 6);
});

it("goes with a proximal penalty on the kernel", async () => {
  const kernelRegularizer = [l0({ alpha: 0.001 }), l1({ alpha: 10 })];
  const network = sequential({ inputShape: [4], layers: [dense({ units: 2, kernelRegularizer })] });
  const run = await fit(network, data, options);
  expect(run.parameters.get("dense0/kernel")).toEqual(tensor(new Float32Array(8), [4, 2]));
});

describe("is refused", () => {
  const bad = (make: () => unknown) => expect(make);
  it("as regularizer of fit", async () => {
    const network = sequential({ inputShape: [4], layers: [dense({ units: 2 })] });
    const regularizer = l0({ alpha: 1 }) as never;
    await expect(fit(network, data, { ...options, regularizer })).rejects.toThrow(
      "l0 expects to be the kernelRegularizer of a layer, to which it adds a parameter but receives another place. (OCCAM_OPTION)",
    );
  });
  it("as biasRegularizer and as activityRegularizer", () => {
    bad(() => dense({ units: 1, biasRegularizer: l0({ alpha: 1 }) as never })).toThrow("l0 expects to be");
    bad(() => dense({ units: 1, activityRegularizer: l0({ alpha: 1 }) as never })).toThrow(
      "activityRegularizer expects l1, l2, elasticNet, klSparsity or another penalty on activations but receives l0",
    );
  });
  it("twice on one kernel", () => {
    bad(() => dense({ units: 1, kernelRegularizer: [l0({ alpha: 1 }), l0({ alpha: 2 })] })).toThrow(
      "dense.kernelRegularizer expects at most one l0 but receives 2: use one with their sum. (OCCAM_OPTION)",
    );
  });
  it("with a strength below 0 or an unknown group", () => {
    bad(() => l0({ alpha: -1 })).toThrow("l0.alpha expects");
    bad(() => l0({ alpha: 1, groups: "rows" as never })).toThrow("l0.groups expects");
    bad(() => l0({ alpha: 1, initialLogOdds: Number.NaN })).toThrow("l0.initialLogOdds expects");
  });
});
