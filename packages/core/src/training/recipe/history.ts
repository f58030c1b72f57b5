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
  /** With `reduceLearningRateOnPlateau`: the learning rate of the epoch's steps, but for its schedule. */
  readonly learningRate?: number;
}

/** Where numbers stopped being finite. */
export interface Divergence {
  /** Counted from 1. */
  readonly epoch: number;
  /** Step within the whole training, counted from 1. */
  readonly step: number;
  readonly cause: DivergenceCause;
}

/** The likely cause of numbers that stopped being finite. Rows and columns are counted from 0. */
export type DivergenceCause = MissingNumber | LargeNumber | { readonly code: "learningRate" };

/** An example that is not a finite number, in the table or as a 32-bit float. */
export type MissingNumber =
  | { readonly code: "inputNotFinite"; readonly row: number; readonly column: number; readonly value: NotFinite }
  | { readonly code: "targetNotFinite"; readonly row: number; readonly value: NotFinite };

/** An example far from 1: inputs or targets are likely to be unscaled. */
export type LargeNumber =
  | { readonly code: "largeInput"; readonly column: number; readonly value: number }
  | { readonly code: "largeTarget"; readonly value: number };

/** By name, because JSON has no such numbers. */
export type NotFinite = "NaN" | "Infinity" | "-Infinity";

export function divergenceError({ epoch, step, cause }: Divergence): Error {
  return plainError("OCCAM_DIVERGED", `Training diverged in epoch ${epoch} at step ${step}: ${causeText(cause)}`);
}

/** The cause and what to do, for an error's message. */
export function causeText(cause: DivergenceCause): string {
  switch (cause.code) {
    case "inputNotFinite":
      return `input column ${cause.column} of row ${cause.row} is ${cause.value}: fill or drop missing values first.`;
    case "targetNotFinite":
      return `the target of row ${cause.row} is ${cause.value}: fill or drop missing values first.`;
    case "largeInput":
      return `input column ${cause.column} reaches ${cause.value}: scale the inputs to about 1, or lower the learning rate.`;
    case "largeTarget":
      return `the target reaches ${cause.value}: standardize it, or lower the learning rate.`;
    case "learningRate":
      return "the learning rate is too high for this network: lower it, for example to a tenth.";
  }
}
