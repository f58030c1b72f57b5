/** Training the baseline and all candidates in one batched graph. */
import {
  adam,
  type Candidate,
  dense,
  dropout,
  type FloatTensor,
  fitReplicas,
  heNormal,
  type Loss,
  l1,
  l2,
  type Run,
  type Runtime,
  sequential,
} from "@occam/core";

export interface Examples {
  readonly x: FloatTensor;
  /** Class indices, or standardized values. */
  readonly y: { readonly shape: readonly number[]; readonly data: Int32Array | Float32Array };
}

export interface TrainingPlan {
  readonly runtime: Runtime;
  readonly candidates: readonly Candidate[];
  readonly train: Examples;
  readonly validation: Examples;
  /** Outputs of the network: classes, or 1. */
  readonly outputs: number;
  readonly loss: Loss;
  readonly seed: number;
  readonly epochs: number | undefined;
  readonly onEpoch: (epoch: number, epochs: number, training: number) => void;
  readonly signal: AbortSignal;
}

export interface TrainedCandidates {
  readonly runs: readonly Run[];
  readonly units: readonly number[];
}

/** Sizes that grow with the table: enough network to overfit, enough steps to converge. */
export function sizesFor(rowCount: number, epochs: number | undefined) {
  const units = rowCount < 5_000 ? [64, 32] : [128, 64];
  const batchSize = rowCount < 2_000 ? 32 : rowCount < 10_000 ? 128 : 256;
  const stepsPerEpoch = Math.ceil(rowCount / batchSize);
  const epochLimit = epochs ?? Math.min(200, Math.max(40, Math.round(3_000 / stepsPerEpoch)));
  return { units, batchSize, epochLimit, patience: Math.max(8, Math.round(epochLimit / 8)) };
}

export async function trainCandidates(plan: TrainingPlan): Promise<TrainedCandidates> {
  const { candidates, train, validation, outputs, runtime, loss, seed, signal } = plan;
  const { units, batchSize, epochLimit, patience } = sizesFor(train.x.shape[0] as number, plan.epochs);
  const of = (pick: (candidate: Candidate) => number) => candidates.map(pick);
  const rate = of((candidate) => candidate.dropout);
  const hidden = units.flatMap((count) => [
    dense({ units: count, activation: "relu", kernelInitializer: heNormal() }),
    dropout({ rate }),
  ]);
  const model = sequential({ inputShape: train.x.shape.slice(1), layers: [...hidden, dense({ units: outputs })] });
  const onEpochEnd = (epoch: number, logs: ReadonlyMap<number, unknown>) => {
    plan.onEpoch(epoch, epochLimit, logs.size);
    return true;
  };
  const runs = await fitReplicas(model, train, {
    runtime,
    loss,
    optimizer: adam({ learningRate: LEARNING_RATE }),
    epochs: epochLimit,
    batchSize,
    validation,
    seed,
    regularizer: [l1({ alpha: of((candidate) => candidate.l1) }), l2({ alpha: of((candidate) => candidate.l2) })],
    earlyStopping: { patience: of((candidate) => (candidate.earlyStopping ? patience : Infinity)) },
    callbacks: [{ onEpochEnd }],
    signal,
  });
  return { runs, units };
}

/** Small, so that early stopping finds its epoch finely. */
export const LEARNING_RATE = 1e-3;
