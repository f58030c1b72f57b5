import { optionError, requireRange } from "../errors.ts";
import { fit, type Run, runOf } from "../training/fit.ts";
import type { Examples, FitOptions } from "../training/recipe/recipe.ts";
import { type Network, parameterCount } from "./network.ts";
import { type BudgetOptions, pruneToBudget } from "./prune-to-budget.ts";

export interface IterativeOptions extends BudgetOptions {
  /** What the network trains on between two prunings. */
  readonly train: Examples;
  /** How it trains then: epochs, optimizer, early stopping, ... */
  readonly fineTune: Omit<FitOptions, "runtime" | "loss" | "initialParameters">;
  /** Part of the parameters that leaves in a round, above 0 and below 1. Default 0.2. */
  readonly roundShare?: number;
}

export interface IterativelyPruned {
  /** The smallest network within the limits: the given one where the first round fails. */
  readonly run: Run;
  readonly rounds: readonly PruningRound[];
}

/** A network after pruning and fine-tuning. */
export interface PruningRound {
  readonly parameters: number;
  readonly heldOutLoss: number;
  /** Whether it is within the loss limit; the first that is not ends the rounds. */
  readonly isKept: boolean;
}

/**
 * Rounds of pruning a part of the network and training what is left from its weights, until it has come down to `targetSize` or
 * the held-out loss of a round is beyond `maxLossIncrease` over that of the given network. Han, Pool, Tran & Dally 2015; Molchanov
 * et al. 2017.
 * @throws as `pruneToBudget` and `fit`.
 */
export async function pruneIteratively(network: Network, options: IterativeOptions): Promise<IterativelyPruned> {
  const { runtime, loss, examples, train, fineTune, roundShare = 0.2 } = options;
  const { maxLossIncrease = Infinity, targetSize = 0, ...pruning } = options;
  requireRange("pruneIteratively.roundShare", roundShare, Number.MIN_VALUE, 1 - Number.EPSILON);
  if (options.maxLossIncrease === undefined && options.targetSize === undefined) {
    throw optionError({
      where: "pruneIteratively",
      expected: "maxLossIncrease, targetSize or both",
      received: "neither",
    });
  }
  const rounds: PruningRound[] = [];
  const whole = parameterCount(network);
  let run = runOf(network, { runtime, loss });
  const lossOf = async (each: Run) => (await each.evaluate(examples)).loss;
  const before = await lossOf(run);
  const limit = maxLossIncrease === Infinity ? Infinity : before + maxLossIncrease * Math.abs(before);

  for (;;) {
    const size = parameterCount(run);
    const wanted = Math.max(targetSize * whole, (1 - roundShare) * size);
    if (size <= targetSize * whole) break;
    const smaller = await pruneToBudget(run, { ...pruning, targetSize: wanted / size });
    if (smaller.removed.length === 0) break;
    const tuned = await fit(smaller.model, train, {
      ...fineTune,
      runtime,
      loss,
      initialParameters: smaller.parameters,
    });
    const heldOutLoss = await lossOf(tuned);
    const isKept = heldOutLoss <= limit;
    rounds.push({ parameters: parameterCount(tuned), heldOutLoss, isKept });
    if (!isKept) break;
    run = tuned;
  }
  return { run, rounds };
}
