/** Test support: random inputs for ops, finite differences, and comparison of runtimes. */
import { evaluate } from "../graph/evaluate.ts";
import { type NdArray, ndArray, numbersOf } from "../graph/nd-array.ts";
import { add, constant, input, mul, reduceSum } from "../graph/ops/index.ts";
import type { Graph, SampleInput, Value } from "../graph/value.ts";
import { randomUniform } from "../tensor/random.ts";
import { type DType, sizeOf, type Tensor } from "../tensor/tensor.ts";

/** The numbers that a sample asks for, the same at every call. */
export function sampleArray(sample: SampleInput, index: number): NdArray {
  const { shape, dtype = "float32", low = dtype === "bool" ? 0 : -2, high = 2, strings, data } = sample;
  if (strings !== undefined) return { dtype, shape, data: strings };
  if (data !== undefined) return ndArray(shape, data, dtype);
  const u = randomUniform(sizeOf(shape), { seed: 11, stream: "trial", position: index });
  const isWhole = dtype !== "float32" && dtype !== "float64";
  // Rounded to float32, so that the reference evaluator and ONNX Runtime see the same numbers.
  return ndArray(
    shape,
    u.map((x) => (isWhole ? Math.floor(low + (high - low) * x) : Math.fround(low + (high - low) * x))),
    dtype,
  );
}

export function sampleValues(inputs: readonly SampleInput[]): readonly Value[] {
  return inputs.map(({ shape, dtype = "float32" }, i) => input(`x${i}`, dtype, shape));
}

export function named(arrays: readonly NdArray[]): Record<string, NdArray> {
  return Object.fromEntries(arrays.map((array, i) => [`x${i}`, array]));
}

/** A scalar that depends on every element in its own way, so that a wrong gradient cannot hide in a sum. */
export function weightedSum(values: readonly Value[]): Value {
  return values
    .map((value, k) => {
      const shape = value.shape as readonly number[];
      const weights = randomUniform(sizeOf(shape), { seed: 12, stream: "weights", position: k });
      return reduceSum(
        mul(
          value,
          constant(
            Float32Array.from(weights, (w) => 2 * w - 1),
            shape,
            value.dtype,
          ),
        ),
      );
    })
    .reduce(add);
}

/** Central differences of a scalar graph with respect to one input. */
export function finiteDifferences(
  graph: Graph,
  inputs: Readonly<Record<string, NdArray>>,
  name: string,
  step = 1e-5,
): Float64Array {
  const base = inputs[name] as NdArray;
  const lossAt = (at: number, delta: number): number => {
    const moved = Float64Array.from(numbersOf(base));
    moved[at] = (moved[at] as number) + delta;
    return numbersOf(evaluate(graph, { ...inputs, [name]: { ...base, data: moved } }).loss as NdArray)[0] as number;
  };
  return Float64Array.from(numbersOf(base), (_, at) => (lossAt(at, step) - lossAt(at, -step)) / (2 * step));
}

/** A reference array as the tensor that a runtime takes. */
export function toTensor(array: NdArray): Tensor & { dtype?: "bool" } {
  const { shape, dtype } = array;
  if (!(array.data instanceof Float64Array)) return { shape, data: array.data };
  const data = typedData(dtype, array.data);
  return dtype === "bool" ? { shape, data, dtype } : { shape, data };
}

function typedData(dtype: DType, data: Float64Array) {
  if (dtype === "int64") return BigInt64Array.from(data, (x) => BigInt(x));
  if (dtype === "int32") return Int32Array.from(data);
  if (dtype === "bool" || dtype === "uint8") return Uint8Array.from(data);
  return dtype === "float64" ? data : Float32Array.from(data);
}
