/** Test support: the diabetes table as linear models see it, and their exact solutions. */
import { readFileSync } from "node:fs";

export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
export const dot = (a: readonly number[], b: readonly number[]) => sum(a.map((value, i) => value * (b[i] as number)));
const centered = (values: readonly number[]) => values.map((value) => value - sum(values) / values.length);
const unit = (values: readonly number[]) => values.map((value) => value / Math.sqrt(dot(values, values)));

/** The diabetes table: 10 columns, centred and of norm 1, and the centred target. */
const rows = readFileSync(new URL("../../../../examples/data/diabetes.csv", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .slice(1)
  .map((line) => line.split(",").map(Number));
export const ROWS = rows.length;
export const columns = Array.from({ length: 10 }, (_, j) => unit(centered(rows.map((row) => row[j] as number))));
export const target = centered(rows.map((row) => row[10] as number));
const gram = columns.map((a) => columns.map((b) => dot(a, b)));
const pulls = columns.map((column) => dot(column, target));

/** w with (X'X + ridge I) w = X'y, by Gaussian elimination. */
export function ridgeSolution(ridge: number): readonly number[] {
  const system = gram.map((row, i) => [...row.map((value, j) => value + (i === j ? ridge : 0)), pulls[i] as number]);
  const at = (i: number, j: number) => system[i]?.[j] as number;
  for (let pivot = 0; pivot < 10; pivot++) {
    for (let i = 0; i < 10; i++) {
      if (i === pivot) continue;
      const factor = at(i, pivot) / at(pivot, pivot);
      system[i] = (system[i] as number[]).map((value, j) => value - factor * at(pivot, j));
    }
  }
  return system.map((_, i) => at(i, 10) / at(i, i));
}

/** argmin of |y - Xw|^2 / 2 + lambda |w| + ridge/2 |w|^2, by coordinate descent. */
export function lassoSolution(lambda: number, ridge = 0): readonly number[] {
  const w = new Array<number>(10).fill(0);
  for (let sweep = 0, change = 1; sweep < 100_000 && change > 1e-11; sweep++) {
    change = 0;
    for (let j = 0; j < 10; j++) {
      const own = w[j] as number;
      const pull = (pulls[j] as number) - dot(gram[j] as number[], w) + own;
      const next = (Math.sign(pull) * Math.max(Math.abs(pull) - lambda, 0)) / (1 + ridge);
      change = Math.max(change, Math.abs(next - own));
      w[j] = next;
    }
  }
  return w;
}

/** Our mean squared error is 2/n times half the sum of squares, so a penalty of the textbook's strength is 2/n of it. */
export const toAlpha = (strength: number) => (2 * strength) / ROWS;

/** The table `count` times over, so that one epoch of batches of the whole table is `count` full-batch steps. */
export function repeated(count: number) {
  const size = ROWS * count;
  const x = Float32Array.from({ length: size * 10 }, (_, i) => columns[i % 10]?.[Math.floor(i / 10) % ROWS] as number);
  const y = Float32Array.from({ length: size }, (_, i) => target[i % ROWS] as number);
  return { x: { shape: [size, 10], data: x }, y: { shape: [size], data: y } };
}
