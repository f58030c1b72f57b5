/** Published as @occam/report/results: the library's results with the files that they came from and went to. */
export type { DiagnoseResult } from "./diagnose-result.ts";
export type { FileFacts, FitResult } from "./fit-result.ts";
export type { PathPointResult, PathResult } from "./path-result.ts";
export type { PredictedTable } from "./predict-result.ts";
export type { PruneResult } from "./prune-result.ts";
export type { SweepResult } from "./sweep-result.ts";
