/** What `occam prune --json` prints and prune.json holds. */
import type { PruneResult as TableResult } from "@occam/core/tabular";

/** A network as it was or is. */
export type PrunedSide = TableResult["before"];

export interface PruneResult extends TableResult {
  readonly files: { readonly model: string; readonly certificate: string };
}
