/** The command `occam`: words in, exit code out. Everything heavy is imported only when its command runs. */
import { Command, CommanderError, Option } from "commander";
import { exitCodeOf, reportError } from "./exit.ts";
import { wholeNumber } from "./options/arguments.ts";
import { addPathCommand } from "./options/path-options.ts";
import { addSweepCommand } from "./options/sweep-options.ts";
import { toOneLine } from "./table/input-error.ts";
import { VERSION } from "./version.ts";

const EXAMPLES = `
Examples:
  occam fit patients.csv --target diagnosis
  occam path patients.csv --target diagnosis --penalty l1 --out path
  occam sweep patients.csv --target diagnosis --budget 5m
  occam predict occam-out/model.onnx new-patients.csv -o predictions.csv`;

function createProgram(): Command {
  const program = new Command("occam")
    .description("Neural networks that are only as complex as the data deserves.")
    .version(VERSION)
    .addHelpText("after", EXAMPLES)
    .configureHelp({ helpWidth: 100 })
    .configureOutput({ outputError: (text, write) => write(`${toOneLine(text)}\n`) })
    .exitOverride();

  program
    .command("fit")
    .description("train a plain network and regularized ones, choose one, and say whether they over- or underfit")
    .argument("<table>", "CSV, TSV, JSON lines or Parquet (CSV, TSV and JSON lines may be .gz)")
    .requiredOption("--target <column>", "the column to predict")
    .addOption(
      new Option("--task <task>", "instead of guessing it from the target").choices(["classification", "regression"]),
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
    .option("--out <folder>", "where model.onnx, run.json and report.html go", "occam-out")
    .option("--json", "print one JSON object on stdout")
    .option("--debug", "show where an error came from")
    .action(runFit);

  addPathCommand(program, print);
  addSweepCommand(program, print);

  program
    .command("predict")
    .description("label and probabilities, or value, for each row of a table")
    .argument("<model>", "a model.onnx that occam fit wrote")
    .argument("<table>", "a table with the model's columns")
    .option("-o, --output <file>", "write CSV there instead of to stdout")
    .option("--json", "one JSON object instead of CSV")
    .option("--raw-csv", "do not protect text that a spreadsheet would take for a formula")
    .option("--debug", "show where an error came from")
    .action(runPredict);

  return program;
}

interface FitFlags {
  readonly target: string;
  readonly task?: "classification" | "regression";
  readonly splitColumn?: string;
  readonly seed: number;
  readonly epochs?: number;
  readonly config?: string;
  readonly out: string;
  readonly json?: true;
}

async function runFit(table: string, flags: FitFlags): Promise<void> {
  const { fitCommand } = await import("./commands/fit-command.ts");
  const { interruptible } = await import("./interrupt.ts");
  const result = await interruptible((signal) => fitCommand(table, { ...flags, signal }));
  if (flags.json) return print(`${JSON.stringify(result)}\n`);
  const { renderFitText } = await import("./report/terminal-report.ts");
  const color = process.stdout.isTTY === true && !process.env.NO_COLOR;
  print(renderFitText(result, { color, width: process.stdout.columns ?? 80 }));
}

interface PredictFlags {
  readonly output?: string;
  readonly json?: true;
  readonly rawCsv?: true;
}

async function runPredict(model: string, table: string, { output, json, rawCsv }: PredictFlags): Promise<void> {
  const { predictCommand } = await import("./commands/predict-command.ts");
  const { toOutputColumns, toPredictJson } = await import("./predict/predict-output.ts");
  const { toCsv } = await import("./table/write-table.ts");
  const predicted = await predictCommand(model, table);
  const text = json
    ? `${JSON.stringify(toPredictJson(predicted))}\n`
    : toCsv(toOutputColumns(predicted), { raw: rawCsv === true });
  if (output === undefined) return print(text);
  const { writeFileSafely } = await import("./table/write-file-safely.ts");
  await writeFileSafely(output, text);
}

function print(text: string): void {
  process.stdout.write(text);
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

try {
  await createProgram().parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) reportError(error, isDebug);
  process.exitCode = exitCodeOf(error);
}
