/** What a program says of a user's table, and the file from which it reads many rows. */
import { exampleRows, type PlainExamples } from "../divide.ts";
import type { TableFacts } from "./table-examples.ts";

/** Of the reply "opened". */
export interface OpenedTable {
  readonly facts: TableFacts;
  readonly train: PlainExamples;
  readonly validation: PlainExamples;
}

/** Beside the program. */
export const TABLE_FILE = "occam-rows.json";

/** Which column each number is, and how it was scaled. */
export function tableComment({ facts: { name, inputs, target } }: OpenedTable): readonly string[] {
  const scale = ({ mean, deviation }: { readonly mean: number; readonly deviation: number }, of: string) =>
    `${mean.toPrecision(6)} + ${deviation.toPrecision(6)} * ${of}`;
  const outcome =
    target.classes === undefined
      ? `${quoted(target.name)} = ${scale(target, "y")}`
      : `${quoted(target.name)} is ${quoted(target.classes[0])} for 1, ${quoted(target.classes[1])} for 0`;
  return [
    `// Rows of ${quoted(name)}, with means and deviations of the training rows:`,
    ...inputs.map((input, i) => `//   ${quoted(input.name)} = ${scale(input, `x[${i}]`)}`),
    `//   ${outcome}`,
  ];
}

/** Names are the user's: none may end the comment that it stands in. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\u2028\u2029]/g, " ");
}

export function tableRows({ train, validation }: OpenedTable): string {
  return JSON.stringify({ train: exampleRows(train), validation: exampleRows(validation) });
}
