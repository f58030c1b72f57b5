import { plainError } from "../../errors.ts";

/** What was found of examples in evaluation mode: the mean data loss, and the metrics asked for by name. */
export type Measures = { readonly loss: number } & Readonly<Record<string, number>>;

/** Losses and metrics after an epoch, in evaluation mode: dropout off, no penalty in the loss. */
export interface EpochLog {
  /** Counted from 1. */
  readonly epoch: number;
  readonly train: Measures;
  readonly validation?: Measures;
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
