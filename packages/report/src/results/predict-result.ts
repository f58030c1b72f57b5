/** What a model answered for the rows of a table. */
import type { Answer, ModelFacts, UnseenValues } from "@occam/core/tabular";

export interface PredictedTable {
  readonly facts: ModelFacts;
  readonly answers: readonly Answer[];
  /** What the table holds that the model never saw. */
  readonly unseen: readonly UnseenValues[];
}
