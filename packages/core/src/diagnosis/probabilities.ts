/** From evidence to probabilities: a map fitted to networks whose truth is known (bench/calibration.ts). */
import type { Interval } from "./bootstrap.ts";
import type { Evidence } from "./evidence.ts";

/** Of the three states a network can be in; their sum is 1. */
export interface Probabilities {
  readonly overfitting: number;
  readonly underfitting: number;
  readonly goodFit: number;
}

/** Two coefficients for each feature: the log odds of overfitting, and of underfitting, against a good fit. */
export interface ProbabilityMap {
  readonly overfitting: readonly number[];
  readonly underfitting: readonly number[];
}

/**
 * Multinomial logistic regression of the truth on the features below, over 9000 networks on 1500 made-up tables:
 * `node bench/dist/calibration.js --fit --cases 9000 --seed 2000`. The report in bench/CALIBRATION.md has another seed.
 */
export const FITTED_MAP: ProbabilityMap = {
  overfitting: [-4.523, 2.3, -0.7616, -0.7234, 0.7509, 3.344, -1.219],
  underfitting: [-2.134, 0.2462, -0.8639, 0.2156, 0.0178, 5.442, -2.935],
};

/** A difference of this share of the constant prediction's metric is as uncertain as noise of that size makes it. */
const SOFTNESS = 0.05;

/**
 * What the map looks at, free of units; all in shares of the constant prediction's metric c:
 * a = slog(gap / sqrt(se(gap)^2 + 0.05^2)), b = slog(distance to the reference / sqrt(se(distance)^2 + 0.05^2)) with
 * slog(z) = sign(z) log(1 + |z|) and se a quarter of the 95% interval's width (1 / 3.92); l = log(train / c + 0.05);
 * the features are 1, a, b, l, max(a, 0)^2, max(b, 0)^2 and max(a, 0) max(b, 0).
 */
export function probabilityFeatures({ gap, reference, train, scale }: Evidence): readonly number[] {
  const a = softScore(gap, scale);
  const b = softScore(reference.distance, scale);
  const l = Math.log(Math.max(0, train / scale) + SOFTNESS);
  const [above, behind] = [Math.max(a, 0), Math.max(b, 0)];
  return [1, a, b, l, above * above, behind * behind, above * behind];
}

/** Equal probabilities where numbers are not finite, or the constant prediction leaves nothing to explain. */
export function probabilitiesOf(evidence: Evidence, map: ProbabilityMap = FITTED_MAP): Probabilities {
  const features = probabilityFeatures(evidence);
  if (!features.every(Number.isFinite)) return { overfitting: 1 / 3, underfitting: 1 / 3, goodFit: 1 / 3 };
  const odds = (coefficients: readonly number[]) =>
    features.reduce((sum, feature, i) => sum + feature * (coefficients[i] as number), 0);
  const logits = [odds(map.overfitting), odds(map.underfitting), 0] as const;
  const largest = Math.max(...logits);
  const [over, under, good] = logits.map((logit) => Math.exp(logit - largest)) as [number, number, number];
  const total = over + under + good;
  return { overfitting: over / total, underfitting: under / total, goodFit: good / total };
}

function softScore({ estimate, low, high }: Interval, scale: number): number {
  const standardError = (high - low) / 3.92 / scale;
  const z = estimate / scale / Math.sqrt(standardError ** 2 + SOFTNESS ** 2);
  return Math.sign(z) * Math.log1p(Math.abs(z));
}
