import fc from "fast-check";
import { expect, it } from "vitest";
import type { Tensor } from "../../tensor/tensor.ts";
import { countBatches, shareOfFull, shareOfSeen } from "./batch-counts.ts";
import { epochBatches } from "./epoch-batches.ts";
import type { FeedPlan, Lane } from "./feed-plan.ts";
import { chunkFeeds } from "./feeds.ts";

const numbers = (list: ArrayLike<number>) => Array.from(list);

it("a batch counts by its degrees of freedom: three rows of weights 1, 2 and 3 that lose half a row count 6 (1 - 7/36)", () => {
  const { ofBatch, before } = countBatches(batches([2, 0, 1], [3]), Float64Array.of(1, 2, 3, 0), 0.5);
  expect(numbers(ofBatch)).toEqual([6 * (1 - 0.5 * (14 / 36)), 0]);
  expect(numbers(before)).toEqual([0, ofBatch[0], ofBatch[0]]);
});

it("of rows that weigh alike it counts n - lost, and less than nothing never", () => {
  expect(numbers(countBatches(batches([4, 3], [2, 1], [0]), undefined, 1).ofBatch)).toEqual([1, 1, 0]);
  expect(numbers(countBatches(batches([1], [0]), undefined, 2).ofBatch)).toEqual([0, 0]);
});

it("its part of a full one is at most 1, and of all seen what it counts over the sum so far", () => {
  const counts = countBatches(batches([0, 1], [2]), Float64Array.of(1, 3, 4), 0);
  expect([0, 1].map((step) => shareOfFull(counts, step, 5))).toEqual([0.8, 0.8]);
  expect(shareOfFull(counts, 0, 3)).toBe(1);
  expect([0, 1].map((step) => shareOfSeen(counts, step, 0))).toEqual([1, 0.5]);
  expect([0, 1].map((step) => shareOfSeen(counts, step, 3))).toEqual([4 / 28, 4 / 32]);
  const none = countBatches(batches([0]), Float64Array.of(0), 0);
  expect([shareOfFull(none, 0, 1), shareOfSeen(none, 0, 0)]).toEqual([0, 0]);
  // The square of 1e-200 is 0.
  const tiny = countBatches(batches([0, 1]), Float64Array.of(1e-200, 1e-200), 0.5);
  expect(numbers(tiny.ofBatch)).toEqual([1e-200]);
});

/** Two replicas on rows of their own; every reading of a weight is counted. */
function planOf(weights: readonly number[], onRead: () => void): FeedPlan {
  const counted = new Proxy(Float64Array.from(weights), {
    get: (own, name) => {
      if (typeof name === "string" && /^\d+$/.test(name)) onRead();
      return Reflect.get(own, name, own);
    },
  });
  const plan = {
    program: {
      batchWeights: [{ lost: 0.5, share: "share", ofAllSeen: "seen" }],
      hasOwnBatches: false,
      isReplicated: true,
      stepScalars: [],
      schedules: [],
      noise: [],
    },
    recipe: {
      seed: 3,
      seeds: undefined,
      rows: undefined,
      shuffle: true,
      dropLast: false,
      evenBatches: false,
      epochs: 9,
      candidates: [0, 0],
    },
    exampleCount: weights.length,
    batchSize: 3,
    stepsPerEpoch: Math.ceil(weights.length / 3),
    exampleWeights: () => counted,
    streamed: undefined,
    continuesStatistics: () => false,
  };
  // Nothing else of a plan decides on batches.
  return plan as unknown as FeedPlan;
}

const LANES: readonly Lane[] = [0, 1].map((replica) => ({ replica, candidate: 0, startEpoch: 2 * replica }));

it("batches are counted once in an epoch, however many chunks and replicas it has, and the same in every chunk", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 4, maxLength: 20 }),
      fc.integer({ min: 2, max: 5 }),
      (weights, epoch) => {
        let reads = 0;
        const plan = planOf(weights, () => reads++);
        const batches = epochBatches(plan, epoch, LANES);
        expect(reads).toBe(weights.length);
        const whole = chunkFeeds(plan, { epoch, first: 0, stepCount: plan.stepsPerEpoch }, batches, LANES);
        for (let first = 0; first < plan.stepsPerEpoch; first++) {
          const step = chunkFeeds(plan, { epoch, first, stepCount: 1 }, batches, LANES);
          for (const name of ["share", "seen"]) {
            const [own, all] = [step[name] as Tensor, whole[name] as Tensor];
            expect(own.data).toEqual(all.data.slice(2 * first, 2 * first + 2));
          }
        }
      },
    ),
  );
});

function batches(...rows: readonly (readonly number[])[]): readonly Int32Array[] {
  return rows.map((own) => Int32Array.from(own));
}
