import { plainError } from "../../errors.ts";
import type { DType, TensorData } from "../../tensor/tensor.ts";
import { isStrings } from "../../tensor/tensor.ts";
import { apply, type ConstantTensor, defineOp, type Shape, type Value } from "../value.ts";

interface InputAttributes {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
}

/** A value that the caller supplies at run time, or that a loop carries. */
export const inputOp = defineOp<InputAttributes>({
  type: "Input",
  infer: (_, { dtype, shape }) => [{ dtype, shape }],
  nondifferentiable: true,
  samples: [],
});

/** A value known when the graph is built; becomes an ONNX initializer. */
export const constantOp = defineOp<ConstantTensor>({
  type: "Constant",
  infer: (_, { dtype, shape }) => [{ dtype, shape }],
  nondifferentiable: true,
  reference: (_, { dtype, shape, data }) => {
    return [{ dtype, shape, data: isStrings(data) ? data : toFloat64(data) }];
  },
  samples: [],
});

/** Without a function for each element where none is needed: kernels have millions. */
function toFloat64(data: Exclude<TensorData, readonly string[]>): Float64Array {
  return data instanceof BigInt64Array ? Float64Array.from(data, Number) : new Float64Array(data);
}

export function input(name: string, dtype: DType, shape: Shape): Value {
  return apply(inputOp, [], { name, dtype, shape });
}

export function constant(data: TensorData, shape: readonly number[], dtype: DType, name?: string): Value {
  return apply(constantOp, [], { data, shape, dtype, ...(name !== undefined && { name }) });
}

/** A float32 constant of no dimensions. */
export function scalar(value: number): Value {
  return constant(Float32Array.of(value), [], "float32");
}

/** A float64 constant of no dimensions. */
export function float64(value: number): Value {
  return constant(Float64Array.of(value), [], "float64");
}

/** A float32 constant filled with one number. */
export function filled(shape: readonly number[], value: number): Value {
  const size = shape.reduce((product, dim) => product * dim, 1);
  return constant(new Float32Array(size).fill(value), shape, "float32");
}

export function isInput(value: Value): boolean {
  return value.node.attributes !== undefined && value.node.op.type === inputOp.type;
}

/** The name that an input was made with. */
export function inputName(value: Value): string {
  if (isInput(value)) return (value.node.attributes as InputAttributes).name;
  throw plainError("OCCAM_GRAPH", `${value.node.op.type} is not an input of the graph.`);
}

/** The constant behind a value, or undefined. */
export function constantOf(value: Value): ConstantTensor | undefined {
  return value.node.op.type === constantOp.type ? (value.node.attributes as ConstantTensor) : undefined;
}

/** The number behind a one-element constant, or undefined. */
export function scalarOf(value: Value): number | undefined {
  const data = constantOf(value)?.data;
  return data !== undefined && data.length === 1 && typeof data[0] === "number" ? data[0] : undefined;
}
