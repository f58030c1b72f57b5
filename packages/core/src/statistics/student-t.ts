import { requireCount } from "../errors.ts";

/**
 * P(T <= t) of Student's t distribution with a whole number of degrees of freedom v: 1/2 + A / 2, where A is the
 * probability of being within |t| with the sign of t, by the finite series of Abramowitz & Stegun 26.7.3 and 26.7.4 in
 * theta = atan(t / sqrt(v)). Absolute error about 1e-15; no gamma function is needed, which is why no library is used
 * here: the kept one (@stdlib/stats-base-dists-t-cdf) brings 223 packages of 25 MB.
 * @throws RangeError with code OCCAM_OPTION unless the degrees of freedom are a whole number of at least 1.
 */
export function studentTCdf(t: number, degreesOfFreedom: number): number {
  requireCount("studentTCdf.degreesOfFreedom", degreesOfFreedom);
  return 0.5 + signedCentralShare(t, degreesOfFreedom) / 2;
}

/** P(|T| >= |t|): the p-value of a two-sided test. */
export function twoSidedP(t: number, degreesOfFreedom: number): number {
  return Math.min(1, Math.max(0, 2 * studentTCdf(-Math.abs(t), degreesOfFreedom)));
}

function signedCentralShare(t: number, v: number): number {
  const theta = Math.atan(t / Math.sqrt(v));
  const [sine, cosine] = [Math.sin(theta), Math.cos(theta)];
  const odd = v % 2 === 1;
  // Odd v: cos + 2/3 cos^3 + (2 4)/(3 5) cos^5 + ... + cos^(v-2); even v: 1 + 1/2 cos^2 + (1 3)/(2 4) cos^4 + ... + cos^(v-2).
  let term = odd ? cosine : 1;
  let sum = 0;
  for (let power = odd ? 1 : 0; power <= v - 2; power += 2) {
    sum += term;
    term *= ((power + 1) / (power + 2)) * cosine * cosine;
  }
  return odd ? (2 / Math.PI) * (theta + sine * sum) : sine * sum;
}
