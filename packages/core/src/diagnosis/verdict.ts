import { type Interval, independentDifference, pairedDifference } from "./bootstrap.ts";

export type Verdict = "overfitting" | "underfitting" | "good fit" | "inconclusive";

/** Losses of one model, row by row, in evaluation mode with the same weights. */
export interface ModelLosses {
  readonly train: Float64Array;
  /** Rows that neither training nor selection saw. */
  readonly test: Float64Array;
}

export interface VerdictInput {
  readonly model: ModelLosses;
  /** The other model of the comparison, on the same rows. */
  readonly other: ModelLosses;
  /** The best constant prediction of the training rows, on the same rows. */
  readonly constant: ModelLosses;
  /** The metric as a function of the mean loss: identity for log loss, the square root for RMSE. */
  readonly reduce: (mean: number) => number;
  readonly seed: number;
}

export interface Judgement {
  readonly verdict: Verdict;
  /** test minus train of the metric, with its 95% bootstrap interval. */
  readonly gap: Interval;
  /** One sentence with the numbers that decided. */
  readonly why: string;
}

/** A gap below this share of the constant prediction's loss is too small to matter. */
const TOLERANCE = 0.1;

/**
 * Over- or underfitting, from the losses themselves. With c the constant prediction's test loss and d = 0.1 c:
 *
 * 1. underfitting: on test rows it is not better than the constant prediction (95% paired interval), or the other model
 *    has a lower loss on train AND on test rows, each with its paired interval beyond 0, and by more than d on test;
 * 2. overfitting: the gap's interval lies above 0, and either the gap exceeds d with its interval reaching beyond d/2,
 *    or the other model fits train rows less and test rows better, each with its paired interval beyond 0;
 * 3. good fit: the gap is below d and its interval ends below 2d;
 * 4. otherwise the rows cannot tell: inconclusive.
 */
export function judge({ model, other, constant, reduce, seed }: VerdictInput): Judgement {
  const resampling = { reduce, seed };
  const gap = independentDifference({ first: model.test, second: model.train, ...resampling });
  const overConstant = pairedDifference({ first: model.test, second: constant.test, ...resampling });
  const onTrain = pairedDifference({ first: model.train, second: other.train, ...resampling });
  const onTest = pairedDifference({ first: model.test, second: other.test, ...resampling });
  const tolerance = TOLERANCE * reduce(meanOf(constant.test));
  const say = (verdict: Verdict, why: string): Judgement => ({ verdict, gap, why });

  if (overConstant.high >= 0) {
    return say(
      "underfitting",
      `its test loss is not clearly below that of a constant prediction (difference ${interval(overConstant)})`,
    );
  }
  if (onTrain.low > 0 && onTest.low > 0 && onTest.estimate > tolerance) {
    return say("underfitting", `the other model is better on training rows and, by ${interval(onTest)}, on test rows`);
  }
  if (gap.low > 0 && onTrain.high < 0 && onTest.low > 0) {
    return say(
      "overfitting",
      `the other model fits the training rows less and does better on test rows, by ${interval(onTest)}; gap ${interval(gap)}`,
    );
  }
  if (gap.low > tolerance / 2 && gap.estimate > tolerance) {
    return say(
      "overfitting",
      `the gap ${interval(gap)} lies above 0 and exceeds a tenth of the constant prediction's loss (${short(tolerance)})`,
    );
  }
  if (gap.estimate < tolerance && gap.high < 2 * tolerance) {
    return say(
      "good fit",
      `the gap ${interval(gap)} is below a tenth of the constant prediction's loss (${short(tolerance)})`,
    );
  }
  return say(
    "inconclusive",
    `the gap ${interval(gap)} is too uncertain against a tenth of the constant prediction's loss (${short(tolerance)})`,
  );
}

function interval({ estimate, low, high }: Interval): string {
  return `${short(estimate)} (95% interval ${short(low)} to ${short(high)})`;
}

function short(value: number): string {
  return Number(value.toPrecision(2)).toString();
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
