/** How ops are computed by a compiled program: a small vocabulary of loops that every op is said in. */
import type { NodeView, Value } from "./value.ts";

/**
 * Arithmetic on float32 numbers, a few at a time, as a compiled program does it: rounded to nearest after every operation. A
 * condition is 1 where it holds and 0 where not. V is whatever stands for such numbers.
 */
export interface LaneMath<V> {
  readonly number: (value: number) => V;
  readonly add: (a: V, b: V) => V;
  readonly sub: (a: V, b: V) => V;
  readonly mul: (a: V, b: V) => V;
  readonly div: (a: V, b: V) => V;
  /** Not a number where either is not; -0 is below 0. */
  readonly min: (a: V, b: V) => V;
  readonly max: (a: V, b: V) => V;
  readonly neg: (x: V) => V;
  readonly abs: (x: V) => V;
  readonly sqrt: (x: V) => V;
  /** Towards zero. */
  readonly trunc: (x: V) => V;
  readonly exp: (x: V) => V;
  /** e^x - 1. */
  readonly expm1: (x: V) => V;
  readonly log: (x: V) => V;
  readonly tanh: (x: V) => V;
  readonly sigmoid: (x: V) => V;
  readonly softplus: (x: V) => V;
  readonly erf: (x: V) => V;
  readonly greater: (a: V, b: V) => V;
  readonly greaterOrEqual: (a: V, b: V) => V;
  readonly equal: (a: V, b: V) => V;
  /** a where the condition is not 0, else b. */
  readonly select: (condition: V, a: V, b: V) => V;
}

/** What an op does, element by element, with operands that broadcast. */
export type Lanes = <V>(math: LaneMath<V>, inputs: readonly V[]) => V;

/** How a compiled program computes a node. */
export type CompiledForm =
  | { readonly kind: "pointwise"; readonly lanes: Lanes }
  /** The elements in row-major order under the result's shape. */
  | { readonly kind: "reshape" }
  /** Repeated along axes of 1 and new leading ones to the result's shape. */
  | { readonly kind: "broadcast" }
  /** Result axis i is axis order[i]. */
  | { readonly kind: "permute"; readonly order: readonly number[] }
  /** Pieces one behind the other along an axis, the first from `start` on. */
  | { readonly kind: "split"; readonly axis: number; readonly start: number }
  | { readonly kind: "concat"; readonly axis: number }
  /** The elements from `before` on along each axis of the result, and zeros around them. */
  | { readonly kind: "pad"; readonly before: readonly number[] }
  /** Says a shape, which is known when a program is compiled: nothing is computed. */
  | { readonly kind: "shape" }
  /** One number everywhere. */
  | { readonly kind: "fill"; readonly value: number }
  /** Slices of the first input along an axis, at the indices that the second holds: in all of these from the end where below 0. */
  | { readonly kind: "gather"; readonly axis: number }
  /** One element for each index, which stands in the element's own place but for the axis. */
  | { readonly kind: "gatherElements"; readonly axis: number }
  /** The first input with the third added along an axis where the second says. */
  | { readonly kind: "scatterAdd"; readonly axis: number }
  /** alpha * a b + beta * c, over the last two axes; c only where there is a third input. */
  | {
      readonly kind: "product";
      readonly transA: boolean;
      readonly transB: boolean;
      readonly alpha: number;
      readonly beta: number;
    }
  | { readonly kind: "reduce"; readonly axes: readonly number[]; readonly combine: "add" | "max" }
  | { readonly kind: "loop" }
  /** The same results from other ops. */
  | { readonly kind: "composite"; readonly values: (node: NodeView<unknown>) => readonly Value[] };
