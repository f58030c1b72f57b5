import type { Model } from "../layers/model.ts";
import { type FloatTensor, sizeOf } from "../tensor/tensor.ts";

/** What one input of a model takes of features as `toFeatures` gives them, where several inputs lie side by side: [n, ...shape]. */
export function inputColumns({ inputs }: Model, features: FloatTensor, index: number): FloatTensor {
  if (inputs.length === 1) return features;
  const [rowCount, width] = features.shape as readonly [number, number];
  const start = inputs.slice(0, index).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const shape = inputs[index]?.shape ?? [];
  const size = sizeOf(shape);
  const data = new Float32Array(rowCount * size);
  for (let row = 0; row < rowCount; row++) {
    const from = row * width + start;
    data.set(features.data.subarray(from, from + size), row * size);
  }
  return { shape: [rowCount, ...shape], data };
}
