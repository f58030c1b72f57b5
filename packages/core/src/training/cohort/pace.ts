/** How long a run call takes: long enough to cost little, short enough to report, stop and check between two. */
import { sizeOf } from "../../tensor/tensor.ts";
import type { Chunk, FeedPlan } from "./feed-plan.ts";

const CHUNK_MS = 80;
/** A chunk gives back its state as a copy, which takes about 0.3 ms a megabyte: a few percent of such a chunk. */
const CHUNK_MS_PER_MEGABYTE = 8;
const FIRST_CHUNK_STEPS = 16;
/** Of noise and streamed examples. */
const CHUNK_BYTES = 32_000_000;

/** How many steps a chunk takes: about 80 ms by what was measured so far, and bounded noise and streamed examples. */
export function createPace({ program, stepsPerEpoch, batchSize, streamed }: FeedPlan, replicaCount: number) {
  // At most one stream of noise a replica.
  const streams = program.hasOwnNoise ? replicaCount : 1;
  const noiseBytes = program.noise.reduce(
    (sum, { shape, distribution: { dtype } }) => sum + streams * sizeOf(shape) * (dtype === "bool" ? 1 : 4),
    0,
  );
  const rowsPerStep = batchSize * (program.hasOwnBatches ? replicaCount : 1);
  const rowBytes = streamed === undefined ? 0 : 4 * rowsPerStep * sizeOf(streamed.x.shape.slice(1));
  const largest = Math.max(1, Math.floor(CHUNK_BYTES / (1 + noiseBytes + rowBytes)));
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
