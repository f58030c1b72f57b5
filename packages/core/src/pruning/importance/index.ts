import { describe, optionError } from "../../errors.ts";
import { ablation } from "./ablation.ts";
import type { UnitImportance } from "./importance.ts";
import { magnitude } from "./magnitude.ts";
import { taylor } from "./taylor.ts";

export type { UnitImportance } from "./importance.ts";
export { ablation, magnitude, taylor };

/** Every importance. */
export const UNIT_IMPORTANCES: readonly UnitImportance[] = [magnitude, taylor, ablation];

export type UnitImportanceName = "magnitude" | "taylor" | "ablation";

/** @throws RangeError with code OCCAM_OPTION when no importance has the name. */
export function toUnitImportance(choice: UnitImportanceName | UnitImportance): UnitImportance {
  if (typeof choice === "object") return choice;
  const found = UNIT_IMPORTANCES.find(({ name }) => name === choice);
  if (found !== undefined) return found;
  throw optionError({
    where: "pruneToBudget.importance",
    expected: `one of ${UNIT_IMPORTANCES.map(({ name }) => name).join(", ")}`,
    received: describe(choice),
  });
}
