const SQRT_TWO_PI = Math.sqrt(2 * Math.PI);

/** exp(-x^2 / 2) / sqrt(2 pi). */
export function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / SQRT_TWO_PI;
}

/**
 * The probability that a standard normal number is at most x: 1/2 + density(x) (x + x^3/3 + x^5/(3 5) + ...)
 * (Marsaglia 2004). Absolute error below 1e-15; 0 and 1 beyond 8.3 standard deviations.
 */
export function normalCdf(x: number): number {
  if (x < -8.3) return 0;
  if (x > 8.3) return 1;
  let sum = x;
  let term = x;
  for (let i = 3; sum + term !== sum; i += 2) {
    term *= (x * x) / i;
    sum += term;
  }
  return 0.5 + sum * normalDensity(x);
}
