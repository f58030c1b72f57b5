/** What `occam fit --json` prints and `run.json` holds: the library's result with where it came from and went to. */
import type { FitResult as TableResult } from "@occam/core/tabular";

export type { Verdict } from "@occam/core/diagnosis";
export type { CandidateResult, EpochPoint, FitFigures, ModelResult, Scores, SettingPath } from "@occam/core/tabular";

export interface FitResult extends TableResult {
  readonly data: TableResult["data"] & FileFacts;
  readonly seconds: number;
  readonly files: { readonly model: string; readonly run: string; readonly report: string };
}

/** The table's file. */
export interface FileFacts {
  readonly file: string;
  readonly sha256: string;
}
