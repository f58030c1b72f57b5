/** What the figures of a page without script show: trained before the page is written. */
import { getContext } from "svelte";
import type { ResultOf } from "./training/tasks.ts";

export interface Still {
  readonly overfit: ResultOf<"overfit">;
  /** For each suspect of the puzzle, its three seeds. */
  readonly puzzle: readonly (readonly ResultOf<"network">[])[];
  readonly samples: ResultOf<"samples">;
  /** One for each strength of negligible/alpha-stops.ts. */
  readonly sparse: readonly ResultOf<"network">[];
  readonly strip: readonly ResultOf<"strip">[];
  readonly thinned: ResultOf<"network">;
  readonly plain: ResultOf<"network">;
}

export const STILL = "still";

/** Nothing where a script will run. */
export function stillOf(): Still | undefined {
  return getContext<Still | undefined>(STILL);
}
