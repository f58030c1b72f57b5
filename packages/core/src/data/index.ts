/** Published as @occam/core/data: columns, splits, folds, and preprocessing that is exported with the model. */

export { type RandomKey, randomNormal, randomPermutation, randomUniform } from "../tensor/random.ts";
export type { InputColumn, NumericInput, TextInput } from "./columns.ts";
export type { Fold } from "./fold.ts";
export { type KFoldOptions, kFold } from "./k-fold.ts";
export { leaveOneOut } from "./leave-one-out.ts";
export {
  type ColumnPlan,
  type DroppedColumn,
  type DroppedReason,
  fitPreprocessing,
  type LosingColumn,
  mergedColumns,
  type Preprocessing,
  roundedColumns,
} from "./preprocessing.ts";
export {
  columnFeeds,
  featureColumns,
  featureGraph,
  featureNames,
  inputNames,
  transform,
} from "./preprocessing-graph.ts";
export { type SplitOptions, type SplitParts, splitRows, stratifyByQuantile } from "./split.ts";
export { type TableModelOptions, tableModel } from "./table-model.ts";
export { type TimeOrderedFoldsOptions, timeOrderedFolds } from "./time-ordered-folds.ts";
