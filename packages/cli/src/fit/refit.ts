import { fitReplicas, type Loss, type Run, type Runtime } from "@occam/core";
import { networkPlan, type Sizes } from "./network-plan.ts";
import type { Examples } from "./train-candidates.ts";
import type { TrainingCandidate } from "./training-candidate.ts";

export interface RefitPlan {
  readonly runtime: Runtime;
  /** Each with its number of epochs, which the folds found. */
  readonly candidates: readonly { readonly candidate: TrainingCandidate; readonly epochs: number }[];
  readonly examples: Examples;
  readonly outputs: number;
  readonly sizes: Sizes;
  readonly loss: Loss;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** Trains on all rows, each network for its own number of epochs: there is nothing left to stop it by. */
export async function refit(plan: RefitPlan): Promise<readonly Run[]> {
  const { candidates, examples, sizes } = plan;
  const { model, options } = networkPlan(
    sizes.shape,
    candidates.map(({ candidate }) => candidate.strengths),
    { inputs: examples.x.shape[1] as number, outputs: plan.outputs },
  );
  const epochs = candidates.map((each) => Math.max(1, Math.round(each.epochs)));
  return fitReplicas(model, examples, {
    ...options,
    runtime: plan.runtime,
    loss: plan.loss,
    epochs: Math.max(...epochs),
    seed: plan.seed,
    candidates: candidates.map((_, i) => i),
    callbacks: [
      {
        onEpochEnd: (_, logs) =>
          [...logs].flatMap(([replica, { epoch }]) => (epoch >= (epochs[replica] as number) ? [replica] : [])),
      },
    ],
    signal: plan.signal,
  });
}
