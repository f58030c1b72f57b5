/** What `occam sweep --json` prints. In JSON a value that is not finite is null. */
import type { SearchResult } from "@occam/core/tabular";
import type { FileFacts } from "./fit-result.ts";

export type { SearchTrial as SweepTrial } from "@occam/core/tabular";

export interface SweepResult extends SearchResult {
  readonly study: string;
  readonly data: SearchResult["data"] & FileFacts;
  readonly seconds: number;
  readonly files: { readonly study: string; readonly trials: string; readonly best: string };
}
