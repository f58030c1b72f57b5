/** A training problem: the same rows, the same starting weights, the same batches for every contestant. */

export type LayerSpec =
  | {
      readonly kind: "dense";
      readonly units: number;
      readonly relu?: true;
      readonly l2?: number;
      readonly maxNorm?: number;
    }
  | { readonly kind: "dropout"; readonly rate: number }
  | { readonly kind: "conv2d"; readonly filters: number; readonly kernelSize: number; readonly relu?: true }
  | { readonly kind: "maxPooling2d"; readonly poolSize: number }
  | { readonly kind: "flatten" };

export type OptimizerSpec =
  | { readonly name: "sgd"; readonly learningRate: number; readonly momentum: number }
  | { readonly name: "adam"; readonly learningRate: number };

/** Softmax cross-entropy over classes; batches are consecutive rows, in order, again and again. */
export interface Problem {
  readonly data: "table" | "mnist";
  /** A multiple of batchSize. */
  readonly rows: number;
  readonly batchSize: number;
  readonly inputShape: readonly number[];
  readonly classes: number;
  readonly layers: readonly LayerSpec[];
  readonly optimizer: OptimizerSpec;
  /** Row (e): l2 strengths of all kernels, one network each, and the passes over the rows. */
  readonly path?: { readonly alphas: readonly number[]; readonly epochs: number };
}

export interface ParameterEntry {
  readonly name: string;
  readonly shape: readonly number[];
}

/** A problem as it lies in its folder, with its numbers. */
export interface LoadedProblem extends Problem {
  readonly parameters: readonly ParameterEntry[];
  readonly x: Float32Array;
  readonly y: Int32Array;
  /** All parameters one after the other. */
  readonly weights: Float32Array;
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, dim) => size * dim, 1);
}
