/** `occam prune`: its options, and what it prints. */
import type { Command } from "commander";
import type { PruneCommandOptions } from "../commands/prune-command.ts";
import { share, wholeNumber } from "./arguments.ts";
import { addPrintOptions, type PrintFlags, printResult } from "./printing.ts";

type PruneFlags = Omit<PruneCommandOptions, "signal"> & PrintFlags;

export function addPruneCommand(program: Command): void {
  const command = program
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
    .option("--table <file>", "where the table of the run is now");
  addPrintOptions(command).action(runPrune);
}

async function runPrune(folder: string, { json, debug: _, ...flags }: PruneFlags): Promise<void> {
  const { pruneCommand } = await import("../commands/prune-command.ts");
  await printResult(
    json,
    (signal) => pruneCommand(folder, { ...flags, signal }),
    async (result) => (await import("@occam/report/text")).renderPruneText(result),
  );
}
