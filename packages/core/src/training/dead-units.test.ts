import { afterAll, expect, it } from "vitest";
import { adam, dense, fit, l1, rmsprop, sequential, tensor } from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

/** One relu unit that is off for the first batch and on for the second. */
const model = sequential({
  inputShape: [1],
  layers: [dense({ units: 1, activation: "relu", useBias: false }), dense({ units: 1, useBias: false })],
});
const examples = { x: tensor([[-1], [-2], [1], [2]]), y: tensor([0, 0, 3, 6]) };
const start = new Map(["dense0/kernel", "dense1/kernel"].map((name) => [name, tensor([[1]])]));

it.each([
  ["adam", adam],
  ["rmsprop", rmsprop],
] as const)("under %s an l1 penalty does not kill a unit that is off in the first batch", async (_, make) => {
  const run = await fit(model, examples, {
    runtime,
    loss: "meanSquaredError",
    optimizer: make({ learningRate: 0.05 }),
    batchSize: 2,
    shuffle: false,
    epochs: 150,
    initialParameters: start,
    regularizer: l1({ alpha: 0.01 }),
  });
  const [first, second] = ["dense0/kernel", "dense1/kernel"].map(
    (name) => run.parameters.get(name)?.data[0] as number,
  ) as [number, number];
  // The unit lives and fits: the product of the two weights is near the slope, 3.
  expect(first * second).toBeGreaterThan(2.8);
});
