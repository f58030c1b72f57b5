/** Which of some classes a row belongs to. */
import { softmaxCrossEntropy } from "../../losses/softmax-cross-entropy.ts";
import { accuracy, auc, balancedAccuracy, logLoss, logLossPerRow } from "../../metrics/index.ts";
import { tidyText } from "../table/reading/canonical-text.ts";
import type { Note } from "../table/reading/note.ts";
import type { Column } from "../table/table.ts";
import { quoted, tableError } from "../table/table-error.ts";
import { areTooManyClasses, numbersHint } from "./class-texts.ts";
import { decide } from "./decision.ts";
import type { Target, Task } from "./task.ts";

/** Whole numbers of no more distinct values than this are classes, unless the user says otherwise. */
const MAX_INTEGER_CLASSES = 10;

export const classification: Task = {
  name: "classification",
  loss: softmaxCrossEntropy,
  metrics: [logLoss, accuracy, balancedAccuracy, auc],
  deciding: { name: logLoss.name, reduce: (mean) => mean, standardError: (standardError) => standardError },
  rowLosses: logLossPerRow,
  suits: (target) => target.kind === "text" || (target.kind === "numeric" && isFewIntegers(target.values)),
  readTarget,
  notes: lopsided,
  decide,
  outputCount: ({ classes }) => classes.length,
  typical: mostFrequent,
  strata: (values) => values,
  foldClasses: (values) => Int32Array.from(values),
  requireTrainable: (values) => {
    if (new Set(values).size < 2)
      throw tableError("the training rows hold one class only: a split must leave at least two classes to train on.");
  },
  scaleOf: () => ({ mean: 0, deviation: 1 }),
  encode: (values) => ({ shape: [values.length], data: Int32Array.from(values) }),
  decode: (predictions) => predictions,
  /** The classes' shares of the rows. */
  bestConstant: ({ classes }, values) => {
    const counts = new Array<number>(classes.length).fill(0);
    for (const value of values) counts[value] = (counts[value] as number) + 1;
    return counts.map((count) => count / values.length);
  },
  outputs: { numbers: "probabilities", labels: "label" },
  exportOptions: ({ classes }, _, decision) => ({
    classes,
    ...(decision && decision.rule !== "mostProbable" && { decisionWeights: decision.weights }),
  }),
  toAnswers: (numbers, labels, width) =>
    labels.map((label, row) => ({ label, probabilities: Array.from(numbers).slice(row * width, (row + 1) * width) })),
};

/** Of two classes a rarer one than this leaves accuracy little to say; of more, one so much rarer than its even share. */
const RARE = 0.1;

function lopsided({ name, classes, values }: Target): readonly Note[] {
  const present = values.filter((value) => !Number.isNaN(value));
  const counts = classes.map((_, i) => present.filter((value) => value === i).length);
  const rows = Math.min(...counts);
  return rows * classes.length < 2 * RARE * present.length
    ? [{ code: "imbalance", column: name, rows, example: classes[counts.indexOf(rows)] as string }]
    : [];
}

/** Of classes as frequent as each other, the first. */
function mostFrequent(values: Float64Array): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, each) => (each[1] > best[1] ? each : best), [0, 0])[0];
}

function isFewIntegers(values: Float64Array): boolean {
  const distinct = new Set<number>();
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (!Number.isInteger(value)) return false;
    distinct.add(value);
    if (distinct.size > MAX_INTEGER_CLASSES) return false;
  }
  return true;
}

function readTarget(target: Column): Target {
  const { name } = target;
  const texts = textsOf(target);
  const distinct = [...new Set(texts)].filter((text) => text !== null);
  const classes = target.kind === "numeric" ? distinct.sort((a, b) => Number(a) - Number(b)) : distinct.sort();
  if (classes.length < 2) {
    const held = classes.length === 0 ? "no values" : `one class, ${quoted(classes[0] as string)}`;
    throw tableError(`the target ${quoted(name)} holds ${held}: a classification needs at least two classes.`);
  }
  const rowCount = texts.filter((text) => text !== null).length;
  if (areTooManyClasses(classes.length, rowCount)) {
    throw tableError(
      `the target ${quoted(name)} has ${classes.length} classes in ${rowCount} rows, too few rows for each: ${quantityHint(target)}.`,
    );
  }
  const positions = new Map(classes.map((text, i) => [text, i]));
  const indices = texts.map((text) => (text === null ? Number.NaN : (positions.get(text) as number)));
  return { name, values: Float64Array.from(indices), classes: classes.map((text) => asWritten(target, text)) };
}

/** A label as the table writes it most often. */
function asWritten(target: Column, value: string): string {
  const spelling = target.kind === "text" ? target.spellings?.get(value)?.[0] : undefined;
  return spelling === undefined ? value : tidyText(spelling);
}

function textsOf(target: Column): readonly (string | null)[] {
  if (target.kind === "text") return target.values;
  if (target.kind === "numeric")
    return Array.from(target.values, (value) => (Number.isNaN(value) ? null : String(value)));
  throw tableError(`the target ${quoted(target.name)} is a ${target.type} column: expected numbers or text.`);
}

/** What to do about a target with a class for nearly every row. */
function quantityHint(target: Column): string {
  if (target.kind !== "text") return "say task regression, as it holds numbers";
  return numbersHint(target) ?? "choose a target with fewer classes";
}
