import { occamError } from "../errors.ts";
import { needed, number } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { mean } from "./mean.ts";
import { studentTCdf, twoSidedP } from "./student-t.ts";
import { variance } from "./variance.ts";

/** Options of `correctedTTest`. */
const CORRECTED_T_TEST = record("correctedTTest", {
  /** Losses of two models, one for each fold (and repeat); the same folds in the same order. */
  first: needed<ArrayLike<number>>(),
  second: needed<ArrayLike<number>>(),
  /** Rows that are validated on over rows that are trained on: 1 / (k - 1) for k folds. */
  validationToTrain: number(0, Infinity),
});

export type CorrectedTTestOptions = OptionsOf<typeof CORRECTED_T_TEST>;

export interface CorrectedTTest {
  /** Mean of first - second. */
  readonly difference: number;
  readonly standardError: number;
  /** difference / standardError; infinite when all differences are equal and not 0, and 0 when all are 0. */
  readonly t: number;
  readonly degreesOfFreedom: number;
  /** P(|T| >= |t|) if both were equally good. */
  readonly p: number;
  /** P(T >= t) if both were equally good: small when the first is worse. */
  readonly pFirstWorse: number;
}

/**
 * The corrected resampled t-test (Nadeau & Bengio 2003): for J differences d of mean m and variance s^2 (over J - 1),
 * t = m / sqrt((1 / J + validationToTrain) s^2) with J - 1 degrees of freedom. The second term stands for the
 * correlation of folds whose training rows overlap; without it differences seem certain too often.
 * @throws Error with code OCCAM_SHAPE unless both have the same number of losses, OCCAM_DATA on fewer than two or one
 *   that is not finite; RangeError with code OCCAM_OPTION on a negative ratio.
 */
export function correctedTTest(options: CorrectedTTestOptions): CorrectedTTest {
  const { first, second, validationToTrain } = CORRECTED_T_TEST.read(options);
  const count = first.length;
  if (second.length !== count) {
    throw occamError("OCCAM_SHAPE", {
      where: "correctedTTest.second",
      expected: `${count} losses, of the same folds as the first`,
      received: `${second.length}`,
    });
  }
  const differences = Float64Array.from(first, (loss, fold) => loss - (second[fold] as number));
  if (count < 2 || !differences.every(Number.isFinite)) {
    const received = count < 2 ? `${count}` : "one that is not finite";
    throw occamError("OCCAM_DATA", { where: "correctedTTest", expected: "two or more finite losses", received });
  }
  const difference = mean(differences);
  // Equal differences have no variance, whatever rounding makes of their mean.
  const equal = differences.every((each) => each === differences[0]);
  const spread = equal ? 0 : variance(differences);
  const standardError = Math.sqrt((1 / count + validationToTrain) * spread);
  const t = difference === 0 ? 0 : difference / standardError;
  const degreesOfFreedom = count - 1;
  return {
    difference,
    standardError,
    t,
    degreesOfFreedom,
    p: twoSidedP(t, degreesOfFreedom),
    pFirstWorse: studentTCdf(-t, degreesOfFreedom),
  };
}
