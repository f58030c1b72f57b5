import { afterAll, expect, it } from "vitest";
import { dense, type FitOptions, fit, type Run, sequential, sgd } from "../../index.ts";
import { nodeRuntime } from "../../runtime/node.ts";
import { randomNormal, randomUniform } from "../../tensor/random.ts";
import { isStreamed } from "../examples/prepared.ts";
import { prepareExamples } from "../prepare-examples.ts";
import { toRecipe } from "../recipe/recipe.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const ROWS = 4_200;
const COLUMNS = 3;
const UNITS = 2;
const x = Float32Array.from(randomNormal(ROWS * COLUMNS, { seed: 1, stream: "x" }));
const y = Int32Array.from(randomUniform(ROWS, { seed: 1, stream: "y" }), (u, i) =>
  Number((x[i * COLUMNS] as number) + u > 0.5),
);
const options: FitOptions = {
  runtime,
  loss: "softmaxCrossEntropy",
  optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }),
  batchSize: 64,
  epochs: 2,
  exampleWeights: Float32Array.from({ length: ROWS }, (_, i) => 1 + (i % 3)),
};

/** The rows with columns of zeros behind their own, which change nothing but the size of the data. */
function examplesOf(width: number) {
  const data = new Float32Array(ROWS * width);
  for (let row = 0; row < ROWS; row++) data.set(x.subarray(row * COLUMNS, (row + 1) * COLUMNS), row * width);
  return { x: { shape: [ROWS, width], data }, y: { shape: [ROWS], data: y } };
}

const modelOf = (width: number) => sequential({ inputShape: [width], layers: [dense({ units: UNITS })] });

async function trained(width: number): Promise<Run> {
  const kernel = new Float32Array(width * UNITS);
  kernel.set([0.1, -0.2, 0.3, 0.4, -0.5, 0.6]);
  const initialParameters = new Map([["dense0/kernel", { shape: [width, UNITS], data: kernel }]]);
  const examples = examplesOf(width);
  return fit(modelOf(width), examples, { ...options, initialParameters, validation: examples });
}

it("examples that are too large to be held by the runtime train the very same network", async () => {
  const wide = 4_000;
  const isStreamedAt = (width: number) =>
    isStreamed(prepareExamples(modelOf(width), toRecipe(modelOf(width), options).loss, examplesOf(width), "test"));
  expect([COLUMNS, wide].map(isStreamedAt)).toEqual([false, true]);

  const [held, streamed] = [await trained(COLUMNS), await trained(wide)];
  const kernelOf = (run: Run) => Array.from(run.parameters.get("dense0/kernel")?.data.subarray(0, 6) ?? []);
  kernelOf(held).forEach((weight, i) => {
    expect(kernelOf(streamed)[i]).toBeCloseTo(weight, 5);
  });
  held.history.forEach(({ train, validation }, epoch) => {
    expect(streamed.history[epoch]?.train.loss).toBeCloseTo(train.loss, 5);
    expect(streamed.history[epoch]?.validation?.loss).toBeCloseTo(validation?.loss as number, 5);
  });
});
