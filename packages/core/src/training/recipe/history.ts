import { plainError } from "../../errors.ts";

/** Losses and metrics after an epoch, in evaluation mode: dropout off, no penalty in the loss. */
export interface EpochLog {
  /** Counted from 1. */
  readonly epoch: number;
  /** Mean data loss (`loss`) and the metrics asked for, by name. */
  readonly train: Readonly<Record<string, number>>;
  readonly validation?: Readonly<Record<string, number>>;
  /** Sum of the penalties' values, never part of `loss`. */
  readonly penalty: number;
}

/** Where numbers stopped being finite. */
export interface Divergence {
  /** Counted from 1. */
  readonly epoch: number;
  /** Step within the whole training, counted from 1. */
  readonly step: number;
  /** Likely cause and what to do, as a sentence. */
  readonly cause: string;
}

export function divergenceError({ epoch, step, cause }: Divergence): Error {
  return plainError("OCCAM_DIVERGED", `Training diverged in epoch ${epoch} at step ${step}: ${cause}`);
}
