/** Predictions as CSV columns or as one JSON object. */

import { type Answer, VERSION } from "@occam/core/tabular";
import type { PredictedTable } from "../results/predict-result.ts";

export interface OutputColumn {
  readonly name: string;
  readonly values: readonly (string | number)[];
}

/** label and one probability column a class, or value. */
export function toOutputColumns({ facts, answers }: PredictedTable): readonly OutputColumn[] {
  const numbers = (of: (answer: Answer) => number) => answers.map(of);
  if (facts.classes.length === 0)
    return [{ name: "value", values: numbers((answer) => ("value" in answer ? answer.value : Number.NaN)) }];
  const probability = (c: number) =>
    numbers((answer) => ("probabilities" in answer ? (answer.probabilities[c] as number) : Number.NaN));
  return [
    { name: "label", values: answers.map((answer) => ("label" in answer ? answer.label : "")) },
    ...facts.classes.map((name, c) => ({ name: `probability ${name}`, values: probability(c) })),
  ];
}

export function toPredictJson({ facts, answers, unseen }: PredictedTable): object {
  const { task, target, classes } = facts;
  return {
    occam: VERSION,
    command: "predict",
    task,
    target,
    ...(classes.length > 0 && { classes }),
    ...(unseen !== undefined && { unseen }),
    predictions: answers,
  };
}
