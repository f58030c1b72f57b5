/** A session of a compiled graph: programs for the lengths that runs bring, each made when it is first needed. */
import { type Block, compileGraph, type Program } from "../compiled/compile.ts";
import { freeLengths } from "../compiled/free-lengths.ts";
import { inputName } from "../graph/ops/constant.ts";
import type { Graph } from "../graph/value.ts";
import type { LoadOptions } from "./runtime.ts";

export interface CompiledGraph {
  /** The number of the program for inputs of these shapes, and the program itself where it is new. */
  readonly programFor: (shapes: Readonly<Record<string, readonly number[]>>) => {
    readonly key: string;
    readonly compile: () => Program;
  };
  /** Shapes of the outputs for inputs of these shapes. */
  readonly outputShapes: (
    shapes: Readonly<Record<string, readonly number[]>>,
  ) => Readonly<Record<string, readonly number[]>>;
}

/** Blocks of examples that are looked at: of few a program for few. */
const BLOCK_SIZES = [1, 16, 128] as const;

const blockSize = (length: number): number =>
  BLOCK_SIZES.find((size) => length <= size) ?? (BLOCK_SIZES.at(-1) as number);

export function compiledGraph(graph: Graph, { replicas, examples }: LoadOptions): CompiledGraph {
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
    programFor: (shapes) => {
      const lengths = lengthsOf(shapes);
      const blocks = blocksFor(lengths);
      const named = new Set(blocks.map(({ name }) => name));
      const bound = Object.fromEntries([...lengths].filter(([name]) => !named.has(name) && !free.has(name)));
      return { key: JSON.stringify([blocks, bound]), compile: () => compileGraph(graph, bound, blocks) };
    },
    outputShapes: (shapes) => {
      const lengths = lengthsOf(shapes);
      return Object.fromEntries(
        graph.outputs.map(([name, { shape }]) => [
          name,
          shape.map((dim) => (typeof dim === "number" ? dim : (lengths.get(dim) as number))),
        ]),
      );
    },
  };
}
