/** What the figures of a page without script show: trained before the page is written. */
import { getContext } from "svelte";
import type { Needed, NeedName } from "./training/needs.ts";
import type { ResultOf } from "./training/tasks.ts";

export interface Still {
  readonly needs: { readonly [Name in NeedName]: Needed<Name> };
  /** The twenty samples at the first strength. */
  readonly samples: ResultOf<"samples">;
  /** The strip's first samples. */
  readonly strip: readonly ResultOf<"strip">[];
}

export const STILL = "still";

/** Nothing where a script will run. */
export function stillOf(): Still | undefined {
  return getContext<Still | undefined>(STILL);
}
