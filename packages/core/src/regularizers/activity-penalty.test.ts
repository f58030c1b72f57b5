import { afterAll, describe, expect, it } from "vitest";
import { differentiate } from "../autodiff/differentiate.ts";
import { evaluate } from "../graph/evaluate.ts";
import { type NdArray, ndArray, numbersOf } from "../graph/nd-array.ts";
import { input, scalar } from "../graph/ops/index.ts";
import type { Graph, Value } from "../graph/value.ts";
import {
  type ActivityRegularizer,
  conv1d,
  dense,
  elasticNet,
  type FitOptions,
  fit,
  fitReplicas,
  groupLasso,
  klSparsity,
  l1,
  l2,
  linearSchedule,
  type Run,
  type Sweep,
  scheduled,
  sequential,
  sgd,
  tensor,
} from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { ACTIVITY_PENALTIES } from "../testing/batteries.ts";
import { finiteDifferences } from "../testing/op-samples.ts";
import { twoClasses } from "../testing/problems.ts";
import { expectAllDifferent, expectSameRun, largestDifference } from "../testing/same-run.ts";
import { forward } from "../training/program/forward.ts";
import { createInputs } from "../training/program/graph-inputs.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

/** The penalty of a batch of which `count` rows are examples, and its derivative by each activation. */
function onBatch(
  activityRegularizer: ActivityRegularizer,
  numbers: readonly number[],
  activations: readonly (readonly number[])[],
  count: number,
) {
  const [rows, units] = [activations.length, activations[0]?.length as number];
  // Activations are x times the identity; of an activation of one's own no range is known.
  const activation = { name: "as it is", apply: (value: Value) => value };
  const layer = dense({ units, useBias: false, activation, activityRegularizer });
  const model = sequential({ inputShape: [units], layers: [layer] });
  const x = input("x", "float32", [rows, units]);
  const kernel = input("kernel", "float32", [units, units]);
  const weights = input("weights", "float32", [rows]);
  const inputs = createInputs(false);
  const scope = {
    mode: "training",
    parameters: new Map([["dense0/kernel", kernel]]),
    inputs,
    batch: {
      rows: weights,
      forStatistic: () => ({ share: scalar(1), ofAllSeen: scalar(0) }),
    },
  } as const;
  const [loss] = forward(model, x, scope).activityPenalties as [Value];
  const [gradient] = differentiate(loss, [x]) as [Value];
  const graph: Graph = {
    name: "activity",
    inputs: [x, kernel, weights, ...inputs.values],
    outputs: [
      ["loss", loss],
      ["g", gradient],
    ],
  };
  const feeds = {
    x: ndArray([rows, units], activations.flat()),
    kernel: ndArray(
      [units, units],
      Array.from({ length: units * units }, (_, i) => Number(i % (units + 1) === 0)),
    ),
    weights: ndArray(
      [rows],
      activations.map((_, row) => Number(row < count)),
    ),
    ...Object.fromEntries(
      inputs.hyperparameters.map(({ input: name }, i) => [name, ndArray([], [numbers[i] as number])]),
    ),
  };
  const found = evaluate(graph, feeds);
  return {
    value: numbersOf(found.loss as NdArray)[0] as number,
    gradient: Array.from(numbersOf(found.g as NdArray)),
    differences: finiteDifferences(graph, feeds, "x", 1e-6),
  };
}

