/** Finding the step at which numbers stopped being finite. */
import type { Engine, HeldState } from "./engine.ts";
import type { Feeds } from "./feed-plan.ts";

/**
 * How many steps of a chunk leave the weights of a row of the state finite, by bisection: the chunk is run again for
 * fewer steps from the same state.
 */
export async function finiteSteps(
  engine: Engine,
  state: HeldState,
  feeds: Feeds,
  { stepCount, row }: { readonly stepCount: number; readonly row: number },
): Promise<number> {
  let [good, bad] = [0, stepCount];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const trial = engine.step(state, shortened(feeds, middle));
    engine.free(trial.state);
    if ((await trial.areFinite)[row]) good = middle;
    else bad = middle;
  }
  return good;
}

/** The feeds of a chunk, for its first steps alone. */
export function shortened(feeds: Feeds, stepCount: number): Feeds {
  return { ...feeds, stepCount: { shape: [], data: BigInt64Array.of(BigInt(stepCount)) } };
}
