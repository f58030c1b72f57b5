/** What is tried: a table of candidates is data. */
import type { SettingValues } from "../settings/values.ts";

export interface Candidate {
  /** What sets it apart from the usual settings: { l2: 1e-4 }. */
  readonly values: SettingValues;
  /** Whether it is tried in folds too, where each candidate costs many networks. Default true. */
  readonly inFolds?: boolean;
}

/** The plain network alone trains to the end: early stopping is a regularizer too. */
export const BASELINE: Candidate = { values: { earlyStopping: null } };

/** Left out of folds are those between others, and those weaker than any that helps. */
const OUT = { inFolds: false };

/**
 * The table that is tried where nobody says another: no regularization at all (the baseline), early stopping alone, an l2 path,
 * an l1 path, dropout rates, and combinations.
 */
export const DEFAULT_CANDIDATES: readonly Candidate[] = [
  BASELINE,
  { values: {} },
  { values: { l2: 1e-4 }, ...OUT },
  { values: { l2: 1e-3 } },
  { values: { l2: 3e-3 }, ...OUT },
  { values: { l2: 1e-2 } },
  { values: { l2: 3e-2 } },
  { values: { l2: 1e-1 } },
  { values: { l2: 3e-1 } },
  { values: { l1: 1e-4 }, ...OUT },
  { values: { l1: 3e-4 } },
  { values: { l1: 1e-3 } },
  { values: { l1: 3e-3 } },
  { values: { l1: 1e-2 } },
  { values: { l1: 3e-2 } },
  { values: { l1: 1e-1 }, ...OUT },
  { values: { dropout: 0.1 }, ...OUT },
  { values: { dropout: 0.2 } },
  { values: { dropout: 0.35 } },
  { values: { dropout: 0.5 } },
  { values: { l1: 3e-4, dropout: 0.2 }, ...OUT },
  { values: { l1: 1e-3, dropout: 0.2 } },
  { values: { l1: 3e-3, dropout: 0.35 }, ...OUT },
  { values: { l2: 1e-3, dropout: 0.2 }, ...OUT },
  { values: { l2: 1e-2, dropout: 0.2 } },
  { values: { l2: 1e-2, dropout: 0.5 } },
];
