/** A trained network as plain numbers, and what it gives with some of its hidden units left out. */
import { randomUniform } from "@occam/core/data";

export const TRAINING_POINTS = 20;
/** Units of each hidden layer. */
export const LAYER_UNITS: readonly number[] = [12, 12];

/** A dense layer: kernel [in, out] by rows, and bias. */
export interface Layer {
  readonly kernel: ArrayLike<number>;
  readonly bias: ArrayLike<number>;
}

/** Hidden layers with tanh, then one output that is a sum. */
export type Network = readonly Layer[];

/** For each hidden layer, which units work. */
export type Mask = readonly (readonly boolean[])[];

/** The layers dense0, dense1, ... of a run's parameters. */
export function networkOf(parameters: ReadonlyMap<string, { readonly data: Float32Array }>): Network {
  const layers: Layer[] = [];
  for (let i = 0; parameters.has(`dense${i}/kernel`); i++) {
    const data = (name: string) => parameters.get(`dense${i}/${name}`)?.data ?? new Float32Array();
    layers.push({ kernel: data("kernel"), bias: data("bias") });
  }
  return layers;
}

/** The roll's mask: each unit is left out with probability `rate`, the same for the same roll. */
export function maskOf(roll: number, rate: number): Mask {
  return LAYER_UNITS.map((units, layer) =>
    Array.from(randomUniform(units, { seed: 1, stream: `course/mask${layer}`, position: roll }), (u) => u >= rate),
  );
}

/**
 * The output at x. With a mask the outputs of the units that work are divided by 1 - rate, so that their sum is on average
 * what it is without. Srivastava et al. 2014.
 */
export function outputOf(
  network: Network,
  x: number,
  thinning?: { readonly mask: Mask; readonly rate: number },
): number {
  let values: readonly number[] = [x];
  network.forEach(({ kernel, bias }, layer) => {
    const isLast = layer === network.length - 1;
    const works = thinning?.mask[layer];
    const scale = thinning === undefined ? 1 : 1 / (1 - thinning.rate);
    values = Array.from(bias, (start, unit) => {
      const sum = values.reduce((total, value, i) => total + value * (kernel[i * bias.length + unit] as number), start);
      if (isLast) return sum;
      return works?.[unit] === false ? 0 : scale * Math.tanh(sum);
    });
  });
  return values[0] as number;
}

/** Means of curves, place by place. */
export function meanOf(curves: readonly ArrayLike<number>[]): Float64Array {
  const [first] = curves;
  if (first === undefined) return new Float64Array();
  return Float64Array.from(
    first,
    (_, i) => curves.reduce((sum, curve) => sum + (curve[i] as number), 0) / curves.length,
  );
}

/** How far two curves lie apart: the root of the mean square. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
  return Math.sqrt(sum / a.length);
}
