/** Weights that stay at zero, inside a training graph. */
import type { Value } from "../../graph/value.ts";
import type { ParameterSpec } from "../../layers/layer.ts";
import type { Recipe } from "../recipe/recipe.ts";
import { declareInput, type GraphInputs } from "./graph-inputs.ts";
import { isTrained, type Pack, packShape } from "./pack-layout.ts";

/** A run-time input in the shape of a pack: 0 for weights that stay at zero, else 1. */
export interface ZeroMaskInput {
  readonly input: string;
  readonly pack: Pack;
}

/** The masks of a program: one for each trained pack that may hold zeros to be kept. */
export function zeroMasksOf(packs: readonly Pack[], { keepsZeros }: Recipe): readonly ZeroMaskInput[] {
  if (!keepsZeros) return [];
  return packs
    .filter((pack) => isTrained(pack) && pack.members.some(mayKeepZeros))
    .map((pack) => ({ input: `keepZeros/${pack.name}`, pack }));
}

/** Zeros elsewhere mean something else: a bias starts at zero, and is to learn. */
export function mayKeepZeros({ role }: ParameterSpec): boolean {
  return role === "kernel";
}

/**
 * The mask of a pack, if it has one. A weight at zero whose gradient is 0 from the first step on has no velocity and no mean gradient;
 * decay, proximal maps and constraints leave a zero where it is.
 */
export function zeroMaskOf(pack: Pack, masks: readonly ZeroMaskInput[], inputs: GraphInputs): Value | undefined {
  const own = masks.find((mask) => mask.pack === pack);
  return own && declareInput(inputs, own.input, "float32", packShape(pack, inputs.isReplicated));
}
