/** Finding the step at which numbers stopped being finite. */
import type { FloatTensor } from "../../tensor/tensor.ts";
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

/** What `pick` takes of the state after the first steps of a chunk; `state` itself stays held. */
export async function stateAfter(
  engine: Engine,
  state: HeldState,
  feeds: Feeds,
  stepCount: number,
  pick: (state: HeldState) => HeldState = (all) => all,
): Promise<readonly FloatTensor[]> {
  const after = stepCount === 0 ? state : engine.step(state, shortened(feeds, stepCount)).state;
  const tensors = await engine.readState(pick(after));
  if (after !== state) engine.free(after);
  return tensors;
}

/** The feeds of a chunk, for its first steps alone. */
function shortened(feeds: Feeds, stepCount: number): Feeds {
  return { ...feeds, stepCount: { shape: [], data: BigInt64Array.of(BigInt(stepCount)) } };
}
