/** `occam diagnose`: its options, and what it prints. */
import { type Command, Option } from "commander";
import type { DiagnoseCommandOptions } from "../commands/diagnose-command.ts";
import { wholeNumber } from "./arguments.ts";
import { addPrintOptions, printResult } from "./printing.ts";
import { toReadingOptions } from "./reading-options.ts";
import { type TableFlags, tableCommand } from "./table-command.ts";

interface DiagnoseFlags extends TableFlags<DiagnoseCommandOptions> {
  /** A verdict. */
  readonly failOn?: string;
}

export function addDiagnoseCommand(program: Command): void {
  const command = tableCommand(
    program,
    "diagnose",
    "say with what probability a network over- or underfits, why, and what would help",
  )
    .option("--run <folder>", "diagnose what occam fit chose there (default: train the plain network and diagnose it)")
    .option("--split-column <column>", "your own split, without --run")
    .option("--learning-curve", "error over the number of training rows")
    .option("--bias-variance", "the parts of the error, by bootstrap samples")
    .addOption(new Option("--fail-on <verdict>", "exit 1 on this verdict").choices(["overfitting", "underfitting"]))
    .option("--seed <number>", "decides split, initial weights and resampling", wholeNumber(0), 0)
    .option("--epochs <number>", "passes over the training rows, at most", wholeNumber(1))
    .option("--out <folder>", "write diagnosis.json, diagnosis.html and the figures there");
  addPrintOptions(command).action(runDiagnose);
}

async function runDiagnose(table: string, { json, debug: _, failOn, ...flags }: DiagnoseFlags): Promise<void> {
  const { diagnoseCommand } = await import("../commands/diagnose-command.ts");
  const { verdict } = await printResult(
    json,
    (signal) => diagnoseCommand(table, { ...toReadingOptions(flags), signal }),
    async (result, terminal) => (await import("@occam/report/text")).renderDiagnosisText(result, terminal),
  );
  if (verdict !== failOn) return;
  process.stderr.write(`occam: the verdict is ${verdict}, which --fail-on names.\n`);
  process.exitCode = 1;
}
