/** Why a rule chose a point, as data. Points are known by their index in the rule's input. */
import type { CorrectedTTest } from "../../statistics/corrected-t-test.ts";

/** A point and its losses. */
export interface PointLoss {
  readonly point: number;
  /** Mean validation loss over folds. */
  readonly mean: number;
  /** Of that mean; not a number for a single fold. */
  readonly standardError: number;
}

export type RuleReason =
  /** The lowest of `points` means, over `folds` folds. */
  | {
      readonly code: "lowestMean";
      readonly points: number;
      readonly folds: number;
      readonly lowest: PointLoss;
    }
  /** The most regularized point up to `limit`, the lowest mean plus its standard error. */
  | {
      readonly code: "oneStandardError";
      readonly lowest: PointLoss;
      readonly chosen: PointLoss;
      readonly limit: number;
    }
  /** The most regularized point whose excess over the lowest, fold by fold, is within one standard error of itself. */
  | {
      readonly code: "pairedOneStandardError";
      readonly lowest: PointLoss;
      readonly chosen: PointLoss;
      readonly excess: { readonly mean: number; readonly standardError: number };
    }
  /** The last point, walking from the lowest towards more regularization, that no test at `level` finds worse. */
  | {
      readonly code: "pairedTest";
      readonly lowest: PointLoss;
      readonly chosen: PointLoss;
      readonly level: number;
      readonly stoppedBy: WalkEnd;
    };

/** What ended a walk towards more regularization. */
export type WalkEnd =
  | { readonly code: "singleFold" }
  /** Nothing more regularized was tried. */
  | { readonly code: "endOfPath" }
  /** The loss of `point` is not finite. */
  | { readonly code: "notFinite"; readonly point: number }
  /** `point` is worse than `against`: `test.pFirstWorse` is below the level. */
  | {
      readonly code: "worse";
      readonly point: number;
      readonly against: number;
      readonly test: CorrectedTTest;
    };

/** Whether the data can tell the chosen point from the ends of the path; see `concludeOn`. */
export type Conclusion =
  /** It differs from every end other than itself. */
  | {
      readonly verdict: "conclusive";
      readonly code: "differsFromEnds";
      readonly level: number;
      readonly ends: readonly EndTest[];
    }
  /** At least one of the ends is not told from it. */
  | {
      readonly verdict: "inconclusive";
      readonly code: "notToldFromEnds";
      readonly level: number;
      readonly ends: readonly EndTest[];
    }
  /** There is no other point to compare with. */
  | { readonly verdict: "inconclusive"; readonly code: "noOtherPoint" }
  /** One fold allows no test. */
  | { readonly verdict: "inconclusive"; readonly code: "singleFold" };

/** The chosen point against an end of the path. */
export interface EndTest {
  /** The end. */
  readonly point: number;
  readonly differs: boolean;
  /** Of the chosen point's losses against the end's. None where the loss of the end is not finite. */
  readonly test?: CorrectedTTest;
}
