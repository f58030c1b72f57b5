/** The whole path of one penalty: every strength on every fold, and on all rows, trained together. */
import { type AlphaPath, alphaPath, type Rule, type Runtime } from "@occam/core";
import type { DealtFolds } from "../fit/deal-folds.ts";
import { networkPlan, PLAIN, type Sizes } from "../fit/network-plan.ts";
import { LOSSES, outputsOf } from "../fit/scores.ts";
import type { Examples } from "../fit/train-candidates.ts";
import type { Understanding } from "../fit/understanding.ts";
import type { PathPenaltyName } from "../report/path-result.ts";

export interface PathPlan {
  readonly runtime: Runtime;
  readonly known: Understanding;
  readonly examples: Examples;
  readonly dealt: DealtFolds;
  readonly penalty: PathPenaltyName;
  readonly alphas: readonly number[] | undefined;
  readonly count: number;
  readonly seeds: readonly number[];
  readonly sizes: Sizes;
  readonly rule: Rule;
  readonly warmStart: boolean;
  readonly onEpoch: (epoch: number, epochs: number, training: number) => void;
  readonly signal: AbortSignal;
}

/** Beyond it hardly a unit is left to learn with. */
const LARGEST_RATE = 0.75;

export async function trainPath(plan: PathPlan): Promise<AlphaPath> {
  const { known, examples, penalty, sizes, dealt, seeds } = plan;
  const isDropout = penalty === "dropout";
  const widths = { inputs: examples.x.shape[1] as number, outputs: outputsOf(known) };
  const settingsOf = (alphas: number | readonly number[]) =>
    [alphas].flat().map((alpha) => ({ ...PLAIN, dropout: isDropout ? alpha : 0 }));
  const { optimizer, batchSize } = networkPlan(sizes.shape, [PLAIN], widths).options;
  const onEpochEnd = (epoch: number, logs: ReadonlyMap<number, unknown>) => {
    plan.onEpoch(epoch, sizes.epochLimit, logs.size);
    return true;
  };
  const rates = Array.from({ length: plan.count }, (_, i) => rounded((LARGEST_RATE * i) / (plan.count - 1)));
  const alphas = plan.alphas ?? (isDropout ? rates : undefined);
  return alphaPath((strengths) => networkPlan(sizes.shape, settingsOf(strengths), widths).model, examples, {
    ...(isDropout ? {} : { penalty }),
    ...(alphas && { alphas }),
    count: plan.count,
    runtime: plan.runtime,
    loss: LOSSES[known.task],
    ...(optimizer && { optimizer }),
    ...(batchSize && { batchSize }),
    epochs: sizes.epochLimit,
    folds: dealt.folds,
    repeats: dealt.repeats,
    seed: seeds[0] as number,
    seeds,
    rule: plan.rule,
    warmStart: plan.warmStart,
    callbacks: [{ onEpochEnd }],
    signal: plan.signal,
  });
}

function rounded(rate: number): number {
  return Number(rate.toFixed(4));
}
