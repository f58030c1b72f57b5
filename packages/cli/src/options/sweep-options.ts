/** `occam sweep`: its options, and what it prints. */
import type { Command } from "commander";
import type { SweepCommandOptions } from "../commands/sweep-command.ts";
import { duration, wholeNumber } from "./arguments.ts";
import { addPrintOptions, printResult } from "./printing.ts";
import { toReadingOptions } from "./reading-options.ts";
import { type TableFlags, tableCommand } from "./table-command.ts";

type SweepFlags = TableFlags<SweepCommandOptions>;

export function addSweepCommand(program: Command): void {
  const command = tableCommand(
    program,
    "sweep",
    "search settings (regularizers, learning rate, layers) in a study that can go on later",
  )
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
    .option("--out <folder>", "the study's folder (default: occam-studies/NAME)");
  addPrintOptions(command).action(runSweep);
}

async function runSweep(table: string, { json, debug: _, ...flags }: SweepFlags): Promise<void> {
  const { sweepCommand } = await import("../commands/sweep-command.ts");
  await printResult(
    json,
    (signal) => sweepCommand(table, { ...toReadingOptions(flags), signal }),
    async (result, terminal) => (await import("@occam/report/text")).renderSweepText(result, terminal),
  );
}
