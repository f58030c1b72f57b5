/** A graph as programs for the lengths that runs bring. */
import { type Block, planProgram } from "../compiled/compile.ts";
import { freeLengths } from "../compiled/free-lengths.ts";
import { graphKey } from "../compiled/graph-key.ts";
import type { FedByName } from "../compiled/run-memory.js";
import { inputName } from "../graph/ops/constant.ts";
import { simplify } from "../graph/simplify.ts";
import type { Graph, Value } from "../graph/value.ts";
import { lengthsOf, requireShapes, type Shapes, shapeIn } from "./graph-lengths.ts";
import type { LoadOptions } from "./runtime.ts";
import { workOf } from "./work.ts";

/** A graph that is compiled when a run's shapes are known. */
export interface CompiledGraph {
  readonly programFor: (shapes: Shapes) => FittingProgram;
  /** What a run will be given where named dimensions have these lengths; undefined where one is not said. */
  readonly fedAt: (lengths: ReadonlyMap<string, number>) => FedByName | undefined;
}

/** The program of one run. */
export interface FittingProgram {
  /** Equal keys are equal programs, of this graph or another. */
  readonly key: string;
  /** The graph's. */
  readonly name: string;
  readonly plan: () => ReturnType<typeof planProgram>;
  /** Of named dimensions. */
  readonly lengths: ReadonlyMap<string, number>;
  readonly blocks: readonly Block[];
  readonly inputs: ReadonlyMap<string, Value>;
  readonly outputs: ReadonlyMap<string, Value>;
  /** About how many multiplications a run takes; Infinity where it loops. */
  readonly work: number;
}

/** Examples that a program takes at a time: a few have one of their own. */
const BLOCK_SIZES = [1, 16, 128] as const;

function blockSize(length: number): number {
  return BLOCK_SIZES.find((size) => length <= size) ?? (BLOCK_SIZES.at(-1) as number);
}

export function compiledGraph(
  given: Graph,
  { replicas, examples, drawn = {} }: LoadOptions,
  isRelaxed: boolean,
): CompiledGraph {
  const graph = simplify(given);
  const free = freeLengths(graph);
  const key = graphKey(graph);
  const draws = [...new Set(Object.values(drawn))].sort();
  /** By the shapes of their runs, which mostly are those of earlier runs. */
  const known = new Map<string, FittingProgram>();
  const inputs = new Map(graph.inputs.map((value) => [inputName(value), value]));
  const outputs = new Map(graph.outputs);

  const blocksFor = (lengths: ReadonlyMap<string, number>): readonly Block[] => [
    ...(replicas !== undefined && lengths.has(replicas) ? [{ name: replicas, size: 1 }] : []),
    ...(examples !== undefined && lengths.has(examples)
      ? [{ name: examples, size: blockSize(lengths.get(examples) as number) }]
      : []),
  ];

  const fitting = (shapes: Shapes): FittingProgram => {
    const lengths = lengthsOf(graph, shapes);
    requireShapes(graph, shapes, lengths);
    const blocks = blocksFor(lengths);
    const named = new Set(blocks.map(({ name }) => name));
    const bound = Object.fromEntries([...lengths].filter(([name]) => !named.has(name) && !free.has(name)));
    return {
      key: `${JSON.stringify([blocks, bound, draws])} ${key}`,
      name: graph.name,
      plan: () => planProgram(graph, bound, { blocks, draws, isRelaxed }),
      lengths,
      blocks,
      inputs,
      outputs,
      work: workOf(graph, (name) => lengths.get(name) ?? 1),
    };
  };

  return {
    programFor: (shapes) => {
      const text = [...inputs.keys()].map((name) => shapes.get(name)?.join() ?? "none").join(" ");
      const program = known.get(text) ?? fitting(shapes);
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(text, program);
      return program;
    },
    fedAt: (lengths) => {
      const isSaid = graph.inputs.every(({ shape }) =>
        shape.every((dim) => typeof dim === "number" || lengths.has(dim)),
      );
      if (!isSaid) return undefined;
      const fed = [...inputs].map(([name, value]) => {
        const shape = shapeIn(lengths, value.shape);
        const distribution = drawn[name];
        // In one piece: then drawing takes the most memory.
        return [name, distribution === undefined ? { shape } : { shape, distribution, pieces: [[]] }] as const;
      });
      return Object.fromEntries(fed);
    },
  };
}

/** Shapes of a session's runs that are remembered. */
const MOST_KNOWN = 100;
