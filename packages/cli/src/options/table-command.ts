import type { TaskName } from "@occam/core/tabular";
import { type Command, Option } from "commander";
import type { PrintFlags } from "./printing.ts";
import { addReadingOptions, type ReadingFlags } from "./reading-options.ts";

/** One more task does not compile before it is here: the library itself is loaded only when a command runs. */
const TASKS: Readonly<Record<TaskName, true>> = { classification: true, regression: true };

/** The flags of such a command, which become these options. */
export type TableFlags<Options> = Omit<Options, "signal" | "columns" | keyof ReadingFlags> & ReadingFlags & PrintFlags;

/** A command on a table with a column to predict. */
export function tableCommand(program: Command, name: string, description: string): Command {
  const command = program
    .command(name)
    .description(description)
    .argument("<table>", "CSV, TSV, JSON lines or Parquet (CSV, TSV and JSON lines may be .gz)")
    .requiredOption("--target <column>", "the column to predict")
    .addOption(new Option("--task <task>", "instead of guessing it from the target").choices(Object.keys(TASKS)));
  return addReadingOptions(command);
}
