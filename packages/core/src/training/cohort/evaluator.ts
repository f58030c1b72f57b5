/** Looks at examples in evaluation mode, in a runtime: dropout off, no penalty in the losses. */
import type { Held, Runtime, Session } from "../../runtime/runtime.ts";
import { allAnswered } from "../../runtime/with-session.ts";
import { type FloatTensor, type Tensor, viewRows } from "../../tensor/tensor.ts";
import { isStreamed, type Prepared } from "../examples/prepared.ts";
import type { EvaluationProgram } from "../program/compile-evaluation.ts";
import type { Moment } from "../program/graph-inputs.ts";
import { REPLICAS } from "../program/pack-layout.ts";
import { hyperparameterFeeds, momentFeeds } from "./feeds.ts";

/** Examples for a runtime, in blocks that keep the memory of an evaluation small. */
export interface ExampleBlocks {
  /** Without targets for a program that takes none. */
  readonly blocks: readonly { readonly x: Held | FloatTensor; readonly targets?: Held | FloatTensor }[];
}

/** Examples that a runtime holds. */
export interface HeldExamples {
  readonly x: Held;
  readonly targets: Held;
}

/** What an evaluation finds, for each replica. */
export interface Evaluation {
  /** Loss of each example, [replicas][n]. */
  readonly losses: readonly Float64Array[];
  /** [replicas][n * width]; empty where the program leaves them out. */
  readonly predictions: readonly Float32Array[];
  /** Likewise. */
  readonly logits: readonly Float32Array[];
  readonly penalty: readonly number[];
  /** What each layer gives where the program looks at layers, [replicas][layers][n * size]; else without layers. */
  readonly layers: readonly (readonly Float32Array[])[];
}

/** A replica at one moment of its training: which value of each sweep it takes, and how far it has come. */
export interface ReplicaMoment {
  readonly candidate: number;
  readonly progress: Moment;
}

export interface Evaluator {
  /** Parameters in the order of the program's packs. */
  readonly holdParameters: (packs: readonly FloatTensor[]) => Promise<readonly Held[]>;
  /** `held`: handles on the same examples, where the runtime has them already. */
  readonly toBlocks: (examples: Prepared, held?: HeldExamples) => Promise<ExampleBlocks>;
  /** The same for examples that are looked at once: they come along with the evaluation. */
  readonly passing: (examples: Features) => ExampleBlocks;
  /** `replicas` say who is on the parameters' replica axis. */
  readonly evaluate: (
    parameters: readonly Held[],
    examples: ExampleBlocks,
    replicas: readonly ReplicaMoment[],
  ) => Promise<Evaluation>;
  /** Gives back the session and all that was held here. */
  readonly release: () => Promise<void>;
}

/** Activations of an evaluation block stay below about this many numbers, which caches hold. */
const BLOCK_NUMBERS = 500_000;

/** `engine`: of what has the parameters that are looked at, if that is known. */
export async function openEvaluator(
  runtime: Runtime,
  program: EvaluationProgram,
  engine?: Session["engine"],
): Promise<Evaluator> {
  const { graph, threads } = program;
  const session = await runtime.load(graph, { threads, replicas: REPLICAS, examples: "N", engine });
  const fetch = program.graph.outputs.map(([name]) => name);
  const owned: Held[] = [];
  const own = (held: Held): Held => {
    owned.push(held);
    return held;
  };
  const hold = async (tensor: FloatTensor): Promise<Held> => own(await runtime.hold(tensor));

  const size = blockRows(program.numbersPerRow);
  const passing: Evaluator["passing"] = (examples) => blocksOf(examples, size);

  const toBlocks: Evaluator["toBlocks"] = async (examples, held) => {
    if (isStreamed(examples)) return passing(examples);
    const { x, targets } = held ?? { x: await hold(examples.x), targets: await hold(examples.targets) };
    const view = async (whole: Held, first: number, end: number) => own(await runtime.view(whole, first, end));
    const blocks = rangesOf(examples, size).map(async ({ first, end }) => ({
      x: await view(x, first, end),
      targets: await view(targets, first, end),
    }));
    return { blocks: await allAnswered(blocks) };
  };

  const evaluate: Evaluator["evaluate"] = async (parameters, examples, replicas) => {
    const weights = Object.fromEntries(program.parameterInputs.map((name, i) => [name, parameters[i] as Held]));
    const { hyperparameters, schedules, isReplicated } = program;
    const candidates = replicas.map(({ candidate }) => candidate);
    const moments = replicas.map(({ progress }) => progress);
    const feeds = {
      ...weights,
      ...hyperparameterFeeds(hyperparameters, candidates, isReplicated),
      ...momentFeeds(schedules, moments, isReplicated),
    };
    const begun: Promise<Readonly<Record<string, Tensor>>>[] = [];
    for (const block of examples.blocks) {
      const { fetched } = session.begin({ ...feeds, ...block }, { fetch });
      begun.push(fetched);
      // Rows that come with their runs come one after the other: all at once would be a second copy of the examples.
      if (!("held" in block.x)) await fetched;
    }
    const parts = await allAnswered(begun);
    const ofReplicas = (name: string) =>
      fetch.includes(name) ? replicas.map((_, r) => joined(parts, name, r, replicas.length)) : [];
    return {
      losses: ofReplicas("losses").map((losses) => Float64Array.from(losses)),
      predictions: ofReplicas("predictions"),
      logits: ofReplicas("logits"),
      penalty: replicas.map((_, r) => (fetch.includes("penalty") ? numbersOf(parts[0], "penalty")[r] : 0) ?? 0),
      layers: replicas.map((_, r) => program.layerOutputs.map((name) => joined(parts, name, r, replicas.length))),
    };
  };

  const release = async (): Promise<void> => {
    runtime.free(owned);
    await session.release();
  };

  return { holdParameters: (packs) => allAnswered(packs.map(hold)), toBlocks, passing, evaluate, release };
}

type Features = Pick<Prepared, "x"> & Partial<Prepared>;

/** Examples that come along with each evaluation, in blocks of so many rows. */
function blocksOf({ x, targets }: Features, size: number): ExampleBlocks {
  return {
    blocks: rangesOf({ x }, size).map(({ first, end }) => ({
      x: viewRows(x, first, end),
      ...(targets && { targets: viewRows(targets, first, end) }),
    })),
  };
}

function rangesOf({ x }: Features, size: number) {
  const rowCount = x.shape[0] ?? 0;
  return Array.from({ length: Math.ceil(rowCount / size) }, (_, i) => ({
    first: i * size,
    end: Math.min((i + 1) * size, rowCount),
  }));
}

/** The numbers of one replica from all blocks, one after the other. */
function joined(
  parts: readonly Readonly<Record<string, Tensor>>[],
  name: string,
  replica: number,
  replicaCount: number,
): Float32Array {
  const pieces = parts.map((part) => {
    const data = numbersOf(part, name);
    const size = data.length / replicaCount;
    return data.subarray(replica * size, (replica + 1) * size);
  });
  // In memory of its own, so that a page may transfer one replica's numbers without the others'.
  const whole = new Float32Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Every output of an evaluation graph is float32. */
function numbersOf(part: Readonly<Record<string, Tensor>> | undefined, name: string): Float32Array {
  return part?.[name]?.data as Float32Array;
}

/** Rows of a block: the widest layer of all replicas together must fit BLOCK_NUMBERS. */
export function blockRows(numbersPerRow: number): number {
  return Math.max(64, Math.floor(BLOCK_NUMBERS / numbersPerRow));
}
