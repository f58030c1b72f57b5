/** Predictions as CSV columns or as one JSON object. */
import type { PredictedTable } from "../commands/predict-command.ts";
import { VERSION } from "../version.ts";

export interface OutputColumn {
  readonly name: string;
  readonly values: readonly (string | number)[];
}

/** label and one probability column a class, or value. */
export function toOutputColumns({ facts, rowCount, predictions }: PredictedTable): readonly OutputColumn[] {
  const { numbers, labels } = predictions;
  if (facts.task === "regression") return [{ name: "value", values: Array.from(numbers) }];
  const width = facts.classes.length;
  const probability = (c: number) => Array.from({ length: rowCount }, (_, row) => numbers[row * width + c] as number);
  return [
    { name: "label", values: labels },
    ...facts.classes.map((name, c) => ({ name: `probability ${name}`, values: probability(c) })),
  ];
}

export function toPredictJson({ facts, rowCount, predictions }: PredictedTable): object {
  const { task, target, classes } = facts;
  const { numbers, labels } = predictions;
  const rows = Array.from({ length: rowCount }, (_, row) =>
    task === "regression"
      ? { value: numbers[row] as number }
      : {
          label: labels[row] as string,
          probabilities: Array.from(numbers.subarray(row * classes.length, (row + 1) * classes.length)),
        },
  );
  return {
    occam: VERSION,
    command: "predict",
    task,
    target,
    ...(task === "classification" && { classes }),
    predictions: rows,
  };
}
