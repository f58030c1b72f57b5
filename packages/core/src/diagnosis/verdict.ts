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
 * Over- or underfitting, from the losses themselves. With d a tenth of the constant prediction's loss on test rows, the
 * first rule that holds decides:
 *
 * 1. overfitting: the gap exceeds d and its interval lies above d/2;
 * 2. overfitting: the gap's interval lies above 0, and the other model fits the training rows less and the test rows
 *    better, each with its paired interval beyond 0;
 * 3. underfitting: on test rows it is not clearly better than the constant prediction (paired interval reaches 0);
 * 4. underfitting: the other model is better on training and on test rows, each with its paired interval beyond 0, and
 *    by more than d on test;
 * 5. good fit: the gap is below d and its interval ends below 2d;
 * 6. inconclusive: the rows cannot tell.
 */
export function judge({ model, other, constant, reduce, seed }: VerdictInput): Judgement {
  const resampling = { reduce, seed };
  const gap = independentDifference({ first: model.test, second: model.train, ...resampling });
  const overConstant = pairedDifference({ first: model.test, second: constant.test, ...resampling });
  const onTrain = pairedDifference({ first: model.train, second: other.train, ...resampling });
  const onTest = pairedDifference({ first: model.test, second: other.test, ...resampling });
  const tolerance = TOLERANCE * reduce(meanOf(constant.test));
  const tenth = `a tenth of the constant prediction's loss (${short(tolerance)})`;
  const say = (verdict: Verdict, why: string): Judgement => ({ verdict, gap, why });

  if (gap.estimate > tolerance && gap.low > tolerance / 2) {
    return say("overfitting", `the gap ${interval(gap)} lies clearly above 0 and exceeds ${tenth}`);
  }
  if (gap.low > 0 && onTrain.high < 0 && onTest.low > 0) {
    return say(
      "overfitting",
      `gap ${interval(gap)}; the other model fits training rows less and test rows better, by ${interval(onTest)}`,
    );
  }
  if (overConstant.high >= 0) {
    return say(
      "underfitting",
      `its test loss is not clearly below a constant prediction's: difference ${interval(overConstant)}`,
    );
  }
  if (onTrain.low > 0 && onTest.low > tolerance) {
    return say("underfitting", `the other model is better on training rows and, by ${interval(onTest)}, on test rows`);
  }
  if (gap.estimate < tolerance && gap.high < 2 * tolerance) {
    return say("good fit", `the gap ${interval(gap)} is below ${tenth}`);
  }
  return say("inconclusive", `the gap ${interval(gap)} is too uncertain against ${tenth}`);
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
