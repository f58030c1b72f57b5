/** `occam path`: its options, and what it prints. */
import type { Command } from "commander";
import type { PathCommandOptions } from "../commands/path-command.ts";
import { numberList, wholeNumber } from "./arguments.ts";
import { addReadingOptions, type ReadingFlags, toReadingOptions } from "./reading-options.ts";
import { taskOption } from "./task-option.ts";

interface PathFlags extends Omit<PathCommandOptions, "signal" | "columns" | "missing">, ReadingFlags {
  readonly json?: true;
  readonly debug?: true;
}

export function addPathCommand(program: Command, print: (text: string) => void): void {
  const command = program
    .command("path")
    .description("turn one kind of regularization up, over folds, and choose its strength")
    .argument("<table>", "CSV, TSV, JSON lines or Parquet (CSV, TSV and JSON lines may be .gz)")
    .requiredOption("--target <column>", "the column to predict")
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
    .addOption(taskOption())
    .option(
      "--rule <name>",
      "what chooses the strength: oneStandardError, bestMean, pairedOneStandardError or pairedTest",
      "oneStandardError",
    )
    .option("--warm-start", "start each strength from the weights of the one before it")
    .option("--out <folder>", "write path.json, path.csv, path.html and the figures there")
    .option("--json", "print one JSON object on stdout")
    .option("--debug", "show where an error came from")
    .action((table: string, flags: PathFlags) => runPath(table, flags, print));
  addReadingOptions(command);
}

async function runPath(
  table: string,
  { json, debug: _, ...flags }: PathFlags,
  print: (text: string) => void,
): Promise<void> {
  const { pathCommand } = await import("../commands/path-command.ts");
  const { interruptible } = await import("../interrupt.ts");
  const result = await interruptible((signal) => pathCommand(table, { ...toReadingOptions(flags), signal }));
  if (json) return print(`${JSON.stringify(result)}\n`);
  const { renderPathText } = await import("@occam/report/text");
  const color = process.stdout.isTTY === true && !process.env.NO_COLOR;
  print(renderPathText(result, { color, width: process.stdout.columns ?? 80 }));
}
