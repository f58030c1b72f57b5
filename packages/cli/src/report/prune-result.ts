import type { Certificate, RemovedUnit } from "@occam/core";
import type { Scores } from "./fit-result.ts";

/** A network as it was or is: `bytes` are those of the model file. */
export type PrunedSide = Certificate["before"];

/** What `occam prune --json` prints and prune.json holds. */
export interface PruneResult {
  readonly occam: string;
  readonly command: "prune";
  readonly options: {
    readonly tolerance: number;
    /** Part by which the validation loss may rise; null without a limit. */
    readonly maxLossIncrease: number | null;
    /** Part of the parameters to come down to; null without a target. */
    readonly targetSize: number | null;
  };
  readonly before: PrunedSide;
  readonly after: PrunedSide;
  /** Largest difference of probabilities, or of standardized values, on all rows of the split and on random ones. */
  readonly maxAbsDifference: number;
  readonly rows: Certificate["rows"];
  readonly test: { readonly before: Scores; readonly after: Scores };
  readonly removed: readonly RemovedUnit[];
  /** Features of the table that no weight uses. The model takes their columns as before. */
  readonly unusedFeatures: readonly string[];
  /** Kernel weights that are exactly 0 and stay. */
  readonly zeroWeights: { readonly count: number; readonly total: number };
  readonly files: { readonly model: string; readonly certificate: string };
}
