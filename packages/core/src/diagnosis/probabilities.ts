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
 * Multinomial logistic regression of the truth on the features below, over 15000 networks on 2500 made-up tables:
 * `node bench/dist/calibration.js --fit --cases 15000 --seed 2000`. The report in bench/CALIBRATION.md has another seed.
 */
export const FITTED_MAP: ProbabilityMap = {
  overfitting: [1.968, 1.683, -0.07878, -2.247, 0.8741, 2.4, -1.134, 0.3744, -0.5575, 1.158, 0.976],
  underfitting: [2.644, 0.2438, -0.2899, -2.261, -0.3965, 4.327, -2.541, 0.1799, -1.426, 0.0735, 1.326],
};

/** A difference of this share of the constant prediction's metric is as uncertain as noise of that size makes it. */
const SOFTNESS = 0.05;

/** A standard error below this share is as good as none. */
const CERTAIN = 0.01;

/**
 * What the map looks at, free of units; all in shares of the constant prediction's metric c:
 * a = slog(gap / sqrt(s^2 + 0.05^2)), b = slog(distance to the reference / sqrt(t^2 + 0.05^2)) with slog(z) =
 * sign(z) log(1 + |z|) and s, t the standard errors of gap and distance, a quarter of their 95% intervals' widths (1 / 3.92);
 * l = log(train / c + 0.05). With a+ = max(a, 0) and b+ = max(b, 0) the features are 1, a, b, l, a+^2, b+^2, a+ b+, b+ l,
 * l^2, log(s + 0.01) and log(t + 0.01): the same distance says more where the network has learnt more and where it is certain.
 */
export function probabilityFeatures({ gap, reference, train, scale }: Evidence): readonly number[] {
  const [s, t] = [standardErrorOf(gap) / scale, standardErrorOf(reference.distance) / scale];
  const a = softScore(gap.estimate / scale, s);
  const b = softScore(reference.distance.estimate / scale, t);
  const l = Math.log(Math.max(0, train / scale) + SOFTNESS);
  const [above, behind] = [Math.max(a, 0), Math.max(b, 0)];
  return [
    ...[1, a, b, l, above * above, behind * behind, above * behind],
    ...[behind * l, l * l, Math.log(s + CERTAIN), Math.log(t + CERTAIN)],
  ];
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

function standardErrorOf({ low, high }: Interval): number {
  return (high - low) / 3.92;
}

function softScore(share: number, standardError: number): number {
  const z = share / Math.sqrt(standardError ** 2 + SOFTNESS ** 2);
  return Math.sign(z) * Math.log1p(Math.abs(z));
}
