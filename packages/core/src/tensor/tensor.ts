import { describe, occamError } from "../errors.ts";

/** Element types that graphs and tensors use; names as in NumPy. */
export type DType = "float32" | "float64" | "int32" | "int64" | "uint8" | "bool" | "string";

export type TensorData = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array | readonly string[];

/** A dense row-major array. A Uint8Array is uint8 or bool, as the place that takes it says. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/** A tensor of 32-bit floats: features, parameters, predictions. */
export interface FloatTensor extends Tensor {
  readonly data: Float32Array;
}

type Nested = number | readonly Nested[];

/** Number of elements of a shape: the product of its dimensions, 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, dim) => size * dim, 1);
}

/**
 * A float32 tensor from numbers, nested arrays or a typed array.
 * Nested arrays give their own shape; flat data takes `shape` (default: one dimension).
 * @throws Error with code OCCAM_SHAPE when rows differ in length or the data do not fill `shape`; OCCAM_DATA where an
 * element is not a number (a missing value is NaN, not null).
 */
export function tensor(data: Float32Array | readonly Nested[], shape?: readonly number[]): FloatTensor {
  const nested = data instanceof Float32Array ? [data.length] : nestedShape(data);
  const values = data instanceof Float32Array ? data : Float32Array.from(flatten(data, "tensor"));
  const target = shape ?? nested;
  if (sizeOf(target) !== values.length) {
    throw occamError("OCCAM_SHAPE", {
      where: "tensor",
      expected: `${sizeOf(target)} values for the shape [${target.join(", ")}]`,
      received: `${values.length}`,
    });
  }
  return { shape: target, data: values };
}

/** What `fit`, `predict` and `evaluate` accept as numbers: a tensor or nested arrays. */
export type TensorLike = Tensor | readonly Nested[];

/** A float32 tensor from a tensor of any number type or nested arrays. */
export function toFloatTensor(value: TensorLike, where: string): FloatTensor {
  if (isNested(value)) return { shape: nestedShape(value), data: Float32Array.from(flatten(value, where)) };
  requireTensor(value, where);
  if (value.data instanceof Float32Array) return { shape: value.shape, data: value.data };
  if (isStrings(value.data)) {
    throw occamError("OCCAM_DATA", { where, expected: "numbers", received: "strings" });
  }
  return { shape: value.shape, data: Float32Array.from(value.data as ArrayLike<number | bigint>, Number) };
}

/** An int32 tensor of class indices from a tensor or nested arrays. */
export function toIndexTensor(value: TensorLike, where: string): { shape: readonly number[]; data: Int32Array } {
  if (!isNested(value)) requireTensor(value, where);
  const { shape, data } = isNested(value) ? { shape: nestedShape(value), data: flatten(value, where) } : value;
  if (data instanceof Int32Array) return { shape, data };
  if (isStrings(data)) throw occamError("OCCAM_DATA", { where, expected: "class indices", received: "strings" });
  const numbers = Array.from(data as ArrayLike<number | bigint>, Number);
  const wrong = numbers.findIndex((index) => index !== (index | 0));
  if (wrong >= 0) {
    const received = String(numbers[wrong]);
    throw occamError("OCCAM_DATA", {
      where: `${where}[${wrong}]`,
      expected: "a class index, a whole number",
      received,
    });
  }
  return { shape, data: Int32Array.from(numbers) };
}

/** Rows `first` up to but not including `end`; numbers in the same memory. */
export function viewRows<T extends Tensor>(value: T, first: number, end: number): T {
  const { data } = value;
  const [, ...shape] = value.shape;
  const [from, to] = [first * sizeOf(shape), end * sizeOf(shape)];
  const part = isStrings(data) ? data.slice(from, to) : data.subarray(from, to);
  return { ...value, shape: [end - first, ...shape], data: part };
}

/** Rows `indices` of a tensor, along its first axis. */
export function takeRows<T extends Tensor>(value: T, indices: ArrayLike<number>): T {
  const width = sizeOf(value.shape.slice(1));
  const shape = [indices.length, ...value.shape.slice(1)];
  const source = value.data;
  if (isStrings(source)) {
    const data = Array.from(indices as ArrayLike<number>).flatMap((row) =>
      source.slice(row * width, (row + 1) * width),
    );
    return { ...value, shape, data };
  }
  const data = newData(source, indices.length * width);
  for (let row = 0; row < indices.length; row++) {
    const from = (indices[row] as number) * width;
    // The two arrays are of one type by construction; TypeScript cannot see it across the union.
    (data as Float32Array).set(source.subarray(from, from + width) as Float32Array, row * width);
  }
  return { ...value, shape, data };
}

/** Rows of two tensors, one behind the other; of the second alone where there is no first. */
export function joinRows(before: FloatTensor | undefined, after: FloatTensor): FloatTensor {
  if (before === undefined) return after;
  const shape = [(before.shape[0] as number) + (after.shape[0] as number), ...before.shape.slice(1)];
  const data = new Float32Array(sizeOf(shape));
  data.set(before.data, 0);
  data.set(after.data, before.data.length);
  return { shape, data };
}

export function isStrings(data: ArrayLike<unknown>): data is readonly string[] {
  return Array.isArray(data) && typeof data[0] === "string";
}

function newData(like: Exclude<TensorData, readonly string[]>, length: number): Exclude<TensorData, readonly string[]> {
  const Constructor = like.constructor as new (length: number) => Exclude<TensorData, readonly string[]>;
  return new Constructor(length);
}

function isNested(value: TensorLike): value is readonly Nested[] {
  return Array.isArray(value);
}

function requireTensor(value: Tensor, where: string): void {
  if (typeof value === "object" && value !== null && Array.isArray(value.shape) && value.data !== undefined) {
    if (sizeOf(value.shape) === value.data.length) return;
    const expected = `${sizeOf(value.shape)} values for its shape [${value.shape.join(", ")}]`;
    throw occamError("OCCAM_SHAPE", { where, expected, received: `${value.data.length}` });
  }
  throw occamError("OCCAM_DATA", {
    where,
    expected: "a tensor { shape, data } or nested arrays",
    received: describe(value),
  });
}

function nestedShape(value: Nested): number[] {
  if (!Array.isArray(value)) return [];
  if (value.length === 0) return [0];
  const inner = nestedShape(value[0] as Nested);
  for (const item of value) {
    const shape = nestedShape(item);
    if (shape.length !== inner.length || shape.some((dim, axis) => dim !== inner[axis])) {
      throw occamError("OCCAM_SHAPE", {
        where: "tensor",
        expected: `rows of one shape, [${inner.join(", ")}] as the first`,
        received: `a row of shape [${shape.join(", ")}]`,
      });
    }
  }
  return [value.length, ...inner];
}

function flatten(value: readonly Nested[], where: string): number[] {
  return value.flatMap((item) => {
    if (typeof item === "number") return [item];
    if (Array.isArray(item)) return flatten(item, where);
    throw occamError("OCCAM_DATA", { where, expected: "numbers", received: describe(item) });
  });
}
