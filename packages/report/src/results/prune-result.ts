/** What `occam prune --json` prints and prune.json holds. */
import type { PruneResult as TableResult } from "@occam/core/tabular";

export interface PruneResult extends TableResult {
  readonly files: { readonly model: string; readonly certificate: string };
}
