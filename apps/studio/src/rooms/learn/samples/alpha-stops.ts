/** The strengths that the twenty samples are trained with, 0 first. */
export const ALPHAS: readonly number[] = [0, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1];
