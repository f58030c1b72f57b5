/** What a pruning did, as data. */
import type { Certificate } from "../../pruning/certify.ts";
import type { RemovedUnit } from "../../pruning/prune.ts";
import type { Scores } from "./look.ts";

export interface PruneResult {
  /** Version of the library. */
  readonly occam: string;
  readonly command: "prune";
  readonly options: {
    readonly tolerance: number;
    /** Part by which the loss may rise; null without a limit. */
    readonly maxLossIncrease: number | null;
    /** Part of the parameters to come down to; null without a target. */
    readonly targetSize: number | null;
    /** Epochs that the smaller network was trained on. */
    readonly fineTune: number;
  };
  /** `bytes` are those of the model file. */
  readonly before: Certificate["before"];
  readonly after: Certificate["after"];
  /** Largest difference of probabilities, or of standardized values, on all rows of the split and on random ones, before fine-tuning. */
  readonly maxAbsDifference: number;
  readonly rows: Certificate["rows"];
  /** `after`: of the smaller model as it is written, fine-tuned where that was asked for. */
  readonly test: { readonly before: Scores; readonly after: Scores };
  readonly removed: readonly RemovedUnit[];
  /** Features of the table that no weight uses. The model takes their columns as before. */
  readonly unusedFeatures: readonly string[];
  /** Kernel weights that are exactly 0 and stay. */
  readonly zeroWeights: { readonly count: number; readonly total: number };
}
