/** `occam predict`: its options, and what it prints. */
import type { Unseen } from "@occam/core/tabular";
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
    .option("--raw-csv", "do not protect text that a spreadsheet would take for a formula")
    .option("--strict", "end with exit code 2, and write nothing, where a row holds what the model never saw");
  addPrintOptions(command).action(runPredict);
}

async function runPredict(model: string, table: string, { output, json, rawCsv, strict }: PredictFlags): Promise<void> {
  const { predictCommand } = await import("../commands/predict-command.ts");
  const { toOutputColumns, toPredictJson, unseenWords } = await import("@occam/report/text");
  const { toCsv } = await import("../table/write-table.ts");
  const predicted = await predictCommand(model, table, { strict: strict === true });
  warn(predicted.unseen ?? [], unseenWords);
  const text = json
    ? `${JSON.stringify(toPredictJson(predicted))}\n`
    : toCsv(toOutputColumns(predicted), { raw: rawCsv === true });
  if (output === undefined) return print(text);
  const { writeFileSafely } = await import("../table/write-file-safely.ts");
  await writeFileSafely(output, text);
}

const MOST_WARNINGS = 20;

/** On stderr: the answers may go to stdout. */
function warn(unseen: readonly Unseen[], words: (each: Unseen) => string): void {
  const lines = unseen.slice(0, MOST_WARNINGS).map(words);
  const others = unseen.length - lines.length;
  if (others > 0) lines.push(`and ${others} more, which --json tells`);
  for (const line of lines) process.stderr.write(`occam: ${toOneLine(line)}.\n`);
}
