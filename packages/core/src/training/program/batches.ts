/** The minibatches of a chunk, as inputs of the training graph. */
import { gather, mul, reshape } from "../../graph/ops/index.ts";
import type { Dim, Value } from "../../graph/value.ts";
import type { Model } from "../../layers/model.ts";
import { declareInput, type GraphInputs, spread } from "./graph-inputs.ts";
import type { Drawn } from "./mix-examples.ts";
import { REPLICAS } from "./pack-layout.ts";

/** What is known of batches before any is drawn. */
export interface BatchFacts {
  /** Rows of a batch; in the last batch of an epoch some places may only fill it up. */
  readonly batchSize: number;
  readonly hasPartialBatch: boolean;
  /** Replicas have their own rows in a batch: folds, or seeds that differ. */
  readonly hasOwnBatches: boolean;
  /** Examples have weights. */
  readonly isWeighted: boolean;
}

export interface Batches {
  /** int64: how many steps. */
  readonly count: Value;
  readonly x: Value;
  readonly targets: Value;
  /** int32 [K, B], or [K, R, B]: rows of x for each step. */
  readonly rows: Value;
  /** float32 of that shape: each row's weight over the number of rows in its step; 0 for a row that only fills the batch. */
  readonly rowWeights: Value;
  /** Not all rows of a batch always count alike. */
  readonly weighsRows: boolean;
}

export function declareBatches(
  model: Model,
  { batchSize, hasOwnBatches, hasPartialBatch, isWeighted }: BatchFacts,
  inputs: GraphInputs,
): Batches {
  const perStep: readonly Dim[] = ["K", ...(hasOwnBatches ? [REPLICAS] : []), batchSize];
  return {
    count: declareInput(inputs, "stepCount", "int64", []),
    x: declareInput(inputs, "x", "float32", ["N", ...model.inputShape]),
    targets: declareInput(inputs, "targets", "float32", ["N", ...model.outputShape]),
    rows: declareInput(inputs, "rows", "int32", perStep),
    rowWeights: declareInput(inputs, "rowWeights", "float32", perStep),
    weighsRows: hasPartialBatch || isWeighted,
  };
}

/** The row weights of all steps times a number of each replica: once for a chunk, outside the loop. */
export function scaledRowWeights(
  { rowWeights }: Batches,
  scale: Value | undefined,
  { isReplicated }: GraphInputs,
): Value {
  if (scale === undefined) return rowWeights;
  const [steps, ...own] = rowWeights.shape as readonly [Dim, ...Dim[]];
  const isShared = isReplicated && own.length === 1;
  return mul(isShared ? reshape(rowWeights, [steps, 1, ...own]) : rowWeights, spread(scale, 2));
}

export function examplesAt({ x, targets }: Batches, rows: Value): Pick<Drawn, "x" | "targets"> {
  return { x: gather(x, rows), targets: gather(targets, rows) };
}
