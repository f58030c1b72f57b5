/** The feeds of any chunk of an epoch. */
import type { FitOptions, ReplicaOptions } from "../recipe/fit-options.ts";
import { epochBatches } from "./epoch-batches.ts";
import type { Chunk, FeedPlan, Feeds, Lane } from "./feed-plan.ts";
import { chunkFeeds, hyperparameterFeeds } from "./feeds.ts";
import { givenTo } from "./starting-values.ts";
import { zeroMaskFeeds } from "./zero-mask-feeds.ts";

/** What stays the same from step to step as long as the same replicas train: their hyperparameters, and which weights stay at zero. */
export function laneFeeds({ program }: FeedPlan, options: FitOptions & ReplicaOptions, lanes: readonly Lane[]): Feeds {
  const candidates = lanes.map(({ candidate }) => candidate);
  const given = lanes.map(({ replica }) => givenTo(options, replica));
  return {
    ...hyperparameterFeeds(program.hyperparameters, candidates, program.isReplicated),
    ...zeroMaskFeeds(program, given),
  };
}

/** The feeds of the epoch's chunks, whose batches are drawn once. */
export function epochFeeds(
  plan: FeedPlan,
  epoch: number,
  lanes: readonly Lane[],
  ofLanes: Feeds,
): (chunk: Chunk) => Feeds {
  const batches = epochBatches(plan, epoch, lanes);
  return (chunk) => ({ ...ofLanes, ...chunkFeeds(plan, chunk, batches, lanes) });
}
