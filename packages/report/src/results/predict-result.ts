/** What a model answered for the rows of a table. */
import type { Answer, ModelFacts } from "@occam/core/tabular";

export interface PredictedTable {
  readonly facts: ModelFacts;
  readonly answers: readonly Answer[];
}
