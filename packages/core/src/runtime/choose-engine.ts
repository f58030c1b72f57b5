/** Which engine runs a graph. */
import { refusedOps } from "../compiled/compile.ts";
import { hasSimd } from "../compiled/wasm-features.ts";
import { occamError } from "../errors.ts";
import type { Graph } from "../graph/value.ts";
import type { LoadOptions } from "./runtime.ts";
import { multiplications } from "./work.ts";

export const ENGINES = ["compiled", "onnxruntime"] as const;
export type EngineName = (typeof ENGINES)[number];

/**
 * Above so many multiplications in the products of one step of one replica ONNX Runtime's kernels are faster, or nothing larger was measured (see
 * bench/README.md): those of native code, for few replicas and for many; of WebAssembly in one thread; in several, which an operator of ONNX
 * Runtime shares and a network's program does not.
 */
export const LARGEST = {
  native: 2_500_000,
  nativeMany: 12_000_000,
  webAssembly: 2_000_000_000,
  webAssemblyThreads: 100_000_000,
} as const;

/** From so many replicas on they are many, however many threads share them: a seed is to be the same numbers on machines of few cores and of many. */
export const MANY_REPLICAS = 4;

/** Named dimensions count as so many. */
const USUAL_LENGTH = 128;

/** How a runtime chooses. */
export interface EngineChoice {
  /** For all graphs. Default: the one that suits a graph. A graph without a compiled form is ONNX Runtime's in any case. */
  readonly engine?: EngineName | undefined;
  /** Up to so many multiplications in the products of one step of one replica a graph is compiled. `replicaCount`: 1 where it is not known. */
  readonly largest: (replicaCount: number) => number;
}

/**
 * Whether the compiler takes a graph.
 * @throws Error with code OCCAM_RUNTIME where that is "compiled", the graph has a compiled form, and WebAssembly or its SIMD is missing.
 */
export function isCompiled(
  graph: Graph,
  { replicas, lengths = {}, engine: wish }: LoadOptions,
  { engine, largest }: EngineChoice,
): boolean {
  const asked = engine ?? wish;
  if (asked === "onnxruntime") return false;
  const lengthOf = (name: string) => (name === replicas ? 1 : USUAL_LENGTH);
  const replicaCount = (replicas !== undefined && lengths[replicas]) || 1;
  const suits = asked === "compiled" || multiplications(graph, lengthOf) <= largest(replicaCount);
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
