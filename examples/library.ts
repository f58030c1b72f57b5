/** The library in one page: a small network on breast cancer data, with L2 and dropout. Run: npm run example */
import { readFileSync } from "node:fs";
import { accuracy, adam, dense, dropout, fit, l2, sequential } from "@occam/core";
import { nodeRuntime } from "@occam/core/node";

const [, ...lines] = readFileSync(new URL("../data/breast-cancer.csv", import.meta.url), "utf8").trim().split("\n");
const rows = lines.map((line) => line.split(","));
const numbers = rows.map((row) => row.slice(0, 30).map(Number));
const labels = rows.map((row) => (row[30] === "malignant" ? 1 : 0));

// Scale every column by the mean and deviation of the training rows: every third row is kept for validation.
const isTraining = (_: unknown, row: number) => row % 3 !== 0;
const training = numbers.filter(isTraining);
const mean = numbers[0].map((_, column) => training.reduce((sum, row) => sum + row[column], 0) / training.length);
