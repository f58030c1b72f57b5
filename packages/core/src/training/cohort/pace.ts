/** How long a run call takes: long enough to cost little, short enough to report, stop and check between two. */
import { sizeOf } from "../../tensor/tensor.ts";
import { REPLICAS } from "../program/pack-layout.ts";
import type { Chunk, FeedPlan } from "./feed-plan.ts";

const CHUNK_MS = 80;
/** A chunk gives back its state as a copy, which takes about 0.3 ms a megabyte: a few percent of such a chunk. */
const CHUNK_MS_PER_MEGABYTE = 8;
const FIRST_CHUNK_STEPS = 16;
/** Of noise and streamed examples. */
const CHUNK_BYTES = 32_000_000;

/** What is known of a plan before its program is open. */
type PacedPlan = Pick<FeedPlan, "program" | "exampleCount" | "batchSize" | "stepsPerEpoch" | "streamed">;

/** Named dimensions of the training graph in the longest chunk, but for streams of noise. */
export function chunkLengths(plan: PacedPlan, replicaCount: number) {
  const stepCount = Math.min(largestChunk(plan, replicaCount), plan.stepsPerEpoch);
  const exampleCount = plan.streamed ? stepCount * rowsPerStep(plan, replicaCount) : plan.exampleCount;
  return { [REPLICAS]: replicaCount, K: stepCount, N: exampleCount };
}

function rowsPerStep({ program, batchSize }: PacedPlan, replicaCount: number): number {
  return batchSize * (program.hasOwnBatches ? replicaCount : 1);
}

function largestChunk(plan: PacedPlan, replicaCount: number): number {
  const { program, streamed } = plan;
  // At most one stream of noise a replica.
  const streams = program.hasOwnNoise ? replicaCount : 1;
  const noiseBytes = program.noise.reduce(
    (sum, { shape, distribution: { dtype } }) => sum + streams * sizeOf(shape) * (dtype === "bool" ? 1 : 4),
    0,
  );
  const rowBytes = streamed === undefined ? 0 : 4 * rowsPerStep(plan, replicaCount) * sizeOf(streamed.x.shape.slice(1));
  return Math.max(1, Math.floor(CHUNK_BYTES / (1 + noiseBytes + rowBytes)));
}

/** How many steps a chunk takes: about 80 ms by what was measured so far, and bounded noise and streamed examples. */
export function createPace(plan: PacedPlan, replicaCount: number) {
  const { program, stepsPerEpoch } = plan;
  const largest = largestChunk(plan, replicaCount);
  const stateNumbers = program.state.reduce((sum, { pack }) => sum + replicaCount * sizeOf(pack.shape), 0);
  const chunkMs = CHUNK_MS + CHUNK_MS_PER_MEGABYTE * 4e-6 * stateNumbers;
  let steps = Math.min(FIRST_CHUNK_STEPS, largest);
  const chunkAt = (epoch: number, first: number): Chunk => ({
    epoch,
    first,
    stepCount: Math.min(steps, stepsPerEpoch - first),
  });
  return {
    /** Steps of a chunk that nothing else ends. */
    stepCount: () => steps,
    chunkAt,
    following: ({ epoch, first, stepCount }: Chunk) =>
      first + stepCount < stepsPerEpoch ? chunkAt(epoch, first + stepCount) : undefined,
    learn: (stepCount: number, elapsedMs: number) => {
      steps = Math.max(1, Math.min(largest, Math.round((chunkMs * stepCount) / Math.max(elapsedMs, 0.01))));
    },
  };
}
