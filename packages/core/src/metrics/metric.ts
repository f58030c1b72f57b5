import { describe, occamError, requireCount } from "../errors.ts";

/** A number that says how good predictions are, for people to read; training minimises a loss instead. */
export interface Metric {
  readonly name: string;
  readonly task: "classification" | "regression";
  readonly greaterIsBetter: boolean;
  /** Looks at logits where there are any, which are fetched for it alone. */
  readonly readsLogits?: true;
  /**
   * NaN when a prediction (or a regression target) of a row that counts is NaN, and where the metric is undefined.
   * @throws Error with code OCCAM_SHAPE when the lengths disagree, OCCAM_DATA on no rows, on a class index outside
   *   0 .. classes-1, and on weights that are negative, not finite or all zero.
   */
  readonly compute: (input: MetricInput) => number;
}

/** Predictions beside the truth, n rows of them, row-major. */
export interface MetricInput {
  /**
   * Classification: probabilities [n, classes], or [n, 1] for a single sigmoid output, which is the probability of
   * class 1 of two. Regression: [n, outputs].
   */
  readonly predictions: ArrayLike<number>;
  /**
   * Classification: what `predictions` are the softmax of, or the sigmoid at width 1, [n, width]. Logarithms of probabilities are exact
   * from these, where probabilities themselves are rounded to 0 or 1.
   */
  readonly logits?: ArrayLike<number>;
  /** Classification: class indices [n]. Regression: [n, outputs]. */
  readonly targets: ArrayLike<number>;
  /** The last dimension of `predictions`: classes or outputs. */
  readonly width: number;
  /**
   * Classification: a weight of at least 0 for each class, default 1: the class of highest weight times probability is the predicted
   * one. Probabilities themselves stay as they are.
   */
  readonly decisionWeights?: ArrayLike<number>;
  /** One weight of at least 0 for each row, default 1. A row of weight 0 counts as absent, one of weight 2 as two. */
  readonly weights?: ArrayLike<number>;
}

/** What of an input has no default. */
type Given = "logits" | "decisionWeights";

/** A checked input. */
export interface MetricRows extends Required<Omit<MetricInput, Given>>, Pick<MetricInput, Given> {
  readonly rowCount: number;
  /** Classes to tell apart (2 at width 1), or outputs. */
  readonly categories: number;
}

interface MetricDefinition extends Omit<Metric, "compute"> {
  /** The value, given rows without a NaN. */
  readonly measure: (rows: MetricRows) => number;
}

/** A metric from its formula: checks the input, and lets a NaN through instead of ranking it somewhere. */
export function metric({ measure, ...facts }: MetricDefinition): Metric {
  return {
    ...facts,
    compute: (input) => {
      const rows = toRows(facts.name, facts.task, input);
      return holdsNaN(rows) ? Number.NaN : measure(rows);
    },
  };
}

/** The rows of `input` with their weights, checked; for errors see `Metric.compute`. */
export function toRows(where: string, task: Metric["task"], input: MetricInput): MetricRows {
  const { predictions, logits, decisionWeights, targets, width } = input;
  requireCount(`${where}.width`, width);
  const rowCount = predictions.length / width;
  requireRows(where, rowCount, predictions.length, width);
  if (logits !== undefined) requireLength(`${where}.logits`, logits.length, predictions.length);
  const targetWidth = task === "classification" ? 1 : width;
  requireLength(`${where}.targets`, targets.length, rowCount * targetWidth);
  const weights = input.weights ?? new Float64Array(rowCount).fill(1);
  requireLength(`${where}.weights`, weights.length, rowCount);
  requireWeights(where, weights);
  const categories = task === "classification" ? Math.max(width, 2) : width;
  if (decisionWeights !== undefined) requireLength(`${where}.decisionWeights`, decisionWeights.length, categories);
  const given = { ...(logits && { logits }), ...(decisionWeights && { decisionWeights }) };
  const rows = { predictions, ...given, targets, width, weights, rowCount, categories };
  if (task === "classification") requireClasses(where, rows);
  return rows;
}

function holdsNaN({ predictions, targets, weights, rowCount, width }: MetricRows): boolean {
  const targetWidth = targets.length / rowCount;
  for (let row = 0; row < rowCount; row++) {
    if (weights[row] === 0) continue;
    for (let i = row * width; i < (row + 1) * width; i++) if (Number.isNaN(predictions[i])) return true;
    for (let i = row * targetWidth; i < (row + 1) * targetWidth; i++) if (Number.isNaN(targets[i])) return true;
  }
  return false;
}

function requireRows(where: string, rowCount: number, length: number, width: number): void {
  if (rowCount >= 1 && Number.isInteger(rowCount)) return;
  throw occamError(length === 0 ? "OCCAM_DATA" : "OCCAM_SHAPE", {
    where: `${where}.predictions`,
    expected: `one row of ${width} or more such rows`,
    received: `${length} values`,
  });
}

function requireLength(where: string, length: number, expected: number): void {
  if (length === expected) return;
  throw occamError("OCCAM_SHAPE", { where, expected: `${expected} values`, received: `${length}` });
}

function requireWeights(where: string, weights: ArrayLike<number>): void {
  let total = 0;
  for (let row = 0; row < weights.length; row++) {
    const weight = weights[row] as number;
    if (!(weight >= 0 && weight < Infinity)) {
      const received = `${describe(weight)} at row ${row}`;
      throw occamError("OCCAM_DATA", { where: `${where}.weights`, expected: "finite numbers of at least 0", received });
    }
    total += weight;
  }
  if (total > 0) return;
  throw occamError("OCCAM_DATA", { where: `${where}.weights`, expected: "a weight above 0", received: "only zeros" });
}

function requireClasses(where: string, { targets, weights, rowCount, categories }: MetricRows): void {
  for (let row = 0; row < rowCount; row++) {
    const target = targets[row] as number;
    if (weights[row] === 0 || (Number.isInteger(target) && target >= 0 && target < categories)) continue;
    throw occamError("OCCAM_DATA", {
      where: `${where}.targets`,
      expected: `class indices from 0 to ${categories - 1}`,
      received: `${describe(target)} at row ${row}`,
    });
  }
}
