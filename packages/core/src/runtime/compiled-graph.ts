/** A graph as programs for the lengths that runs bring. */
import { type Block, compileGraph, type Program } from "../compiled/compile.ts";
import { freeLengths } from "../compiled/free-lengths.ts";
import { graphKey } from "../compiled/graph-key.ts";
import { inputName } from "../graph/ops/constant.ts";
import { simplify } from "../graph/simplify.ts";
import type { Graph, Value } from "../graph/value.ts";
import { lengthsOf, requireShapes, type Shapes } from "./graph-lengths.ts";
import type { LoadOptions } from "./runtime.ts";
import { workOf } from "./work.ts";

/** The program of one run. */
export interface FittingProgram {
  /** Equal keys are equal programs, of this graph or another. */
  readonly key: string;
  readonly compile: () => Program;
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
): { readonly programFor: (shapes: Shapes) => FittingProgram } {
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
      compile: () => compileGraph(graph, bound, { blocks, draws, isRelaxed }),
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
  };
}

/** Shapes of a session's runs that are remembered. */
const MOST_KNOWN = 100;