describe("by hand", () => {
  const rows = [
    [0.2, 0.7],
    [0.6, 0.1],
    [0.9, 0.9],
  ];

  it("klSparsity is alpha times the sum of KL(rho || mean), and pulls each activation by its derivative over the rows", () => {
    // The third row only fills the batch: the means are 0.4 and 0.4.
    const [alpha, rho, m] = [2, 0.1, 0.4];
    const { value, gradient, differences } = onBatch(klSparsity({ alpha, rho }), [alpha, rho], rows, 2);
    const kl = rho * Math.log(rho / m) + (1 - rho) * Math.log((1 - rho) / (1 - m));
    expect(value).toBeCloseTo(2 * alpha * kl, 6);
    const pull = (alpha * (-rho / m + (1 - rho) / (1 - m))) / 2;
    expect(largestDifference(gradient, [pull, pull, pull, pull, 0, 0])).toBeLessThan(1e-6);
    expect(largestDifference(gradient, differences)).toBeLessThan(1e-6);
  });

  it("klSparsity is 0 where every mean is rho, and finite where a unit is always off or always on", () => {
    expect(onBatch(klSparsity({ alpha: 3, rho: 0.4 }), [3, 0.4], rows, 2).value).toBeCloseTo(0, 10);
    const { value, gradient } = onBatch(
      klSparsity({ alpha: 1, rho: 0.1 }),
      [1, 0.1],
      [
        [0, 1],
        [0, 1],
      ],
      2,
    );
    expect([value, ...gradient].every(Number.isFinite)).toBe(true);
    expect(value).toBeGreaterThan(5);
  });

  it("l1 is alpha/rows times the sum of sizes: its gradient is alpha/rows times the sign", () => {
    const signed = [
      [2, -3],
      [-1, 5],
      [7, 7],
    ];
    const { value, gradient } = onBatch(l1({ alpha: 0.5 }), [0.5], signed, 2);
    expect(value).toBeCloseTo((0.5 * 11) / 2, 12);
    expect(gradient).toEqual([0.25, -0.25, -0.25, 0.25, 0, 0]);
  });

  it("l2 is alpha/2/rows times the sum of squares, and elasticNet mixes the two", () => {
    const two = [
      [2, -3],
      [-1, 5],
    ];
    expect(onBatch(l2({ alpha: 0.5 }), [0.5], two, 2)).toMatchObject({
      value: (0.25 * 39) / 2,
      gradient: [0.5, -0.75, -0.25, 1.25],
    });
    const mixed = onBatch(elasticNet({ alpha: 2, mix: 0.25 }), [2, 0.25], two, 2);
    expect(mixed.value).toBeCloseTo((2 * (0.25 * 11 + (0.75 * 39) / 2)) / 2, 6);
    expect(largestDifference(mixed.gradient, mixed.differences)).toBeLessThan(1e-6);
  });
});

const data = twoClasses(50, 4);
const options: FitOptions = {
  runtime,
  loss: "softmaxCrossEntropy",
  optimizer: sgd({ learningRate: 0.2, momentum: 0.8 }),
  epochs: 3,
  batchSize: 16,
  validation: data,
};
const network = (activityRegularizer?: ActivityRegularizer) =>
  sequential({
    inputShape: [4],
    layers: [
      dense({ units: 6, activation: "sigmoid", ...(activityRegularizer && { activityRegularizer }) }),
      dense({ units: 2 }),
    ],
  });

describe.each(ACTIVITY_PENALTIES.map((make) => [make(1).name, make] as const))(
  "every activity penalty: %s",
  (_, make) => {
    it("at alpha 0 changes nothing, and at another does", async () => {
      const plain = await fit(network(), data, options);
      expectSameRun(await fit(network(make(0)), data, options), plain, 1e-6);
      const changed = await fit(network(make(0.3)), data, options);
      expect(changed.parameters).not.toEqual(plain.parameters);
      // Losses are data losses, and the reported penalty is that of weights.
      expect((await changed.evaluate(data)).loss).toBeCloseTo(changed.history.at(-1)?.train.loss as number, 5);
      expect(changed.history.at(-1)?.penalty).toBe(0);
    });

    it("replicas equal single runs (1e-5), with a partly filled last batch", async () => {
      const alphas = [0, 0.05, 0.4];
      const together = await fitReplicas(network(make(alphas)), data, options);
      for (const [r, alpha] of alphas.entries())
        expectSameRun(together[r] as Run, await fit(network(make(alpha)), data, options));
      expectAllDifferent(together);
    });
  },
);

it("a layer that replicas share, as it has no parameters before it, is penalized for each of them", async () => {
  const two = (alpha: Sweep) =>
    sequential({
      inputShape: [4],
      layers: [dense({ units: 3, activityRegularizer: [l1({ alpha }), l2({ alpha: 0.1 })] }), dense({ units: 2 })],
    });
  const together = await fitReplicas(two([0.1, 1]), data, options);
  for (const [r, alpha] of [0.1, 1].entries()) expectSameRun(together[r] as Run, await fit(two(alpha), data, options));
});

it("klSparsity drives mean activations to rho", async () => {
  const rho = 0.1;
  const layer = dense({ units: 5, activation: "sigmoid", activityRegularizer: klSparsity({ alpha: 5, rho }) });
  const model = sequential({ inputShape: [4], layers: [layer, dense({ units: 2 })] });
  const run = await fit(model, data, { ...options, epochs: 150, batchSize: 50 });
  const probe = sequential({ inputShape: [4], layers: [dense({ units: 5, activation: "sigmoid" })] });
  const initialParameters = new Map([...run.parameters].filter(([name]) => name.startsWith("dense0")));
  const y = { shape: [50, 5], data: new Float32Array(250) };
  const seen = await fit(
    probe,
    { x: data.x, y },
    {
      runtime,
      loss: "meanSquaredError",
      optimizer: sgd({ learningRate: 1e-30 }),
      initialParameters,
    },
  );
  const { data: activations } = await seen.predict(data.x);
  for (let unit = 0; unit < 5; unit++) {
    const mean = activations.filter((_, i) => i % 5 === unit).reduce((sum, value) => sum + value, 0) / 50;
    // At alpha 5 the data loss pulls a mean away by about 0.01.
    expect(Math.abs(mean - rho)).toBeLessThan(0.03);
  }
});

