/** `occam path`: its options, and what it prints. */
import type { Command } from "commander";
import type { PathCommandOptions } from "../commands/path-command.ts";
import { numberList, wholeNumber } from "./arguments.ts";
import { addPrintOptions, printResult } from "./printing.ts";
import { toReadingOptions } from "./reading-options.ts";
import { type TableFlags, tableCommand } from "./table-command.ts";

type PathFlags = TableFlags<PathCommandOptions>;

export function addPathCommand(program: Command): void {
  const command = tableCommand(
    program,
    "path",
    "turn one kind of regularization up, over folds, and choose its strength",
  )
    .requiredOption(
      "--penalty <name>",
      "what is turned up: l1, l2, elasticNet, groupLasso, dropout, maxNorm or any setting with a strength",
    )
    .option(
      "--alphas <list>",
      "strengths, from the least to the most regularized: 0.001,0.01,0.1 (default: on the scale of the data)",
      numberList,
    )
    .option("--count <number>", "how many strengths, without --alphas", wholeNumber(2), 24)
    .option("--folds <number>", "parts that each validate once (default: 5)", wholeNumber(2))
    .option("--repeats <number>", "how often the folds are dealt anew", wholeNumber(1), 1)
    .option("--seeds <number>", "how many times each fold is trained, from other initial weights", wholeNumber(1), 1)
    .option("--seed <number>", "decides test rows, folds, initial weights, shuffles and masks", wholeNumber(0), 0)
    .option("--epochs <number>", "passes over the training rows, at most", wholeNumber(1))
    .option(
      "--rule <name>",
      "what chooses the strength: oneStandardError, bestMean, pairedOneStandardError or pairedTest",
      "oneStandardError",
    )
    .option("--warm-start", "start each strength from the weights of the one before it")
    .option("--out <folder>", "write path.json, path.csv, path.html and the figures there");
  addPrintOptions(command).action(runPath);
}

async function runPath(table: string, { json, debug: _, ...flags }: PathFlags): Promise<void> {
  const { pathCommand } = await import("../commands/path-command.ts");
  await printResult(
    json,
    (signal) => pathCommand(table, { ...toReadingOptions(flags), signal }),
    async (result, terminal) => (await import("@occam/report/text")).renderPathText(result, terminal),
  );
}
