/** A training's whole state as plain data, and the packs that a program makes of it. */
import { occamError, optionError, plainError, requireCount } from "../../errors.ts";
import type { ParameterSpec } from "../../layers/layer.ts";
import type { FloatTensor } from "../../tensor/tensor.ts";
import type { ParameterMap } from "../cohort/trainee.ts";
import type { StateEntry, TrainingProgram } from "../program/compile-training.ts";
import { fromPackTensors, toPackTensor } from "../program/pack-layout.ts";
import type { Divergence } from "../recipe/history.ts";

/**
 * All that a training is besides its program and examples. Random numbers hang on the seed and the step alone, so training goes on
 * from it to the very same bits.
 */
export interface TrainingCheckpoint {
  /** Steps taken. */
  readonly step: number;
  readonly replicas: readonly ReplicaCheckpoint[];
}

export interface ReplicaCheckpoint {
  /**
   * Weights by name ("dense0/kernel"), and behind the name what the optimizer keeps of each ("dense0/kernel/m") and its average
   * ("dense0/kernel/average"), where there are any.
   */
  readonly tensors: ReadonlyMap<string, FloatTensor>;
  /**
   * What the optimizer's numbers are multiplied by: the learning rate where gradients take it along (sgd without a schedule), else 1.
   * Under another rate they are scaled anew, so that a velocity goes on as if it had always had that rate.
   */
  readonly slotScale: number;
  /** Where its numbers stopped being finite, if they did: `tensors` are the last good ones. */
  readonly divergence?: Divergence;
}

/** The tensors of the replica in a row of the state. */
export function namedState(
  { state }: Pick<TrainingProgram, "state">,
  tensors: readonly FloatTensor[],
  row: number,
): ReplicaCheckpoint["tensors"] {
  return new Map(
    state.flatMap((entry, i) => {
      const own = fromPackTensors([entry.pack], [tensors[i] as FloatTensor], row);
      return entry.pack.members.map((spec) => [nameIn(entry, spec), own.get(spec.name) as FloatTensor] as const);
    }),
  );
}

/** The inverse, of one replica after the other, with the slots of each times a number. */
export function packedState(
  { state, isReplicated }: Pick<TrainingProgram, "state" | "isReplicated">,
  replicas: readonly (Pick<ReplicaCheckpoint, "tensors"> & { readonly slotFactor: number })[],
): readonly FloatTensor[] {
  return state.map((entry) => {
    const own = replicas.map(({ tensors, slotFactor }): ParameterMap => {
      const tensorOf = (spec: ParameterSpec) =>
        times(tensors.get(nameIn(entry, spec)) as FloatTensor, entry.isSlot ? slotFactor : 1);
      return new Map(entry.pack.members.map((spec) => [spec.name, tensorOf(spec)]));
    });
    return toPackTensor(entry.pack, own, isReplicated);
  });
}

function times({ shape, data }: FloatTensor, factor: number): FloatTensor {
  return { shape, data: factor === 1 ? data : data.map((value) => value * factor) };
}

function nameIn({ part }: StateEntry, { name }: ParameterSpec): string {
  return part === undefined ? name : `${name}/${part}`;
}

/** Shapes of all that a program keeps of a replica, by name. */
export function stateShapes({ state }: Pick<TrainingProgram, "state">): ReadonlyMap<string, readonly number[]> {
  return new Map(
    state.flatMap((entry) => entry.pack.members.map((spec) => [nameIn(entry, spec), spec.shape] as const)),
  );
}

/**
 * @throws RangeError with code OCCAM_OPTION for another number of replicas or no step; Error with code OCCAM_SHAPE for tensors that are
 * missing, of no use or of another shape, OCCAM_DATA for numbers that are not finite.
 */
export function requireCheckpoint(
  program: Pick<TrainingProgram, "state">,
  { step, replicas }: TrainingCheckpoint,
  replicaCount: number,
): void {
  requireReplicas("restore", replicaCount, replicas.length);
  requireCount("restore.step", step, 0);
  replicas.forEach(({ tensors }, replica) => {
    const shapes = new Map([...tensors].map(([name, { shape }]) => [name, shape]));
    requireSameShapes("restore", stateShapes(program), shapes);
    for (const [name, { data }] of tensors) {
      if (data.every(Number.isFinite)) continue;
      throw plainError("OCCAM_DATA", `restore: ${name} of replica ${replica} holds a number that is not finite.`);
    }
  });
}

/** @throws RangeError with code OCCAM_OPTION for another number of replicas than the training has. */
export function requireReplicas(where: string, wanted: number, given: number): void {
  if (given === wanted) return;
  throw optionError({
    where,
    expected: `${wanted} ${wanted === 1 ? "replica" : "replicas"}, as the training has,`,
    received: `${given}`,
    fix: "open a training for them",
  });
}

/** @throws Error with code OCCAM_SHAPE that names the first tensor that only one of the two has, or that differs. */
export function requireSameShapes(
  where: string,
  wanted: ReadonlyMap<string, readonly number[]>,
  given: ReadonlyMap<string, readonly number[]>,
): void {
  const text = (shape: readonly number[] | undefined) => (shape === undefined ? "nothing" : `[${shape.join(", ")}]`);
  for (const name of new Set([...wanted.keys(), ...given.keys()])) {
    const [expected, received] = [text(wanted.get(name)), text(given.get(name))];
    if (expected === received) continue;
    throw occamError("OCCAM_SHAPE", {
      where: `${where}: ${name}`,
      expected,
      received,
      fix: "other layers and other optimizers need a training of their own, which initialParameterSets let go on from weights",
    });
  }
}
