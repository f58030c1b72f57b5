import { afterAll, expect, it } from "vitest";
import { dense, dropout, evaluateRuns, type FitOptions, fitReplicas, l1, sequential, sgd } from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { twoClasses } from "../testing/problems.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

it("evaluateRuns gives each run its own losses and predictions, in the order asked for, for many runs and for one", async () => {
  const [train, others] = [twoClasses(60, 4), twoClasses(33, 4, 2)];
  const model = sequential({
    inputShape: [4],
    layers: [
      dense({ units: 6, activation: "relu", kernelRegularizer: l1({ alpha: [0, 0.01, 0.1] }) }),
      dropout({ rate: [0, 0.2, 0.5] }),
      dense({ units: 2 }),
    ],
  });
  const options: FitOptions = {
    runtime,
    loss: "softmaxCrossEntropy",
    optimizer: sgd({ learningRate: 0.1 }),
    epochs: 3,
  };
  const [first, second, third] = await fitReplicas(model, train, options);
  if (!first || !second || !third) throw new Error("three replicas were asked for");
  for (const runs of [[third, first, second], [second]]) {
    const found = await evaluateRuns(runs, others, options);
    expect(found.length).toBe(runs.length);
    for (const [i, run] of runs.entries()) {
      const predictions = await run.predict(others.x);
      const losses = await run.lossPerExample(others);
      expect(found[i]?.predictions.shape).toEqual([33, 2]);
      predictions.data.forEach((probability, k) => {
        expect(found[i]?.predictions.data[k]).toBeCloseTo(probability, 6);
      });
      losses.forEach((loss, row) => {
        const label = others.y.data[row] as number;
        expect(found[i]?.losses[row]).toBeCloseTo(loss, 6);
        expect(loss).toBeCloseTo(-Math.log(predictions.data[2 * row + label] as number), 5);
      });
    }
  }
});

it("evaluateRuns of no runs gives none", async () => {
  expect(await evaluateRuns([], { x: [[1]], y: [1] }, { runtime, loss: "meanSquaredError" })).toEqual([]);
});