it("under a schedule fades with it: a step at factor 0 is a step without", async () => {
  const never = { name: "never", factor: () => 0 };
  const plain = await fit(network(), data, options);
  expectSameRun(await fit(network(scheduled(klSparsity({ alpha: 1 }), never)), data, options), plain, 1e-6);
  const [grows, whole] = [
    await fit(network(scheduled(l2({ alpha: 1 }), linearSchedule({ start: 0, end: 1 }))), data, options),
    await fit(network(l2({ alpha: 1 })), data, options),
  ];
  expect(grows.parameters).not.toEqual(plain.parameters);
  expect(grows.parameters).not.toEqual(whole.parameters);
});

describe("what would have no effect is refused", () => {
  it.each<[string, () => unknown, string]>([
    [
      "a penalty on whole kernels, of activities",
      () => dense({ units: 1, activityRegularizer: groupLasso({ alpha: 1 }) as never }),
      "activityRegularizer expects l1, l2, elasticNet, klSparsity or another penalty on activations but receives groupLasso. (OCCAM_OPTION)",
    ],
    [
      "klSparsity of a kernel",
      () => dense({ units: 1, kernelRegularizer: klSparsity({ alpha: 1 }) }),
      "dense.kernelRegularizer expects penalties on weights but receives klSparsity: a penalty on activations is a layer's activityRegularizer. (OCCAM_OPTION)",
    ],
    [
      "klSparsity of a bias",
      () => dense({ units: 1, biasRegularizer: klSparsity({ alpha: 1 }) }),
      "regularizer expects penalties on weights but receives klSparsity",
    ],
    [
      "a word",
      () => dense({ units: 1, kernelRegularizer: "l2" as never }),
      'dense.kernelRegularizer expects penalties on weights but receives "l2"',
    ],
    [
      "klSparsity with rho 0",
      () => klSparsity({ alpha: 1, rho: 0 }),
      "klSparsity.rho expects a number above 0 and below 1 but receives 0",
    ],
    [
      "klSparsity behind relu",
      () =>
        sequential({
          inputShape: [3],
          layers: [dense({ units: 2, activation: "relu", activityRegularizer: klSparsity({ alpha: 1 }) })],
        }),
      'klSparsity on dense0 expects activations from 0 to 1 but receives those of relu, from 0 to Infinity: use activation: "sigmoid", or penalize them by l1 or l2. (OCCAM_OPTION)',
    ],
    [
      "scheduled klSparsity of a convolution behind tanh",
      () =>
        sequential({
          inputShape: [1, 4],
          layers: [
            conv1d({
              ...{ filters: 1, kernelSize: 2, activation: "tanh", name: "edges" },
              activityRegularizer: scheduled(klSparsity({ alpha: 1 }), linearSchedule({ start: 0, end: 1 })),
            }),
          ],
        }),
      "klSparsity on edges expects activations from 0 to 1 but receives those of tanh, from -1 to 1",
    ],
    ["klSparsity with alpha below 0", () => klSparsity({ alpha: -1 }), "klSparsity.alpha expects"],
  ])("%s", (_, make, message) => {
    expect(make).toThrow(message);
  });

  it("klSparsity as the regularizer of fit", async () => {
    const bad = { ...options, regularizer: klSparsity({ alpha: 1 }) };
    await expect(fit(network(), data, bad)).rejects.toThrow(
      "regularizer expects penalties on weights but receives klSparsity",
    );
  });
});

it("penalizes what the layer gives behind its activation", async () => {
  // relu gives 0 for a negative sum: no pull, so that the weight stays.
  const model = sequential({
    inputShape: [1],
    layers: [dense({ units: 1, activation: "relu", useBias: false, activityRegularizer: l1({ alpha: 1 }) })],
  });
  const trained = async (start: number) => {
    const initialParameters = new Map([["dense0/kernel", tensor([[start]])]]);
    const run = await fit(
      model,
      { x: [[1]], y: [start > 0 ? start : 0] },
      {
        runtime,
        loss: "meanSquaredError",
        optimizer: sgd({ learningRate: 0.25 }),
        initialParameters,
      },
    );
    return run.parameters.get("dense0/kernel")?.data[0];
  };
  expect([await trained(-1), await trained(1)]).toEqual([-1, 0.75]);
});
