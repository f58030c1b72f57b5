/** The library in one page: a small network on breast cancer data, with L2 and dropout. Run it: npm run example */
import { readFileSync } from "node:fs";
import { accuracy, adam, dense, dropout, fit, l2, logLoss, sequential } from "@occam/core";
import { nodeRuntime } from "@occam/core/node";

// The table: 30 numbers a row, then the diagnosis.
const csv = readFileSync(new URL("../data/breast-cancer.csv", import.meta.url), "utf8");
const rows = csv
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => line.split(","));
const y = rows.map((row) => (row[30] === "malignant" ? 1 : 0));

// Every third row is for validation. Columns are scaled by the mean and deviation of the other rows.
const isValidation = (_: unknown, row: number) => row % 3 === 0;
const isTraining = (item: unknown, row: number) => !isValidation(item, row);
const columns = Array.from({ length: 30 }, (_, column) => standardize(rows.map((row) => Number(row[column]))));
const x = rows.map((_, row) => columns.map((column) => column[row] ?? 0));

const model = sequential({
  inputShape: [30],
  layers: [
    dense({ units: 64, activation: "relu", kernelRegularizer: l2({ alpha: 1e-3 }) }),
    dropout({ rate: 0.5 }),
    dense({ units: 2 }),
  ],
});

const runtime = nodeRuntime();
const validation = { x: x.filter(isValidation), y: y.filter(isValidation) };
const run = await fit(
  model,
  { x: x.filter(isTraining), y: y.filter(isTraining) },
  {
    runtime,
    loss: "softmaxCrossEntropy",
    optimizer: adam({ learningRate: 1e-3 }),
    epochs: 50,
    batchSize: 32,
    validation,
    seed: 7,
  },
);

const last = run.history.at(-1);
const scores = await run.evaluate(validation, [accuracy, logLoss]);
const probabilities = await run.predict(validation.x.slice(0, 1));
const bytes = await run.toOnnx();
await runtime.close();

console.log(
  `after epoch ${last?.epoch}: train loss ${last?.train.loss?.toFixed(4)}, validation loss ${last?.validation?.loss?.toFixed(4)}`,
);
console.log(
  `validation accuracy ${((scores.accuracy ?? 0) * 100).toFixed(1)}%, log loss ${scores.logLoss?.toFixed(4)}`,
);
console.log(`first validation row: malignant with probability ${probabilities.data[1]?.toFixed(3)}`);
console.log(
  `dense0/kernel has shape [${run.parameters.get("dense0/kernel")?.shape}]; the ONNX model has ${bytes.length} bytes`,
);

function standardize(values: readonly number[]): number[] {
  const training = values.filter(isTraining);
  const mean = training.reduce((sum, value) => sum + value, 0) / training.length;
  const deviation = Math.sqrt(training.reduce((sum, value) => sum + (value - mean) ** 2, 0) / training.length);
  return values.map((value) => (value - mean) / deviation);
}
