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

/** The batches of an epoch of the cohort. */
export interface EpochBatches {
  /** Rows in the order in which they are taken: one order where replicas share their batches, else one for each lane. */
  readonly orders: readonly Int32Array[];
  /** What batches count, for each of the program's batch weights and each lane. */
  readonly counts: readonly (readonly EpochCounts[])[];
}

export function epochBatches(plan: FeedPlan, epoch: number, lanes: readonly Lane[]): EpochBatches {
  const orders = epochOrders(plan, epoch, lanes);
  const { program, batchSize, exampleWeights } = plan;
  const counts = program.batchWeights.map(({ lost }) => {
    // Lanes of one order and one list of weights have the same batches.
    const known = new Map<Int32Array, Map<Float64Array | undefined, EpochCounts>>();
    return lanes.map(({ replica }, r) => {
      const order = orders[program.hasOwnBatches ? r : 0] as Int32Array;
      const weights = exampleWeights(replica);
      const ofOrder = known.get(order) ?? new Map<Float64Array | undefined, EpochCounts>();
      const own = ofOrder.get(weights) ?? countBatches(order, batchSize, weights, lost);
      known.set(order, ofOrder.set(weights, own));
      return own;
    });
  });
  return { orders, counts };
}

/** The order of rows in an epoch of the cohort: one where replicas share their batches, else one for each lane. */
function epochOrders(plan: FeedPlan, epoch: number, lanes: readonly Lane[]): readonly Int32Array[] {
  const asked = plan.program.hasOwnBatches ? lanes : lanes.slice(0, 1);
  // Candidates meet on the same folds and seeds, so most orders are those of an earlier lane.
  const known: { readonly lane: Lane; readonly order: Int32Array }[] = [];
  const isSame = (a: Lane, b: Lane) =>
    a.startEpoch === b.startEpoch &&
    seedOf(plan.recipe, a.replica) === seedOf(plan.recipe, b.replica) &&
    plan.recipe.rows?.[a.replica] === plan.recipe.rows?.[b.replica];
  return asked.map((lane) => {
    const earlier = known.find((entry) => isSame(entry.lane, lane));
    if (earlier !== undefined) return earlier.order;
    const order = epochRows(plan, lane.replica, epoch - lane.startEpoch);
    known.push({ lane, order });
    return order;
  });
}
