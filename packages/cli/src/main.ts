/** The command `occam`: words in, exit code out. Everything heavy is imported only when its command runs. */

import type { TaskName } from "@occam/core/tabular";
import { VERSION } from "@occam/core/version";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { exitCodeOf, reportError } from "./exit.ts";
import { wholeNumber } from "./options/arguments.ts";
import { addPathCommand } from "./options/path-options.ts";
import { addReadingOptions, READING_FLAGS, type ReadingFlags, toReadingOptions } from "./options/reading-options.ts";
import { addSweepCommand } from "./options/sweep-options.ts";
import { taskOption } from "./options/task-option.ts";
import { toOneLine } from "./table/input-error.ts";

const EXAMPLES = `
Examples:
  occam fit patients.csv --target diagnosis
  occam path patients.csv --target diagnosis --penalty l1 --out path
  occam sweep patients.csv --target diagnosis --budget 5m
  occam diagnose patients.csv --target diagnosis --run occam-out
  occam prune occam-out --max-loss-increase 0.5%
  occam predict occam-out/model.onnx new-patients.csv -o predictions.csv`;

function createProgram(): Command {
  const program = new Command("occam")
    .description("Neural networks that are only as complex as the data deserves.")
    .version(VERSION)
    .addHelpText("after", EXAMPLES)
    .configureHelp({ helpWidth: 100 })
    .configureOutput({ outputError: (text, write) => write(`${toOneLine(text)}\n`) })
    .exitOverride();

  const fit = program
    .command("fit")
    .description("train a plain network and regularized ones, choose one, and say whether they over- or underfit")
    .argument("<table>", "CSV, TSV, JSON lines or Parquet (CSV, TSV and JSON lines may be .gz)")
    .requiredOption("--target <column>", "the column to predict")
    .addOption(taskOption())
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
  addReadingOptions(fit);

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

  const diagnose = program
    .command("diagnose")
    .description("say with what probability a network over- or underfits, why, and what would help")
    .argument("<table>", "the table that it learns from")
    .requiredOption("--target <column>", "the column to predict")
    .addOption(taskOption())
    .option("--run <folder>", "diagnose what occam fit chose there (default: train the plain network and diagnose it)")
    .option("--split-column <column>", "your own split, without --run")
    .option("--learning-curve", "error over the number of training rows")
    .option("--bias-variance", "the parts of the error, by bootstrap samples")
    .addOption(new Option("--fail-on <verdict>", "exit 1 on this verdict").choices(["overfitting", "underfitting"]))
    .option("--seed <number>", "decides split, initial weights and resampling", wholeNumber(0), 0)
    .option("--epochs <number>", "passes over the training rows, at most", wholeNumber(1))
    .option("--out <folder>", "write diagnosis.json, diagnosis.html and the figures there")
    .option("--json", "print one JSON object on stdout")
    .option("--debug", "show where an error came from")
    .action(runDiagnose);
  addReadingOptions(diagnose);

  program
    .command("prune")
    .description("take units that do nothing, or little, out of the network of a fit, and certify what that is worth")
    .argument("<run>", "a folder that occam fit wrote")
    .option(
      "--tolerance <share>",
      "weights of a unit that count as zero, as a share of the largest",
      share(0, 0.999999),
      0,
    )
    .option(
      "--max-loss-increase <share>",
      "go on while the validation loss (of a fit in folds, that of a fifth of the training rows) rises by less, such as 0.5%",
      share(0, 1000),
    )
    .option("--target-size <share>", "go on down to this share of the parameters, such as 50%", share(1e-9, 1))
    .option("--fine-tune <epochs>", "then train what is left on, with the settings of the fit", wholeNumber(1))
    .option("--out <file>", "the smaller model (default: pruned.onnx in the run folder); prune.json goes beside it")
    .option("--table <file>", "where the table of the run is now")
    .option("--json", "print one JSON object on stdout")
    .option("--debug", "show where an error came from")
    .action(runPrune);

  return program;
}

