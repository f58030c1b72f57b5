import { needed, number, optional } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { fit, type Run, runOf } from "../training/fit.ts";
import type { Examples, FitOptions } from "../training/recipe/fit-options.ts";
import { type Network, parameterCount } from "./network.ts";
import { PRUNE_TO_BUDGET, pruneToBudget, requireBudget } from "./prune-to-budget.ts";

/** Options of `pruneIteratively`. */
const PRUNE_ITERATIVELY = record("pruneIteratively", {
  ...PRUNE_TO_BUDGET.fields,
  /** What the network trains on between two prunings. */
  train: needed<Examples>(),
  /** How it trains then: epochs, optimizer, early stopping, ... Weights that are 0 stay 0, unless `keepZeros` is false here. */
  fineTune: needed<Omit<FitOptions, "runtime" | "loss" | "initialParameters">>(),
  /** Part of the parameters that leaves in a round, above 0 and below 1. Default 0.2. */
  roundShare: optional(number(Number.MIN_VALUE, 1 - Number.EPSILON), 0.2),
});

export type IterativeOptions = OptionsOf<typeof PRUNE_ITERATIVELY>;

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
  const { train, fineTune, roundShare, ...budget } = PRUNE_ITERATIVELY.read(options);
  requireBudget(PRUNE_ITERATIVELY.name, budget);
  const { maxLossIncrease = Infinity, targetSize = 0, ...pruning } = budget;
  const { runtime, loss, examples } = pruning;
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
      keepZeros: true,
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
