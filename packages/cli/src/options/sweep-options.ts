/** `occam sweep`: its options, and what it prints. */
import type { Command } from "commander";
import type { SweepCommandOptions } from "../commands/sweep-command.ts";
import { duration, wholeNumber } from "./arguments.ts";
import { addReadingOptions, type ReadingFlags, toReadingOptions } from "./reading-options.ts";
import { taskOption } from "./task-option.ts";

interface SweepFlags extends Omit<SweepCommandOptions, "signal" | "columns" | "missing">, ReadingFlags {
  readonly json?: true;
  readonly debug?: true;
}

export function addSweepCommand(program: Command, print: (text: string) => void): void {
  const command = program
    .command("sweep")
    .description("search settings (regularizers, learning rate, layers) in a study that can go on later")
    .argument("<table>", "CSV, TSV, JSON lines or Parquet (CSV, TSV and JSON lines may be .gz)")
    .requiredOption("--target <column>", "the column to predict")
    .option(
      "--space <file>",
      "JSON of what may vary (default: l1, l2, dropout, input noise, weight decay and label smoothing off or on, learning rate, layers)",
    )
    .option("--trials <number>", "trials in all (default: 48 without --budget)", wholeNumber(1))
    .option("--budget <time>", "stop after this time: 90s, 5m, 2h", duration)
    .option("--sampler <name>", "what suggests settings: tpe (default), random, sobol or grid")
    .option(
      "--pruner <name>",
      "what stops trials that will not win: hyperband (default), asha, median, successiveHalving or none",
    )
    .option("--study <name>", "letters, digits, - and _ (default: by table and target)")
    .option("--resume", "go on with the study where it ended or was killed")
    .option("--folds <number>", "parts that each validate once (default: 3)", wholeNumber(2))
    .option("--seed <number>", "decides test rows, folds, suggestions and trainings (default: 0)", wholeNumber(0))
    .option("--epochs <number>", "passes over the training rows of a trial, at most", wholeNumber(1))
    .addOption(taskOption())
    .option("--out <folder>", "the study's folder (default: occam-studies/NAME)")
    .option("--json", "print one JSON object on stdout")
    .option("--debug", "show where an error came from")
    .action((table: string, flags: SweepFlags) => runSweep(table, flags, print));
  addReadingOptions(command);
}

async function runSweep(
  table: string,
  { json, debug: _, ...flags }: SweepFlags,
  print: (text: string) => void,
): Promise<void> {
  const { sweepCommand } = await import("../commands/sweep-command.ts");
  const { interruptible } = await import("../interrupt.ts");
  const result = await interruptible((signal) => sweepCommand(table, { ...toReadingOptions(flags), signal }));
  if (json) return print(`${JSON.stringify(result)}\n`);
  const { renderSweepText } = await import("@occam/report/text");
  const isTerminal = process.stdout.isTTY === true;
  const color = isTerminal && !process.env.NO_COLOR;
  print(renderSweepText(result, { color, width: process.stdout.columns ?? 80, bars: isTerminal }));
}
