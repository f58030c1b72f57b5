import { occamError } from "../errors.ts";
import { type FloatTensor, sizeOf, type TensorLike, toFloatTensor, toIndexTensor } from "../tensor/tensor.ts";

/** Numbers [n], [n, 1] or [n, width] as targets [n, width]. */
export function toNumberTargets(y: TensorLike, outputShape: readonly number[]): FloatTensor {
  const values = toFloatTensor(y, "y");
  const width = sizeOf(outputShape);
  const rows = values.shape[0] ?? 0;
  if (sizeOf(values.shape.slice(1)) === width) return { shape: [rows, width], data: values.data };
  throw occamError("OCCAM_SHAPE", {
    where: "y",
    expected: `${width} ${width === 1 ? "number" : "numbers"} an example, as the network has outputs`,
    received: `the shape [${values.shape.join(", ")}]`,
  });
}

/** Probabilities [n], [n, 1] or [n, width] as targets [n, width]: classes of the width 1 are 0 and 1. */
export function toProbabilityTargets(y: TensorLike, outputShape: readonly number[]): FloatTensor {
  const targets = toNumberTargets(y, outputShape);
  const wrong = targets.data.findIndex((value) => !(value >= 0 && value <= 1));
  if (wrong < 0) return targets;
  throw occamError("OCCAM_DATA", {
    where: `y[${Math.floor(wrong / sizeOf(outputShape))}]`,
    expected: "0, 1 or a probability between them",
    received: String(targets.data[wrong]),
  });
}

/** Class indices [n] as one-hot targets [n, classes]. */
export function toClassTargets(y: TensorLike, outputShape: readonly number[]): FloatTensor {
  const { shape, data } = toIndexTensor(y, "y");
  const classes = sizeOf(outputShape);
  if (sizeOf(shape) !== shape[0]) {
    throw occamError("OCCAM_SHAPE", {
      where: "y",
      expected: "class indices of shape [n]",
      received: `[${shape.join(", ")}]`,
    });
  }
  const targets = new Float32Array(data.length * classes);
  data.forEach((index, row) => {
    if (index < 0 || index >= classes) {
      throw occamError("OCCAM_DATA", {
        where: `y[${row}]`,
        expected: `a class index from 0 to ${classes - 1}, as the network has ${classes} outputs`,
        received: String(index),
      });
    }
    targets[row * classes + index] = 1;
  });
  return { shape: [data.length, classes], data: targets };
}
