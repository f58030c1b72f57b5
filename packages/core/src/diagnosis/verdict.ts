import { mean } from "../statistics/mean.ts";
import { type Interval, independentDifference, pairedDifference } from "./bootstrap.ts";
import { type Evidence, joined, type ModelLosses } from "./evidence.ts";
import { type Probabilities, probabilitiesOf } from "./probabilities.ts";

export type Verdict = "overfitting" | "underfitting" | "good fit" | "inconclusive";

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
  /** Of the three states, from the same numbers; calibrated as those of `diagnose`, see docs/diagnosis.md. */
  readonly probabilities: Probabilities;
  /** The better of the constant prediction and the other model on test rows, and the metric of the model minus its. */
  readonly reference: Evidence["reference"];
  /** One sentence with the numbers that decided. */
  readonly why: string;
}

/** A gap below this share of the constant prediction's loss is too small to matter. */
const TOLERANCE = 0.1;
/** Below this, percentile intervals are too narrow to decide anything. */
export const MIN_ROWS = 20;

/**
 * Over- or underfitting, from the losses themselves. With g the gap between untouched rows (test and further ones) and
 * training rows, and d a tenth of the constant prediction's loss on test rows, the first rule that holds decides:
 *
 * 0. inconclusive: fewer than 20 untouched rows, too few for a bootstrap interval;
 * 1. overfitting: g exceeds d and its interval lies above d/2;
 * 2. overfitting: g's interval lies above 0, and the other model fits the training rows less and the test rows better,
 *    each with its paired interval beyond 0;
 * 3. underfitting: on training rows it is not clearly better than the constant prediction, or by less than d;
 * 4. underfitting: the other model is better on training and on test rows, each with its paired interval beyond 0, and
 *    by more than d on test;
 * 5. good fit: g is below d and its interval ends below 2d;
 * 6. inconclusive: the rows cannot tell.
 *
 * Intervals are 95% bootstrap intervals. `gap` in the result is test minus train, without the further rows.
 */
export function judge({ model, other, constant, reduce, seed }: VerdictInput): Judgement {
  const resampling = { reduce, seed };
  const untouched = joined(model.test, model.further);
  const gap = independentDifference({ first: model.test, second: model.train, ...resampling });
  const wide =
    model.further === undefined ? gap : independentDifference({ first: untouched, second: model.train, ...resampling });
  const learnt = pairedDifference({ first: model.train, second: constant.train, ...resampling });
  const onTrain = pairedDifference({ first: model.train, second: other.train, ...resampling });
  const onTest = pairedDifference({ first: model.test, second: other.test, ...resampling });
  const tolerance = TOLERANCE * reduce(mean(constant.test));
  const tenth = `a tenth of the constant prediction's loss (${short(tolerance)})`;
  const seen = `the gap ${interval(wide)} over ${untouched.length} untouched rows`;
  const reference = referenceOf(onTest, { model, other, constant, reduce, seed });
  const probabilities = probabilitiesOf({
    gap: wide,
    reference,
    train: reduce(mean(model.train)),
    scale: reduce(mean(constant.test)),
    untouchedRows: untouched.length,
  });
  const say = (verdict: Verdict, why: string): Judgement => ({ verdict, gap, probabilities, reference, why });

  if (untouched.length < MIN_ROWS) {
    return say("inconclusive", `${untouched.length} untouched rows are too few to tell: ${MIN_ROWS} are the least`);
  }
  if (wide.estimate > tolerance && wide.low > tolerance / 2) {
    return say("overfitting", `${seen} lies clearly above 0 and exceeds ${tenth}`);
  }
  if (wide.low > 0 && onTrain.high < 0 && onTest.low > 0) {
    return say(
      "overfitting",
      `${seen}; the other model fits training rows less and test rows better, by ${interval(onTest)}`,
    );
  }
  if (learnt.high >= 0 || learnt.estimate > -tolerance) {
    return say(
      "underfitting",
      `even on training rows it is hardly better than a constant prediction: ${interval(learnt)}`,
    );
  }
  if (onTrain.low > 0 && onTest.low > tolerance) {
    return say("underfitting", `the other model is better on training rows and, by ${interval(onTest)}, on test rows`);
  }
  if (wide.estimate < tolerance && wide.high < 2 * tolerance) {
    return say("good fit", `${seen} is below ${tenth}`);
  }
  return say("inconclusive", `${seen} is too uncertain against ${tenth}`);
}

function referenceOf(onTest: Interval, { model, other, constant, reduce, seed }: VerdictInput): Evidence["reference"] {
  if (mean(other.test) < mean(constant.test)) return { name: "the other model", distance: onTest };
  return {
    name: "constant",
    distance: pairedDifference({ first: model.test, second: constant.test, reduce, seed }),
  };
}

function interval({ estimate, low, high }: Interval): string {
  return `${short(estimate)} (95% interval ${short(low)} to ${short(high)})`;
}

function short(value: number): string {
  return Number(value.toPrecision(2)).toString();
}
