/** What a model answered for the rows of a table. */
import type { Answer, ModelFacts, Unseen } from "@occam/core/tabular";

export interface PredictedTable {
  readonly facts: ModelFacts;
  readonly answers: readonly Answer[];
  /** Rows unlike all that the model has learnt from; absent where the model does not say what that was. */
  readonly unseen?: readonly Unseen[];
}
