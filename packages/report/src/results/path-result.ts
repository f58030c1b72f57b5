/** What `occam path --json` prints and path.json holds. In JSON a value that is not finite is null. */
import type { PathResult as TableResult } from "@occam/core/tabular";
import type { FileFacts } from "./fit-result.ts";

export type { PathPointResult } from "@occam/core/tabular";

export interface PathResult extends TableResult {
  readonly data: TableResult["data"] & FileFacts;
  readonly seconds: number;
  readonly files?: readonly string[];
}
