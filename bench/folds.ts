/** Run by the row "folds": an l1 path of 16 strengths, 5 folds and 3 seeds on breast-cancer.csv, 240 networks and 16 refits. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { adam, dense, sequential } from "@occam/core";
import { nodeRuntime } from "@occam/core/node";
import { alphaPath } from "@occam/core/selection";
import { ROOT_FOLDER } from "./folders.ts";

const rows = readFileSync(join(ROOT_FOLDER, "examples/data/breast-cancer.csv"), "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => line.split(","));
const columns = Array.from({ length: 30 }, (_, j) => standardized(rows.map((row) => Number(row[j]))));
const x = rows.map((_, i) => columns.map((column) => column[i] ?? 0));
const y = rows.map((row) => Number(row[30] === "malignant"));

const runtime = nodeRuntime();
const model = sequential({
  inputShape: [30],
  layers: [dense({ units: 64, activation: "relu" }), dense({ units: 32, activation: "relu" }), dense({ units: 2 })],
});
const path = await alphaPath(
  model,
  { x, y },
  {
    runtime,
    loss: "softmaxCrossEntropy",
    optimizer: adam({ learningRate: 0.003 }),
    epochs: 30,
    batchSize: 32,
    penalty: "l1",
    count: 16,
    folds: 5,
    seeds: [1, 2, 3],
  },
);
console.log(JSON.stringify({ alpha: path.points[path.chosen]?.alpha, reason: path.reason }));
await runtime.close();

function standardized(values: readonly number[]): readonly number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return values.map((value) => (value - mean) / Math.sqrt(variance));
}
