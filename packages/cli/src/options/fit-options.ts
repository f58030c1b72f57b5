/** `occam fit`: its options, and what it prints. */
import type { Command } from "commander";
import type { FitCommandOptions } from "../commands/fit-command.ts";
import { share, wholeNumber } from "./arguments.ts";
import { addPrintOptions, printResult } from "./printing.ts";
import { toReadingOptions } from "./reading-options.ts";
import { type TableFlags, tableCommand } from "./table-command.ts";

type FitFlags = TableFlags<FitCommandOptions> & { readonly verbose?: true };

export function addFitCommand(program: Command): void {
  const command = tableCommand(
    program,
    "fit",
    "train a plain network and regularized ones, choose one, and say whether they over- or underfit",
  )
    .option(
      "--split-column <column>",
      "your own split: a column of train, validation, test (default: 60/20/20 at random)",
    )
    .option("--seed <number>", "decides split, initial weights, shuffles and masks", wholeNumber(0), 0)
    .option(
      "--epochs <number>",
      "passes over the training rows, at most (default: by the size of the table)",
      wholeNumber(1),
    )
    .option("--config <file>", "train this configuration, such as a sweep's best.json, instead of the default table")
    .option(
      "--threshold <number>",
      "of two classes, label rows as the rarer one where its probability is above this (default: 0.5)",
      share(0, 1),
    )
    .option("--balance", "label rows so that a rare class counts as much as a frequent one")
    .option("--verbose", "print every note on the reading of the table, not the first few")
    .option("--out <folder>", "where model.onnx, run.json and report.html go", "occam-out");
  addPrintOptions(command).action(runFit);
}

async function runFit(table: string, { json, debug: _, verbose, ...flags }: FitFlags): Promise<void> {
  const { fitCommand } = await import("../commands/fit-command.ts");
  await printResult(
    json,
    (signal) => fitCommand(table, { ...toReadingOptions(flags), signal }),
    async (result, terminal) =>
      (await import("@occam/report/text")).renderFitText(result, { ...terminal, ...(verbose && { verbose }) }),
  );
}
