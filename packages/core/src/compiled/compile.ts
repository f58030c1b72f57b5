/** A graph as a program of WebAssembly: bytes, and where its inputs and outputs lie. */
import { simplify } from "../graph/simplify.ts";
import type { Dim, DType, Graph } from "../graph/value.ts";
import type { DistributionName } from "../tensor/distributions.ts";
import { lowerPlan } from "./lower/lower.ts";
import { layOut } from "./plan/layout.ts";
import { type Lengths, planGraph, withoutForm } from "./plan/plan.ts";
import { DRAWING, type DrawnBlock } from "./random/drawing.ts";
import { encodeModule } from "./wasm/index.ts";

/** Data, which may be sent to a worker. */
export interface Program extends ProgramFacts {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Ops with what their indices may be out of range of: the first word of memory holds the number, from 1, of the one that ended a run. */
  readonly faults: readonly string[];
}

/** What is known of a program before its code is made, and says what memory its runs take (`run-memory.js`). */
export interface ProgramFacts {
  readonly inputs: readonly ProgramInput[];
  readonly outputs: readonly ProgramOutput[];
  readonly constants: readonly { readonly address: number; readonly data: Float32Array | Int32Array }[];
  /** Where lengths are written that only a run knows, by their names. */
  readonly lengths: readonly { readonly name: string; readonly address: number }[];
  /** Memory for all of fixed size; inputs of other sizes follow. */
  readonly byteSize: number;
  readonly blocks: readonly Block[];
  /** What it draws by itself, by functions of these names. */
  readonly draws: Readonly<Partial<Record<DistributionName, DrawnBlock>>>;
}

export interface ProgramInput {
  readonly name: string;
  /** Dimensions as the graph names them. */
  readonly shape: readonly Dim[];
  readonly type: "float32" | "int32";
  /** In bytes; of an input whose size only a run knows, where its address is written. */
  readonly address: number;
  readonly isFixed: boolean;
}

export interface ProgramOutput {
  readonly name: string;
  readonly shape: readonly Dim[];
  readonly dtype: DType;
  readonly address: number;
}

/** What of a graph cannot be compiled, as its simplification has it: types of ops, and element types. */
export function refusedOps(graph: Graph): readonly string[] {
  return withoutForm(simplify(graph));
}

/** A dimension along which nothing speaks to anything, and how many of it a program takes at once. */
export interface Block {
  readonly name: string;
  readonly size: number;
}

export interface CompileOptions {
  readonly blocks?: readonly Block[];
  /** Inputs may be given by the keys of their numbers: of these distributions the program has what draws them. */
  readonly draws?: readonly DistributionName[];
  /** Products may multiply and add in one rounding, where the processor does: faster, and other last bits on other processors. */
  readonly isRelaxed?: boolean;
}

/**
 * Plans a simplified graph for known lengths of its named dimensions. A length that is left out is known to each run alone: it must be
 * the first axis of inputs from which rows are picked, and nothing else. `blocks`: dimensions whose length is that of a block, and
 * which runs walk through block by block, the first outermost.
 */
export function planProgram(
  graph: Graph,
  lengths: Lengths,
  { blocks = [], draws = [], isRelaxed = false }: CompileOptions = {},
): ProgramFacts & { readonly compile: () => Program } {
  const own = { ...lengths, ...Object.fromEntries(blocks.map(({ name, size }) => [name, size])) };
  const plan = planGraph(graph, own);
  const layout = layOut(plan);
  const names = new Set(plan.inputs.flatMap(({ shape }) => shape.filter((dim) => typeof dim === "string")));
  const facts: ProgramFacts = {
    inputs: plan.inputs.map(({ name, buffer, value }) => ({
      name,
      shape: value.shape,
      type: buffer.dtype,
      address: layout.addressOf(buffer),
      isFixed: buffer.size !== undefined,
    })),
    outputs: plan.outputs.map(({ name, access, value }) => ({
      name,
      shape: value.shape,
      dtype: value.dtype,
      address: layout.addressOf(access.buffer),
    })),
    constants: plan.constants.map(({ buffer, tensor }) => ({
      address: layout.addressOf(buffer),
      data:
        buffer.dtype === "int32"
          ? Int32Array.from(tensor.data as ArrayLike<number>, Number)
          : Float32Array.from(tensor.data as ArrayLike<number>, Number),
    })),
    lengths: [...names].map((name) => ({ name, address: layout.lengthAt(name) })),
    byteSize: layout.byteSize,
    blocks,
    draws: Object.fromEntries(draws.map((name) => [name, blockOf(DRAWING[name])])),
  };
  const compile = (): Program => {
    const { module, faults } = lowerPlan(plan, layout, { draws, isRelaxed });
    return { ...facts, bytes: encodeModule(module) as Uint8Array<ArrayBuffer>, faults };
  };
  return { ...facts, compile };
}

/** The whole way, of any graph. */
export function compileGraph(graph: Graph, lengths: Lengths, options: CompileOptions = {}): Program {
  return planProgram(simplify(graph), lengths, options).compile();
}

function blockOf({ size, scratchBytes }: DrawnBlock): DrawnBlock {
  return { size, scratchBytes };
}
