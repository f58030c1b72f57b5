/** What the figures of a page without script show: trained before the page is written. */
import { getContext } from "svelte";
import type { ResultOf } from "./training/tasks.ts";

export interface Still {
  readonly overfit: ResultOf<"overfit">;
  readonly samples: ResultOf<"samples">;
  readonly strip: readonly ResultOf<"strip">[];
  readonly thinned: ResultOf<"thinned">;
  readonly plain: ResultOf<"thinned">;
}

export const STILL = "still";

/** Nothing where a script will run. */
export function stillOf(): Still | undefined {
  return getContext<Still | undefined>(STILL);
}
