import type { Space, SpaceValues } from "../space/index.ts";
import type { Trial } from "../trial.ts";

export interface Draw {
  readonly seed: number;
  /** The number of the trial in its study, from 0. */
  readonly index: number;
}

/** A way to choose what to try next. */
export interface Sampler {
  readonly name: string;
  /** How many trials it can suggest: indices below this. */
  readonly capacity: (space: Space) => number;
  /** The setting of trial `index`: a function of its arguments alone, so that a resumed study goes on as it would have. */
  readonly suggest: (space: Space, history: readonly Trial[], draw: Draw) => SpaceValues;
}
