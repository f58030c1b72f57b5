/** What is given as a regularizer: penalties, and for kernels gates. */
import { describe, optionError } from "../errors.ts";
import { isGate, type KernelGate } from "./l0.ts";
import type { AnyPenalty } from "./penalty.ts";

/** One penalty or several. */
export type Regularizer = AnyPenalty | readonly AnyPenalty[];

/** What a kernel takes: penalties, and gates that are learnt with it. */
export type KernelRegularizer = AnyPenalty | KernelGate | readonly (AnyPenalty | KernelGate)[];

/** @throws RangeError with code OCCAM_OPTION for a gate, which only a layer's kernelRegularizer can be. */
export function toPenalties(regularizer: Regularizer | undefined): readonly AnyPenalty[] {
  const { gate, penalties } = splitGate(regularizer, "regularizer");
  if (gate === undefined) return penalties;
  throw optionError({
    where: gate.name,
    expected: "to be the kernelRegularizer of a layer, to which it adds a parameter",
    received: "another place",
  });
}

/**
 * The gate among a kernel's regularizers, and the penalties.
 * @throws RangeError with code OCCAM_OPTION for several gates.
 */
export function splitGate(
  regularizer: KernelRegularizer | undefined,
  where: string,
): { readonly gate: KernelGate | undefined; readonly penalties: readonly AnyPenalty[] } {
  const list = regularizer === undefined ? [] : ([regularizer].flat() as readonly (AnyPenalty | KernelGate)[]);
  requirePenalties(list, where);
  const gates = list.filter(isGate);
  if (gates.length > 1) {
    throw optionError({
      where,
      expected: "at most one l0",
      received: `${gates.length}`,
      fix: "use one with their sum",
    });
  }
  return { gate: gates[0], penalties: list.filter((each): each is AnyPenalty => !isGate(each)) };
}

/** What is neither a penalty on weights nor a gate would otherwise be ignored. */
function requirePenalties(list: readonly (AnyPenalty | KernelGate)[], where: string): void {
  const bad = list.find((each) => typeof each !== "object" || each === null || "ofActivations" in each);
  if (bad === undefined) return;
  throw optionError({
    where,
    expected: "penalties on weights",
    received: bad?.name ?? describe(bad),
    fix: "a penalty on activations is a layer's activityRegularizer",
  });
}
