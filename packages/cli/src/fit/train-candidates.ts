/** Training the baseline and all candidates in one batched graph. */
import { type FloatTensor, fitReplicas, type Loss, type Run, type Runtime } from "@occam/core";
import { networkPlan, type Sizes } from "./network-plan.ts";
import type { TrainingCandidate } from "./training-candidate.ts";

export interface Examples {
  readonly x: FloatTensor;
  /** Class indices, or standardized values. */
  readonly y: { readonly shape: readonly number[]; readonly data: Int32Array | Float32Array };
}

export interface TrainingPlan {
  readonly runtime: Runtime;
  readonly candidates: readonly TrainingCandidate[];
  readonly train: Examples;
  readonly validation: Examples;
  /** Outputs of the network: classes, or 1. */
  readonly outputs: number;
  readonly loss: Loss;
  readonly seed: number;
  readonly sizes: Sizes;
  readonly onEpoch: (epoch: number, epochs: number, training: number) => void;
  readonly signal: AbortSignal;
}

export async function trainCandidates(plan: TrainingPlan): Promise<readonly Run[]> {
  const { candidates, train, validation, outputs, runtime, loss, seed, sizes, signal } = plan;
  const { epochLimit, patience } = sizes;
  const { model, options } = networkPlan(
    sizes.shape,
    candidates.map(({ strengths }) => strengths),
    { inputs: train.x.shape[1] as number, outputs },
  );
  const onEpochEnd = (epoch: number, logs: ReadonlyMap<number, unknown>) => {
    plan.onEpoch(epoch, epochLimit, logs.size);
    return true;
  };
  return fitReplicas(model, train, {
    ...options,
    runtime,
    loss,
    epochs: epochLimit,
    validation,
    seed,
    earlyStopping: { patience: candidates.map(({ earlyStopping }) => (earlyStopping ? patience : Infinity)) },
    callbacks: [{ onEpochEnd }],
    signal,
  });
}
