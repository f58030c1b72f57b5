/** Published as @occam/core/pruning: takes out of a network what regularization made negligible, with a certificate. */
export { type Certificate, type CertifyOptions, certify } from "./certify.ts";
export {
  ablation,
  magnitude,
  PRUNING_IMPORTANCES,
  type PruningImportance,
  type PruningImportanceName,
  taylor,
} from "./importance/index.ts";
export type { Network } from "./network.ts";
export { type LayerUnits, type Pruned, type PruneOptions, prune, type RemovedUnit } from "./prune.ts";
export { type IterativelyPruned, type IterativeOptions, pruneIteratively } from "./prune-iteratively.ts";
export { type BudgetOptions, type BudgetPruned, pruneToBudget } from "./prune-to-budget.ts";
export type { RemovalReason } from "./remove-units.ts";
