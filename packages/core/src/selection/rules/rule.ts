/** What a rule chooses from, and what all rules share. */
import { occamError, optionError, requireCount } from "../../errors.ts";
import { count, needed, number, optional } from "../../options/field.ts";
import { type Given, record } from "../../options/record.ts";
import { mean } from "../../statistics/mean.ts";
import { variance } from "../../statistics/variance.ts";
import type { Conclusion, PointLoss, RuleReason } from "./reason.ts";

/** A degree of regularization that was tried; known by its index. */
export interface PathPoint {
  /** Orders the path: larger is more regularized. */
  readonly strength: number;
  /** Mean validation loss of each fold, over its seeds (`meanOverSeeds`); the same folds in the same order everywhere. */
  readonly losses: ArrayLike<number>;
}

const RULE_FIELDS = {
  points: needed<readonly PathPoint[]>(requireStrengths),
  /** How often the folds were dealt anew; the losses are repeat by repeat. Default 1. */
  repeats: optional(count(), 1),
  /** Level of the tests. Default 0.05. */
  level: optional(number(Number.MIN_VALUE, 1 - Number.EPSILON), 0.05),
  /** Rows validated on over rows trained on, for the tests. Default 1 / (k - 1) for k folds; other for a growing window. */
  validationToTrain: optional(number(0, Infinity)),
};

export type RuleInput = Given<typeof RULE_FIELDS>;

export interface RuleChoice {
  /** Index of the chosen point. */
  readonly chosen: number;
  /** Index of the point with the lowest mean loss; of equal ones the most regularized. */
  readonly best: number;
  /** The choice's arithmetic. */
  readonly reason: RuleReason;
  readonly conclusion: Conclusion;
}

/** A way to choose a point on a path. */
export interface Rule {
  readonly name: string;
  /**
   * Points with a loss that is not finite are never chosen.
   * @throws Error with code OCCAM_DATA when no point has finite losses, OCCAM_SHAPE when points have different numbers
   *   of losses or those are no multiple of `repeats`; RangeError with code OCCAM_OPTION on options out of range.
   */
  readonly choose: (input: RuleInput) => RuleChoice;
}

/** A path that was checked, with its arithmetic. */
export interface Path {
  readonly points: readonly PathPoint[];
  /** Folds of one repeat. */
  readonly folds: number;
  readonly level: number;
  readonly validationToTrain: number;
  /** Mean loss of each point; Infinity with a loss that is not finite. */
  readonly means: readonly number[];
  /** sqrt(s^2 / folds) for the variance s^2 of a point's losses over all folds and repeats; NaN for a single one. */
  readonly standardErrors: readonly number[];
  readonly best: number;
}

/**
 * Means and standard errors. More repeats of the same folds make the variance certain, but bring no new rows: the
 * standard error is that of one repeat.
 */
export function requirePath(where: string, input: RuleInput): Path {
  const { points, repeats, level, ...rest } = record(where, RULE_FIELDS).read(input);
  const lossCount = points[0]?.losses.length ?? 0;
  const odd = points.find(({ losses }) => losses.length !== lossCount);
  if (odd !== undefined || lossCount % repeats !== 0) {
    throw occamError("OCCAM_SHAPE", {
      where: `${where}.points`,
      expected: `the same number of losses for each point, a multiple of ${repeats} repeats,`,
      received: odd === undefined ? `${lossCount}` : `${lossCount} and ${odd.losses.length}`,
    });
  }
  const folds = lossCount / repeats;
  const { validationToTrain = 1 / (folds - 1) } = rest;
  const means = points.map(({ losses }) => (isFinitePoint(losses) ? mean(losses) : Infinity));
  const best = means.reduce((at, value, i) => {
    const held = means[at] as number;
    const stronger = strengthAt(points, i) > strengthAt(points, at);
    return value < held || (value === held && stronger) ? i : at;
  }, 0);
  if (!((means[best] ?? Infinity) < Infinity)) {
    throw occamError("OCCAM_DATA", { where, expected: "a point with finite losses", received: "none" });
  }
  const standardErrors = points.map(({ losses }) => Math.sqrt(variance(losses) / folds));
  return { points, folds, level, validationToTrain, means, standardErrors, best };
}

export function strengthAt(points: readonly PathPoint[], i: number): number {
  return (points[i] as PathPoint).strength;
}

export function pointLoss({ means, standardErrors }: Path, point: number): PointLoss {
  return { point, mean: means[point] as number, standardError: standardErrors[point] as number };
}

/** The mean over seeds of losses that lie fold by fold, seed after seed within a fold. */
export function meanOverSeeds(losses: ArrayLike<number>, seedCount: number): Float64Array {
  requireCount("meanOverSeeds.seedCount", seedCount);
  if (losses.length % seedCount !== 0) {
    throw occamError("OCCAM_SHAPE", {
      where: "meanOverSeeds.losses",
      expected: `a multiple of ${seedCount} losses`,
      received: `${losses.length}`,
    });
  }
  const all = Float64Array.from(losses);
  return Float64Array.from({ length: losses.length / seedCount }, (_, fold) =>
    mean(all.subarray(fold * seedCount, (fold + 1) * seedCount)),
  );
}

function requireStrengths(where: string, points: readonly PathPoint[]): void {
  const bad = points.findIndex(({ strength }) => Number.isNaN(strength));
  if (bad >= 0) throw optionError({ where: `${where}[${bad}].strength`, expected: "a number", received: "NaN" });
}

function isFinitePoint(losses: ArrayLike<number>): boolean {
  return losses.length > 0 && Array.from(losses).every(Number.isFinite);
}
