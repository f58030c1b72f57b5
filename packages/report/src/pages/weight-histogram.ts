/** How the weights of one kernel are spread. The bins cover -limit to limit; exact zeros are counted apart. */
export interface WeightHistogram {
  readonly count: number;
  readonly zeros: number;
  /** Weights beyond the limit; the outermost bins hold them too. */
  readonly beyond: number;
  readonly bins: readonly WeightBin[];
}

export interface WeightBin {
  readonly low: number;
  readonly high: number;
  /** Of all weights, the zeros included. */
  readonly share: number;
}

export function weightHistogram(weights: Float32Array, limit: number, binCount = 40): WeightHistogram {
  const counts = new Array<number>(binCount).fill(0);
  let zeros = 0;
  let beyond = 0;
  for (const weight of weights) {
    if (weight === 0) zeros += 1;
    if (weight === 0 || Number.isNaN(weight)) continue;
    if (Math.abs(weight) > limit) beyond += 1;
    const at = Math.floor(((weight / limit + 1) / 2) * binCount);
    const bin = Math.min(binCount - 1, Math.max(0, at));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const edge = (at: number): number => limit * ((2 * at) / binCount - 1);
  const bins = counts.map((count, at) => ({ low: edge(at), high: edge(at + 1), share: count / weights.length }));
  return { count: weights.length, zeros, beyond, bins };
}

/** A limit that shows nearly all weights: a few far ones must not press the others into one bin. */
export function weightLimit(kernels: readonly Float32Array[]): number {
  const sizes = kernels.flatMap((kernel) => Array.from(sample(kernel, 50_000), Math.abs));
  const finite = sizes.filter((size) => size > 0 && size < Infinity).sort((a, b) => a - b);
  const most = finite[Math.floor(0.995 * (finite.length - 1))] ?? 1;
  return Math.min(1.2 * most, finite.at(-1) ?? 1);
}

function sample(kernel: Float32Array, limit: number): Float32Array {
  const stride = Math.ceil(kernel.length / limit);
  return stride <= 1 ? kernel : kernel.filter((_, at) => at % stride === 0);
}
