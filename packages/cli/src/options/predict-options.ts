/** `occam predict`: its options, and what it prints. */
import type { Command } from "commander";
import { toOneLine } from "../table/input-error.ts";
import { addPrintOptions, type PrintFlags, print } from "./printing.ts";

interface PredictFlags extends PrintFlags {
  readonly output?: string;
  readonly rawCsv?: true;
  readonly strict?: true;
}

export function addPredictCommand(program: Command): void {
  const command = program
    .command("predict")
    .description("label and probabilities, or value, for each row of a table")
    .argument("<model>", "a model.onnx that occam fit wrote")
    .argument("<table>", "a table with the model's columns")
    .option("-o, --output <file>", "write there instead of to stdout")
    .option("--strict", "refuse values that the model never saw, instead of naming them on stderr")
    .option("--raw-csv", "do not protect text that a spreadsheet would take for a formula");
  addPrintOptions(command).action(runPredict);
}

async function runPredict(model: string, table: string, { output, json, rawCsv, strict }: PredictFlags): Promise<void> {
  const { predictCommand } = await import("../commands/predict-command.ts");
  const { toOutputColumns, toPredictJson, unseenWords } = await import("@occam/report/text");
  const { toCsv } = await import("../table/write-table.ts");
  const predicted = await predictCommand(model, table, { strict: strict === true });
  for (const unseen of predicted.unseen) process.stderr.write(`occam: ${toOneLine(unseenWords(unseen))}.\n`);
  const text = json
    ? `${JSON.stringify(toPredictJson(predicted))}\n`
    : toCsv(toOutputColumns(predicted), { raw: rawCsv === true });
  if (output === undefined) return print(text);
  const { writeFileSafely } = await import("../table/write-file-safely.ts");
  await writeFileSafely(output, text);
}
