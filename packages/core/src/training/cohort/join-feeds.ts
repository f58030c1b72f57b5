/** Consecutive chunks as one run: an epoch of few steps is not worth a run of its own. */
import type { Drawn, HoldableTensor } from "../../runtime/runtime.ts";
import type { TrainingProgram } from "../program/compile-training.ts";
import type { Feeds } from "./feed-plan.ts";
import { perStepInputs } from "./training-session.ts";

/** The feeds of chunks that follow each other, whose replicas are the same, for all their steps. Not of streamed examples. */
export function joinFeeds(program: Pick<TrainingProgram, "graph">, parts: readonly Feeds[]): Feeds {
  const [first] = parts as readonly [Feeds, ...Feeds[]];
  if (parts.length === 1) return first;
  const joined = perStepInputs(program).map((name) => [name, joinSteps(parts.map((feeds) => feeds[name]))]);
  const steps = parts.reduce((sum, { stepCount }) => sum + ((stepCount as HoldableTensor).data[0] as bigint), 0n);
  return { ...first, ...Object.fromEntries(joined), stepCount: { shape: [], data: BigInt64Array.of(steps) } };
}

function joinSteps(parts: readonly (HoldableTensor | Drawn | undefined)[]): HoldableTensor | Drawn {
  // Every chunk is fed every input of the program, in one form.
  const fed = parts as readonly HoldableTensor[] | readonly Drawn[];
  const [first] = fed as readonly [HoldableTensor | Drawn];
  const shape = [fed.reduce((sum, part) => sum + (part.shape[0] as number), 0), ...first.shape.slice(1)];
  if ("pieces" in first) return { ...first, shape, pieces: (fed as readonly Drawn[]).flatMap(({ pieces }) => pieces) };
  const pieces = (fed as readonly HoldableTensor[]).map(({ data }) => data as Float32Array);
  // Rows are int32, masks are bytes, the rest float32: each input has one of these in all chunks.
  const Numbers = pieces[0]?.constructor as new (length: number) => Float32Array;
  const data = new Numbers(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    data.set(piece, at);
    at += piece.length;
  }
  return { ...first, shape, data };
}
