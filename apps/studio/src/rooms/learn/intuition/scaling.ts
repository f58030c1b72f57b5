/** Two independent inputs of equal effect, the second measured in a unit that makes its numbers `scale` times as large. */

/**
 * The share of the effect of an input whose numbers have the deviation `scale` that L2 keeps: the weight 1 / scale that it needs costs less the
 * larger its numbers are. scale² / (scale² + alpha).
 */
export const keptByL2 = (scale: number, alpha: number): number => (scale * scale) / (scale * scale + alpha);

/** The share that L1 keeps: 1 - alpha / scale, 0 where that is less. */
export const keptByL1 = (scale: number, alpha: number): number => Math.max(0, 1 - alpha / scale);
