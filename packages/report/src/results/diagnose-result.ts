/** What `occam diagnose --json` prints and diagnosis.json holds. In JSON a value that is not finite is null. */
import type { DiagnoseResult as TableResult } from "@occam/core/tabular";
import type { FileFacts } from "./fit-result.ts";

export type { InsideResult } from "@occam/core/tabular";

export interface DiagnoseResult extends TableResult {
  readonly data: TableResult["data"] & FileFacts;
  readonly seconds: number;
  /** What was written, with --out. */
  readonly files?: readonly string[];
}
