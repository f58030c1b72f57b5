/** Work shared out among runtimes: each takes the next piece when it is free. */
import type { Runtime } from "../../runtime/runtime.ts";
import { FIT_FIELDS } from "../../training/recipe/fit-options.ts";

/** One runtime or a pool of them. Results do not depend on how many. */
export type Runtimes = readonly [Runtime, ...Runtime[]];

export function toRuntimes(given: Runtime | Runtimes): Runtimes {
  // Either has a first; `flat` cannot say so.
  return [given].flat() as unknown as Runtimes;
}

/** @throws RangeError with code OCCAM_OPTION, naming `where`, for none and for what is no runtime. */
export function requireRuntimes(where: string, given: Runtime | Runtimes): void {
  // An empty list lacks its first.
  const [first, ...others] = toRuntimes(given);
  for (const runtime of [first, ...others]) FIT_FIELDS.runtime.check(where, runtime);
}

/**
 * The answers to all pieces, in their order. A piece that fails is thrown when no other uses its runtime any more, and no
 * further piece is begun.
 */
export async function shareOut<Piece, Answer>(
  runtimes: Runtimes,
  pieces: readonly Piece[],
  work: (runtime: Runtime, piece: Piece, index: number) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  let [next, hasFailed] = [0, false];
  const take = async (runtime: Runtime): Promise<void> => {
    while (next < pieces.length && !hasFailed) {
      const index = next++;
      try {
        answers[index] = await work(runtime, pieces[index] as Piece, index);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(runtimes.map(take));
  const failed = ended.find((each) => each.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return answers;
}
