/** The command `occam`: words in, exit code out. Everything heavy is imported only when its command runs. */

import { VERSION } from "@occam/core/version";
import { Command, CommanderError } from "commander";
import { exitCodeOf, reportError } from "./exit.ts";
import { addDiagnoseCommand } from "./options/diagnose-options.ts";
import { addFitCommand } from "./options/fit-options.ts";
import { addPathCommand } from "./options/path-options.ts";
import { addPredictCommand } from "./options/predict-options.ts";
import { addPruneCommand } from "./options/prune-options.ts";
import { READING_FLAGS } from "./options/reading-options.ts";
import { addStudioCommand } from "./options/studio-options.ts";
import { addSweepCommand } from "./options/sweep-options.ts";
import { toOneLine } from "./table/input-error.ts";

const EXAMPLES = `
Examples:
  occam fit patients.csv --target diagnosis
  occam path patients.csv --target diagnosis --penalty l1 --out path
  occam sweep patients.csv --target diagnosis --budget 5m
  occam diagnose patients.csv --target diagnosis --run occam-out
  occam prune occam-out --max-loss-increase 0.5%
  occam predict occam-out/model.onnx new-patients.csv -o predictions.csv
  occam studio`;

function createProgram(): Command {
  const program = new Command("occam")
    .description("Neural networks that are only as complex as the data deserves.")
    .version(VERSION)
    .addHelpText("after", EXAMPLES)
    .configureHelp({ helpWidth: 100 })
    .configureOutput({ outputError: (text, write) => write(`${toOneLine(text)}\n`) })
    .exitOverride();
  addFitCommand(program);
  addPathCommand(program);
  addSweepCommand(program);
  addPredictCommand(program);
  addDiagnoseCommand(program);
  addPruneCommand(program);
  addStudioCommand(program);
  return program;
}

const isDebug = process.argv.includes("--debug");

/** A reader that has read enough (`| head`) is no error. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  reportError(new Error(`cannot write to stdout: ${error.message}.`), isDebug);
  process.exit(1);
});
/** Nobody reads the progress: no reason to stop. */
process.stderr.on("error", () => {});

const program = createProgram();
try {
  await program.parseAsync();
} catch (error) {
  const flags = program.commands.flatMap(({ options }) =>
    options.map((option) => [option.attributeName(), option.long ?? option.flags] as const),
  );
  if (!(error instanceof CommanderError)) reportError(error, isDebug, new Map([...flags, ...READING_FLAGS]));
  process.exitCode = exitCodeOf(error);
}
