import { occamError } from "../errors.ts";
import type { DType, TensorData } from "../tensor/tensor.ts";
import type { CompiledForm } from "./compiled-form.ts";
import type { NdArray } from "./nd-array.ts";

/** A dimension: its length, or the name of a length known only at run time (as in ONNX). */
export type Dim = number | string;
export type Shape = readonly Dim[];

export interface ValueType {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** One result of one node. Values link to their producers, so a graph is whatever its outputs reach. */
export interface Value extends ValueType {
  readonly node: Node;
  readonly index: number;
}

export interface Node {
  readonly op: Op;
  readonly inputs: readonly Value[];
  readonly attributes: unknown;
  readonly outputs: readonly Value[];
}

/** A graph: named outputs, and the inputs in the order in which a runtime sees them. */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly (readonly [name: string, value: Value])[];
}

/** An attribute as ONNX types it. */
export type OnnxAttribute =
  | { readonly kind: "int"; readonly value: number }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "ints"; readonly value: readonly number[] }
  | { readonly kind: "floats"; readonly value: readonly number[] }
  | { readonly kind: "strings"; readonly value: readonly string[] };

/** How one node is written in an ONNX file. */
export interface OnnxNode {
  readonly type: string;
  readonly domain?: string;
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  /** Constants that ONNX wants as inputs behind the node's own: axes, sizes, target shapes. */
  readonly constantInputs?: readonly ConstantTensor[];
}

export interface ConstantTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: TensorData;
  /** Name of the initializer in a file, where it is free. Constants of different names are never shared. */
  readonly name?: string;
}

/** Inputs that an op is tried with: every battery runs each sample. Numbers are drawn from [low, high]. */
export interface Sample<A> {
  readonly inputs: readonly SampleInput[];
  readonly attributes: A;
}

export interface SampleInput {
  readonly shape: readonly number[];
  readonly dtype?: DType;
  readonly low?: number;
  readonly high?: number;
  readonly strings?: readonly string[];
  /** These very numbers, instead of random ones. */
  readonly data?: readonly number[];
}

/** What a rule may look at: one node, with its attributes typed. */
export interface NodeView<A> {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: A;
}

/** All facts of an op. `A` is the type of its attributes. */
export interface OpRecord<A> {
  readonly type: string;
  /** Types of the results. Throws OCCAM_SHAPE where the inputs do not fit. */
  readonly infer: (inputs: readonly Value[], attributes: A) => readonly ValueType[];
  /** Vector-Jacobian product: gradients of the inputs from those of the outputs (undefined: no gradient flows). */
  readonly vjp?: (node: NodeView<A>, gradients: readonly (Value | undefined)[]) => readonly (Value | undefined)[];
  /** No derivative exists or is wanted (comparisons, indices): gradients stop here. */
  readonly nondifferentiable?: true;
  /** The meaning in float64, for tests and constants. */
  readonly reference?: (inputs: readonly NdArray[], attributes: A, node: NodeView<A>) => readonly NdArray[];
  /** A composite op is replaced by these values before it is encoded or evaluated. */
  readonly lower?: (node: NodeView<A>) => readonly Value[];
  /** A cheaper equal of this node, where there is one. */
  readonly simplify?: (node: NodeView<A>) => Value | undefined;
  /** One node for this one and those inputs that nothing else reads (`isOwn`, by place), where there is one. */
  readonly fuse?: (node: NodeView<A>, isOwn: readonly boolean[]) => Value | undefined;
  /** How a compiled program computes a node; without, programs that hold it are not compiled. */
  readonly compiled?: (attributes: A, node: NodeView<A>) => CompiledForm | undefined;
  readonly samples: readonly Sample<A>[];
  /** How it is written in ONNX; by default its type without attributes. */
  readonly onnx?: (node: NodeView<A>) => OnnxNode;
}

/** An op whose attribute type is erased, so that ops of all kinds fit in one index. */
export type Op = OpRecord<unknown>;

export function defineOp<A>(record: OpRecord<A>): OpRecord<A> {
  return record;
}

/** The results of one node. */
export function applyAll<A>(op: OpRecord<A>, inputs: readonly Value[], attributes: A): readonly Value[] {
  const types = op.infer(inputs, attributes);
  const outputs: Value[] = [];
  // The record is only ever called back with this node's own attributes, so erasing A is sound.
  const node: Node = { op: op as unknown as Op, inputs, attributes, outputs };
  types.forEach((type, index) => {
    outputs.push({ ...type, node, index });
  });
  return outputs;
}

/** The single result of one node. */
export function apply<A>(op: OpRecord<A>, inputs: readonly Value[], attributes: A): Value {
  return applyAll(op, inputs, attributes)[0] as Value;
}

export function formatShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** NumPy's broadcasting of two shapes; a named dimension meets itself or 1. */
export function broadcastShapes(a: Shape, b: Shape, where: string): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const left = a[a.length - rank + i] ?? 1;
    const right = b[b.length - rank + i] ?? 1;
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    throw occamError("OCCAM_SHAPE", {
      where,
      expected: "shapes that broadcast together",
      received: `${formatShape(a)} and ${formatShape(b)}`,
    });
  });
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, axis) => dim === b[axis]);
}

/** A dimension that must be known when the graph is built. */
export function requireStatic(dim: Dim | undefined, where: string): number {
  if (typeof dim === "number") return dim;
  throw occamError("OCCAM_SHAPE", { where, expected: "a known dimension", received: String(dim) });
}

/** Axis counted from the front; negative axes count from the end. */
export function toAxis(axis: number, rank: number, where: string): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(positive) && positive >= 0 && positive < rank) return positive;
  throw occamError("OCCAM_SHAPE", { where, expected: `an axis of ${rank} dimensions`, received: String(axis) });
}

export type { DType, TensorData };
