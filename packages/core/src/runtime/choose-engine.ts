/** Which engine runs a graph. */
import { refusedOps } from "../compiled/compile.ts";
import { hasSimd } from "../compiled/wasm-features.ts";
import { occamError } from "../errors.ts";
import { bodyNodes, orderNodes } from "../graph/order.ts";
import type { Graph, Node } from "../graph/value.ts";
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
  const suits = engine === "compiled" || multiplications(graph, replicas) <= LARGE_PRODUCTS;
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

function multiplications(graph: Graph, replicas: string | undefined): number {
  const around = orderNodes(graph.outputs.map(([, value]) => value));
  const nodes = around.flatMap((node) => [node, ...bodyNodes(node)]);
  return nodes.reduce((sum, node) => sum + productSize(node, replicas), 0);
}

function productSize({ op, attributes, inputs, outputs }: Node, replicas: string | undefined): number {
  const form = op.compiled?.(attributes);
  if (form?.kind !== "product") return 0;
  const [first, last] = [inputs[0]?.shape.at(-2), inputs[0]?.shape.at(-1)];
  const lengthOf = (dim: number | string | undefined) =>
    typeof dim === "number" ? dim : dim === replicas ? 1 : USUAL_LENGTH;
  const size = (outputs[0]?.shape ?? []).reduce<number>((product, dim) => product * lengthOf(dim), 1);
  return size * lengthOf(form.transA ? first : last);
}
