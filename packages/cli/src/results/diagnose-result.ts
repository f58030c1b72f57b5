/** What `occam diagnose --json` prints. */
import type { DiagnoseResult as TableResult } from "@occam/core/tabular";

export type { InsideResult } from "@occam/core/tabular";

export interface DiagnoseResult extends TableResult {
  readonly data: TableResult["data"] & { readonly file: string };
  readonly seconds: number;
}
