/** Published as @occam/core/tabular: from a table to a verdict. No file system, no Node: the same in a browser. */

export { type DiagnoseTableOptions, diagnoseTable } from "./diagnose-table.ts";
export { type FinishedFit, readFit } from "./finished-fit.ts";
export { fitTable, type TableStudy } from "./fit-table.ts";
export type { FitTableOptions } from "./fit-table-options.ts";
export { modelColumns, predictTable } from "./model/apply-model.ts";
export { type ModelColumn, type ModelFacts, readModelFacts } from "./model/model-facts.ts";
export type { SeenValues } from "./model/seen-values.ts";
export { type Unseen, type UnseenCode, unseenValues } from "./model/unseen-values.ts";
export { type PathTableOptions, pathTable, type TablePath } from "./path-table.ts";
export { type PrunedTable, type PruneTableOptions, pruneTable } from "./prune-table.ts";
export {
  bestTrial,
  designSearch,
  runSearch,
  type SearchDesign,
  type SearchDesignOptions,
  type SearchRunOptions,
  type SearchTableOptions,
  searchTable,
  type TableSearch,
  trialId,
} from "./search-table.ts";
export { candidateName, settingsText } from "./settings/candidate-name.ts";
export { SETTINGS } from "./settings/index.ts";
export {
  activitySetting,
  constraintSetting,
  featureNoiseSetting,
  hiddenNoiseSetting,
  objectiveSetting,
  penaltySetting,
  trainingSetting,
} from "./settings/kinds.ts";
export type { NetworkParts } from "./settings/network-parts.ts";
export { readSettings } from "./settings/read-settings.ts";
export { type PathFacts, type Setting, type SettingValue, setting, valueRecord } from "./settings/setting.ts";
export { optionsOf, type SettingValues } from "./settings/values.ts";
export { BASELINE, type Candidate, DEFAULT_CANDIDATES } from "./stages/candidate.ts";
export type { CandidateChoice } from "./stages/choose.ts";
export type { DiagnoseResult, InsideResult } from "./stages/diagnose-result.ts";
export type { EpochPoint, FitFigures, SettingPath } from "./stages/figures.ts";
export type {
  CandidateResult,
  DataFacts,
  DecisionFacts,
  FitResult,
  ModelDiagnosis,
  ModelReason,
  ModelResult,
} from "./stages/fit-result.ts";
export type { Scores } from "./stages/look.ts";
export type { PathPointResult, PathResult } from "./stages/path-result.ts";
export type { OnProgress, Progress } from "./stages/progress.ts";
export type { PruneResult } from "./stages/prune-result.ts";
export type { ErrorParts } from "./stages/retrain.ts";
export type { Runtimes } from "./stages/runtimes.ts";
export type { SearchResult, SearchTrial } from "./stages/search-result.ts";
export type { ArrowTable } from "./table/from-arrow.ts";
export type { RowObject } from "./table/from-rows.ts";
export { isMissingMark } from "./table/reading/missing-marks.ts";
export type { Note, NoteCode } from "./table/reading/note.ts";
export type { NumberWay } from "./table/reading/number-way.ts";
export { type ReadingOptions, type ReadTable, readColumns } from "./table/reading/read-columns.ts";
export { ASKED_KINDS, type AskedKind, type Reading } from "./table/reading/reading.ts";
export type { Column, OtherColumn, Table } from "./table/table.ts";
export { type TableInput, toTable } from "./table/to-table.ts";
export {
  type Answer,
  type Decision,
  TASKS,
  type Target,
  type Task,
  type TaskName,
  type ThresholdCounts,
} from "./tasks/index.ts";
export { VERSION } from "./version.ts";
