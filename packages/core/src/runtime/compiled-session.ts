/** A session of a compiled graph: programs for the lengths that runs bring, each made when it is first needed. */
import { type Block, compileGraph, type Program } from "../compiled/compile.ts";
import { freeLengths } from "../compiled/free-lengths.ts";
import { graphKey } from "../compiled/graph-key.ts";
import { inputName } from "../graph/ops/constant.ts";
import { simplify } from "../graph/simplify.ts";
import type { Graph } from "../graph/value.ts";
import type { LoadOptions } from "./runtime.ts";

export interface CompiledGraph {
  /** Equal keys of graphs, and of shapes within them, are equal programs. */
  readonly key: string;
  readonly programFor: (shapes: Readonly<Record<string, readonly number[]>>) => {
    readonly key: string;
    readonly compile: () => Program;
  };
}

/** Examples that a program takes at a time: a few have one of their own. */
const BLOCK_SIZES = [1, 16, 128] as const;

function blockSize(length: number): number {
  return BLOCK_SIZES.find((size) => length <= size) ?? (BLOCK_SIZES.at(-1) as number);
}

export function compiledGraph(
  given: Graph,
  { replicas, examples, drawn = [] }: LoadOptions,
  isRelaxed: boolean,
): CompiledGraph {
  const graph = simplify(given);
  const free = freeLengths(graph);

  const lengthsOf = (shapes: Readonly<Record<string, readonly number[]>>): ReadonlyMap<string, number> => {
    const lengths = new Map<string, number>();
    for (const value of graph.inputs) {
      const shape = shapes[inputName(value)];
      value.shape.forEach((dim, axis) => {
        if (typeof dim === "string" && shape?.[axis] !== undefined) lengths.set(dim, shape[axis]);
      });
    }
    return lengths;
  };

  const blocksFor = (lengths: ReadonlyMap<string, number>): readonly Block[] => [
    ...(replicas !== undefined && lengths.has(replicas) ? [{ name: replicas, size: 1 }] : []),
    ...(examples !== undefined && lengths.has(examples)
      ? [{ name: examples, size: blockSize(lengths.get(examples) as number) }]
      : []),
  ];

  return {
    key: graphKey(graph),
    programFor: (shapes) => {
      const lengths = lengthsOf(shapes);
      const blocks = blocksFor(lengths);
      const named = new Set(blocks.map(({ name }) => name));
      const bound = Object.fromEntries([...lengths].filter(([name]) => !named.has(name) && !free.has(name)));
      return {
        key: JSON.stringify([blocks, bound, drawn.length > 0]),
        compile: () => compileGraph(graph, bound, { blocks, drawsLevels: drawn.length > 0, isRelaxed }),
      };
    },
  };
}
