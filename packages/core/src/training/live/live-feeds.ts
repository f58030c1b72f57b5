/** The feeds of any steps that follow each other, whatever epochs they are of. */
import { epochFeeds, laneFeeds } from "../cohort/epoch-feeds.ts";
import type { Chunk, Feeds, Lane } from "../cohort/feed-plan.ts";
import { joinFeeds } from "../cohort/join-feeds.ts";
import type { Setup } from "./setup.ts";

/** Feeds for `stepCount` steps from step `first` on (from 0) of these replicas. */
export function liveFeeds(
  { plan, options }: Setup,
  lanes: readonly Lane[],
): (first: number, stepCount: number) => Feeds {
  const ofLanes = laneFeeds(plan, options, lanes);
  // Calls go from step to step: an epoch's order is drawn once, however many calls it takes.
  let latest: { readonly epoch: number; readonly feedsAt: (chunk: Chunk) => Feeds } | undefined;
  const feedsIn = (chunk: Chunk): Feeds => {
    const { epoch } = chunk;
    if (latest?.epoch !== epoch) latest = { epoch, feedsAt: epochFeeds(plan, epoch, lanes, ofLanes) };
    return latest.feedsAt(chunk);
  };
  return (first, stepCount) => joinFeeds(plan.program, chunksOf(first, stepCount, plan.stepsPerEpoch).map(feedsIn));
}

function chunksOf(first: number, stepCount: number, stepsPerEpoch: number): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = first; at < first + stepCount; at += chunks.at(-1)?.stepCount as number) {
    const inEpoch = at % stepsPerEpoch;
    chunks.push({
      epoch: Math.floor(at / stepsPerEpoch),
      first: inEpoch,
      stepCount: Math.min(first + stepCount - at, stepsPerEpoch - inEpoch),
    });
  }
  return chunks;
}
