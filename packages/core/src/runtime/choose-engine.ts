/** Which engine runs a graph. */
import { refusedOps } from "../compiled/compile.ts";
import { hasSimd } from "../compiled/wasm-features.ts";
import { occamError } from "../errors.ts";
import { bodyNodes, orderNodes } from "../graph/order.ts";
import type { Dim, Graph, Node } from "../graph/value.ts";
import type { LoadOptions } from "./runtime.ts";

export type EngineName = "compiled" | "onnxruntime";

/**
 * Above so many multiplications in the products of one step of one replica ONNX Runtime's kernels are faster (measured, see
 * bench/README.md).
 */
const LARGE_PRODUCTS = 2_500_000;

/** Named dimensions count as so many. */
const USUAL_LENGTH = 128;

/**
 * Whether the compiler takes a graph; `engine`: the one that is asked for.
 * @throws Error with code OCCAM_RUNTIME where that is "compiled", the graph has a compiled form, and WebAssembly or its SIMD is missing.
 */
export function isCompiled(graph: Graph, { replicas }: LoadOptions, engine: EngineName | undefined): boolean {
  if (engine === "onnxruntime") return false;
  const ofOneStep = allNodes(graph).reduce(
    (sum, node) => sum + productSize(node, (name) => (name === replicas ? 1 : USUAL_LENGTH)),
    0,
  );
  const suits = engine === "compiled" || ofOneStep <= LARGE_PRODUCTS;
  if (!suits || refusedOps(graph).length > 0) return false;
  if (hasSimd()) return true;
  if (engine === undefined) return false;
  throw occamError("OCCAM_RUNTIME", {
    where: 'engine: "compiled"',
    expected: "WebAssembly with SIMD",
    received: "a JavaScript engine without it",
    fix: 'leave "engine" out, and ONNX Runtime takes over where it can',
  });
}

/** About how many multiplications a run of a graph takes, at one for each number that is no product's; Infinity where it loops. */
export function workOf(graph: Graph, lengthOf: LengthOf): number {
  const nodes = orderNodes(graph.outputs.map(([, value]) => value));
  if (nodes.some((node) => bodyNodes(node).length > 0)) return Infinity;
  return nodes.reduce((sum, node) => sum + productSize(node, lengthOf) + resultSize(node, lengthOf), 0);
}

type LengthOf = (name: string) => number;

function allNodes(graph: Graph): readonly Node[] {
  return orderNodes(graph.outputs.map(([, value]) => value)).flatMap((node) => [node, ...bodyNodes(node)]);
}

function productSize(node: Node, lengthOf: LengthOf): number {
  const form = node.op.compiled?.(node.attributes, node);
  if (form?.kind === "composite") {
    const given = new Set(node.inputs.map((value) => value.node));
    const parts = orderNodes(form.values(node), (part) => !given.has(part));
    return parts.reduce((sum, part) => sum + productSize(part, lengthOf), 0);
  }
  if (form?.kind !== "product") return 0;
  const [first, last] = [node.inputs[0]?.shape.at(-2), node.inputs[0]?.shape.at(-1)];
  return resultSize(node, lengthOf) * toLength((form.transA ? first : last) ?? 1, lengthOf);
}

function resultSize({ outputs: [result] }: Node, lengthOf: LengthOf): number {
  return (result?.shape ?? []).reduce<number>((product, dim) => product * toLength(dim, lengthOf), 1);
}

function toLength(dim: Dim, lengthOf: LengthOf): number {
  return typeof dim === "number" ? dim : lengthOf(dim);
}
