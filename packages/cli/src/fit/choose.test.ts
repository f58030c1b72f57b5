import { dense, fitReplicas, meanSquaredError, sequential, sgd } from "@occam/core";
import { nodeRuntime } from "@occam/core/node";
import { afterAll, expect, it } from "vitest";
import { choose } from "./choose.ts";
import { PLAIN } from "./network-plan.ts";
import { type PreparedData, prepareData } from "./prepare-data.ts";
import type { TrainingCandidate } from "./training-candidate.ts";
import { type Understanding, understand } from "./understanding.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const values = Float64Array.from({ length: 40 }, (_, row) => row + 0.5);
const known: Understanding = understand(
  {
    file: "some.csv",
    sha256: "",
    rowCount: 40,
    columns: [
      { name: "x", kind: "numeric", values },
      { name: "y", kind: "numeric", values: values.map((value) => 1000 + 20 * value) },
    ],
  },
  { target: "y" },
);
const part = (kind: number) => Int32Array.from(values.keys()).filter((row) => row % 4 === kind);
const parts = { train: Int32Array.of(...part(0), ...part(1)), validation: part(2), test: part(3) };
const data: PreparedData = await prepareData(runtime, known, parts, "some.csv");

/** One candidate for each learning rate; a rate of 1e9 diverges. */
async function chosenAmong(learningRate: readonly number[]) {
  const model = sequential({ inputShape: [1], layers: [dense({ units: 1 })] });
  const candidates: TrainingCandidate[] = learningRate.map((rate) => ({
    name: `rate ${rate}`,
    l1: 0,
    l2: 0,
    dropout: 0,
    earlyStopping: false,
    strengths: { ...PLAIN, learningRate: rate },
  }));
  const runs = await fitReplicas(model, data.train, {
    runtime,
    loss: meanSquaredError,
    optimizer: sgd({ learningRate: [...learningRate] }),
    epochs: 30,
    batchSize: 10,
    validation: data.validation,
  });
  return choose({ runtime, known, parts, data, candidates, runs, loss: meanSquaredError });
}

it("prefers the candidate with the lowest validation RMSE, in the target's units", async () => {
  const { candidates, choice, index } = await chosenAmong([1e-6, 0.3]);
  expect(index).toBe(1);
  expect(choice).toMatchObject({ rule: "oneStandardError", best: "rate 0.3", chosen: "rate 0.3" });
  // The target's deviation is 231; an untrained line misses by about as much, a trained one by the bend of the feature.
  expect(candidates[0]?.validation.rmse).toBeGreaterThan(100);
  expect(candidates[1]?.validation.rmse).toBeLessThan(30);
  expect(candidates[1]?.standardError).toBe(0);
});

it("passes over a candidate that diverged, and says so", async () => {
  const { candidates, index } = await chosenAmong([1e9, 0.3]);
  expect(index).toBe(1);
  expect(candidates.map(({ status }) => status)).toEqual(["diverged", "completed"]);
});

it("ends as diverged, with the epoch, the step and a cause, where all candidates did", async () => {
  await expect(chosenAmong([1e9, 1e12])).rejects.toMatchObject({
    code: "OCCAM_DIVERGED",
    message: expect.stringMatching(/^Training diverged in epoch \d+ at step \d+: the learning rate is too high/),
  });
});
