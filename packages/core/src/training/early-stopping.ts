import { requireRange } from "../errors.ts";
import { requireSweep, type Sweep } from "../regularizers/hyperparameter.ts";

export interface EarlyStopping {
  /**
   * Epochs without improvement before a training ends, at least 1; one for each replica where an array is given.
   * A replica with patience Infinity trains to the end and keeps its last weights. Default 10.
   */
  readonly patience?: Sweep;
  /** An epoch improves when its validation loss falls below the best one by more than this. Default 0. */
  readonly minDelta?: number;
  /** Keep the weights of the best epoch instead of the last. Default true. */
  readonly restoreBestWeights?: boolean;
}

/** @throws RangeError with code OCCAM_OPTION for an option outside its range. */
export function toEarlyStopping(options: EarlyStopping): Required<EarlyStopping> {
  const { patience = 10, minDelta = 0, restoreBestWeights = true } = options;
  // Infinity is a patience too; for everything else the usual range holds.
  const finite = [patience].flat().map((each) => (each === Infinity ? 1 : each));
  requireSweep("earlyStopping.patience", Array.isArray(patience) ? finite : (finite[0] as number), 1, Infinity);
  requireRange("earlyStopping.minDelta", minDelta, 0, Infinity);
  return { patience, minDelta, restoreBestWeights };
}

/** What early stopping remembers of one replica. */
export interface Progress {
  readonly bestLoss: number;
  readonly bestEpoch: number;
  readonly epoch: number;
}

export const START: Progress = { bestLoss: Infinity, bestEpoch: 0, epoch: 0 };

/** The progress after one more epoch with this validation loss. Prechelt 1998, with patience as the criterion. */
export function advance(progress: Progress, loss: number, minDelta: number): Progress {
  const epoch = progress.epoch + 1;
  const isBetter = loss < progress.bestLoss - (Number.isFinite(progress.bestLoss) ? minDelta : 0);
  return isBetter ? { bestLoss: loss, bestEpoch: epoch, epoch } : { ...progress, epoch };
}

export function hasRunOut({ epoch, bestEpoch }: Progress, patience: number): boolean {
  return epoch - bestEpoch >= patience;
}
