import type { Finding, LearningCurvePoint, Probabilities, Verdict } from "@occam/core";
import type { Scores } from "../report/fit-result.ts";

/** What `occam diagnose --json` prints. */
export interface DiagnoseResult {
  readonly occam: string;
  readonly command: "diagnose";
  readonly task: "classification" | "regression";
  readonly target: string;
  readonly seed: number;
  readonly data: {
    readonly file: string;
    readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
  };
  /** The diagnosed network: the run's choice, or the plain baseline. */
  readonly network: { readonly name: string; readonly units: readonly number[] };
  readonly metric: "logLoss" | "rmse";
  readonly verdict: Verdict;
  /** One sentence: the numbers behind the verdict. */
  readonly why: string;
  readonly probabilities: Probabilities;
  /** The metric on untouched rows minus on training rows, with its 95% bootstrap interval. */
  readonly gap: Span;
  /** The best of a constant, a linear model and the best candidate on test rows; distance: the network's metric minus its. */
  readonly reference: { readonly name: string; readonly distance: Span };
  readonly scores: { readonly train: Scores; readonly validation: Scores; readonly test: Scores };
  readonly findings: readonly Finding[];
  readonly inside?: InsideResult;
  readonly learningCurve?: readonly LearningCurvePoint[];
  readonly biasVariance?: BiasVarianceResult;
  readonly seconds: number;
}

export interface Span {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

/** The inside of the network, in short. */
export interface InsideResult {
  readonly layers: readonly {
    readonly layer: string;
    readonly units: number;
    readonly dead: number;
    readonly nearlyDead: number;
  }[];
  readonly weights: readonly {
    readonly parameter: string;
    readonly count: number;
    readonly zeros: number;
    readonly norm1: number;
    readonly norm2: number;
    readonly histogram: readonly number[];
  }[];
  /** Mean held-out loss without the unit minus with it. */
  readonly importances: readonly { readonly layer: string; readonly unit: number; readonly importance: number }[];
  readonly degreesOfFreedom?: { readonly effective: number; readonly parameters: number; readonly rows: number };
  readonly calibration?: {
    readonly ece: number;
    readonly overconfidence: number;
    readonly bins: readonly { readonly low: number; readonly high: number; readonly count: number }[];
  };
  readonly sharpness: { readonly radius: number; readonly loss: number; readonly meanIncrease: number };
}

/** Squared error in the target's units, or of the probabilities (Brier), in its parts. */
export interface BiasVarianceResult {
  readonly error: number;
  readonly bias2: number;
  readonly variance: number;
  readonly noise: number;
  readonly noiseFrom: "truth" | "neighbours";
  readonly replicas: number;
}
