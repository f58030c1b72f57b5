import { afterAll, expect, it } from "vitest";
import { dense, fit, isOccamError, sequential, sgd } from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { randomNormal } from "../tensor/random.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

/** Logits 0 and 2 x for an input x. */
async function knownRun() {
  const model = sequential({ inputShape: [1], layers: [dense({ units: 2 })] });
  const run = await fit(
    model,
    { x: [[0], [1]], y: [0, 1] },
    {
      runtime,
      loss: "softmaxCrossEntropy",
      optimizer: sgd({ learningRate: 1e-30 }),
      epochs: 1,
      initialParameters: new Map([["dense0/kernel", { shape: [1, 2], data: Float32Array.of(0, 2) }]]),
    },
  );
  return run;
}

it("a predictor gives the probabilities of its network, call after call, until it is released", async () => {
  const predictor = await (await knownRun()).createPredictor();
  for (const x of [0, 0.5, -1]) {
    const { shape, data } = await predictor.predict([[x]]);
    expect(shape).toEqual([1, 2]);
    expect(data[1]).toBeCloseTo(1 / (1 + Math.exp(-2 * x)), 6);
  }
  await predictor.release();
  await expect(predictor.predict([[0]])).rejects.toThrow("the session was released");
});

it("more rows than a block holds come back in their order, from a predictor and from predict", async () => {
  const run = await knownRun();
  const rows = 1_100_000;
  const x = { shape: [rows, 1], data: Float32Array.from(randomNormal(rows, { seed: 1, stream: "x" })) };
  const predictor = await run.createPredictor({ rowCount: rows });
  const found = await predictor.predict(x);
  await predictor.release();
  expect(found).toEqual(await run.predict(x));
  for (const row of [0, 999_999, 1_000_000, rows - 1]) {
    expect(found.data[2 * row + 1]).toBeCloseTo(1 / (1 + Math.exp(-2 * (x.data[row] as number))), 6);
  }
});

it("a row count below 1 is refused", async () => {
  const run = await knownRun();
  const error = await run.createPredictor({ rowCount: 0 }).catch((reason: unknown) => reason);
  expect(isOccamError(error) && error.code).toBe("OCCAM_OPTION");
});
