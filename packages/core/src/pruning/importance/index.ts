import { describe, optionError } from "../../errors.ts";
import { ablation } from "./ablation.ts";
import type { PruningImportance } from "./importance.ts";
import { magnitude } from "./magnitude.ts";
import { taylor } from "./taylor.ts";

export type { PruningImportance } from "./importance.ts";
export { ablation, magnitude, taylor };

/** Every importance. */
export const PRUNING_IMPORTANCES: readonly PruningImportance[] = [magnitude, taylor, ablation];

export type PruningImportanceName = "magnitude" | "taylor" | "ablation";

/** @throws RangeError with code OCCAM_OPTION when no importance has the name. */
export function toPruningImportance(choice: PruningImportanceName | PruningImportance): PruningImportance {
  if (typeof choice === "object") return choice;
  const found = PRUNING_IMPORTANCES.find(({ name }) => name === choice);
  if (found !== undefined) return found;
  throw optionError({
    where: "pruneToBudget.importance",
    expected: `one of ${PRUNING_IMPORTANCES.map(({ name }) => name).join(", ")}`,
    received: describe(choice),
  });
}
