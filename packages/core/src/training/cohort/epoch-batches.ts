/** The batches of an epoch: rows in the order in which they are taken, and what each batch counts for running statistics. */
import { randomPermutation } from "../../tensor/random.ts";
import { countBatches, type EpochCounts } from "./batch-counts.ts";
import { type FeedPlan, type Lane, seedOf } from "./feed-plan.ts";

/** Rows of the examples in the order in which a replica takes them in one of its epochs. */
export function epochRows({ recipe, exampleCount, batchSize }: FeedPlan, replica: number, epoch: number): Int32Array {
  const own = recipe.rows?.[replica];
  const count = own?.length ?? exampleCount;
  const order = recipe.shuffle
    ? randomPermutation(count, { seed: seedOf(recipe, replica), stream: "shuffle", position: epoch })
    : Int32Array.from({ length: count }, (_, i) => i);
  const taken = recipe.dropLast ? order.subarray(0, count - (count % batchSize)) : order;
  return own === undefined ? taken : taken.map((at) => own[at] as number);
}

/** The rows of one batch after another. */
type BatchRows = readonly Int32Array[];

/** The batches of an epoch of the cohort. */
export interface EpochBatches {
  /** The rows of each batch: one list where replicas share their batches, else one for each lane. */
  readonly rows: readonly BatchRows[];
  /** What batches count, for each of the program's batch weights and each lane. */
  readonly counts: readonly (readonly EpochCounts[])[];
}

export function epochBatches(plan: FeedPlan, epoch: number, lanes: readonly Lane[]): EpochBatches {
  const rows = rowsOfBatches(plan, epoch, lanes);
  const { program, exampleWeights } = plan;
  const counts = program.batchWeights.map(({ lost }) => {
    // Lanes of the same batches and one list of weights count alike.
    const known = new Map<BatchRows, Map<Float64Array | undefined, EpochCounts>>();
    return lanes.map(({ replica }, r) => {
      const batches = rows[program.hasOwnBatches ? r : 0] as BatchRows;
      const weights = exampleWeights(replica);
      const ofBatches = known.get(batches) ?? new Map<Float64Array | undefined, EpochCounts>();
      const own = ofBatches.get(weights) ?? countBatches(batches, weights, lost);
      known.set(batches, ofBatches.set(weights, own));
      return own;
    });
  });
  return { rows, counts };
}

/** One list of batches where replicas share them, else one for each lane. */
function rowsOfBatches(plan: FeedPlan, epoch: number, lanes: readonly Lane[]): readonly BatchRows[] {
  const asked = plan.program.hasOwnBatches ? lanes : lanes.slice(0, 1);
  // Candidates meet on the same folds and seeds, so most batches are those of an earlier lane.
  const known: { readonly lane: Lane; readonly batches: BatchRows }[] = [];
  const isSame = (a: Lane, b: Lane) =>
    a.startEpoch === b.startEpoch &&
    seedOf(plan.recipe, a.replica) === seedOf(plan.recipe, b.replica) &&
    plan.recipe.rows?.[a.replica] === plan.recipe.rows?.[b.replica];
  return asked.map((lane) => {
    const earlier = known.find((entry) => isSame(entry.lane, lane));
    if (earlier !== undefined) return earlier.batches;
    const batches = cut(epochRows(plan, lane.replica, epoch - lane.startEpoch), plan);
    known.push({ lane, batches });
    return batches;
  });
}

/** Full batches and what is left, or as many whose sizes differ by one at most. */
function cut(order: Int32Array, { batchSize, stepsPerEpoch, recipe }: FeedPlan): BatchRows {
  const startOf = (step: number) =>
    recipe.evenBatches ? Math.floor((step * order.length) / stepsPerEpoch) : step * batchSize;
  return Array.from({ length: stepsPerEpoch }, (_, step) => order.subarray(startOf(step), startOf(step + 1)));
}