interface FitFlags extends ReadingFlags {
  readonly target: string;
  readonly task?: TaskName;
  readonly splitColumn?: string;
  readonly seed: number;
  readonly epochs?: number;
  readonly config?: string;
  readonly out: string;
  readonly json?: true;
  readonly debug?: true;
}

async function runFit(table: string, { json, debug: _, ...flags }: FitFlags): Promise<void> {
  const { fitCommand } = await import("./commands/fit-command.ts");
  const { interruptible } = await import("./interrupt.ts");
  const result = await interruptible((signal) => fitCommand(table, { ...toReadingOptions(flags), signal }));
  if (json) return print(`${JSON.stringify(result)}\n`);
  const { renderFitText } = await import("@occam/report/text");
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
  const { toOutputColumns, toPredictJson } = await import("@occam/report/text");
  const { toCsv } = await import("./table/write-table.ts");
  const predicted = await predictCommand(model, table);
  const text = json
    ? `${JSON.stringify(toPredictJson(predicted))}\n`
    : toCsv(toOutputColumns(predicted), { raw: rawCsv === true });
  if (output === undefined) return print(text);
  const { writeFileSafely } = await import("./table/write-file-safely.ts");
  await writeFileSafely(output, text);
}

interface PruneFlags {
  readonly tolerance: number;
  readonly maxLossIncrease?: number;
  readonly targetSize?: number;
  readonly fineTune?: number;
  readonly out?: string;
  readonly table?: string;
  readonly json?: true;
  readonly debug?: true;
}

async function runPrune(folder: string, { json, debug: _, ...flags }: PruneFlags): Promise<void> {
  const { pruneCommand } = await import("./commands/prune-command.ts");
  const { interruptible } = await import("./interrupt.ts");
  const result = await interruptible((signal) => pruneCommand(folder, { ...flags, signal }));
  if (json) return print(`${JSON.stringify(result)}\n`);
  const { renderPruneText } = await import("@occam/report/text");
  print(renderPruneText(result));
}

interface DiagnoseFlags extends ReadingFlags {
  readonly target: string;
  readonly task?: TaskName;
  readonly run?: string;
  readonly splitColumn?: string;
  readonly learningCurve?: true;
  readonly biasVariance?: true;
  readonly failOn?: "overfitting" | "underfitting";
  readonly seed: number;
  readonly epochs?: number;
  readonly out?: string;
  readonly json?: true;
  readonly debug?: true;
}

async function runDiagnose(table: string, { json, debug: _, failOn, ...flags }: DiagnoseFlags): Promise<void> {
  const { diagnoseCommand } = await import("./commands/diagnose-command.ts");
  const { interruptible } = await import("./interrupt.ts");
  const result = await interruptible((signal) => diagnoseCommand(table, { ...toReadingOptions(flags), signal }));
  if (json) print(`${JSON.stringify(result)}\n`);
  else {
    const { renderDiagnosisText } = await import("@occam/report/text");
    const color = process.stdout.isTTY === true && !process.env.NO_COLOR;
    print(renderDiagnosisText(result, { color, width: process.stdout.columns ?? 80 }));
  }
  if (result.verdict !== failOn) return;
  process.stderr.write(`occam: the verdict is ${result.verdict}, which --fail-on names.\n`);
  process.exitCode = 1;
}

function print(text: string): void {
  process.stdout.write(text);
}

/** "0.5%" or "0.005". */
function share(low: number, high: number): (text: string) => number {
  return (text) => {
    const number = /^\s*(\d+\.?\d*(?:e-?\d+)?|\.\d+)\s*(%?)\s*$/i.exec(text);
    const value = number === null ? Number.NaN : Number(number[1]) / (number[2] === "%" ? 100 : 1);
    if (value >= low && value <= high) return value;
    throw new InvalidArgumentError(`expected a share from ${low} to ${high}, such as 0.5% or 0.005.`);
  };
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
