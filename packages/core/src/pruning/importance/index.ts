import { describe, optionError } from "../../errors.ts";
import { ablation } from "./ablation.ts";
import type { Importance } from "./importance.ts";
import { magnitude } from "./magnitude.ts";
import { taylor } from "./taylor.ts";

export type { Importance, ImportanceView } from "./importance.ts";
export { ablation, magnitude, taylor };

/** Every importance. */
export const IMPORTANCES: readonly Importance[] = [magnitude, taylor, ablation];

export type ImportanceName = "magnitude" | "taylor" | "ablation";

/** @throws RangeError with code OCCAM_OPTION when no importance has the name. */
export function toImportance(choice: ImportanceName | Importance): Importance {
  if (typeof choice === "object") return choice;
  const found = IMPORTANCES.find(({ name }) => name === choice);
  if (found !== undefined) return found;
  throw optionError({
    where: "pruneToBudget.importance",
    expected: `one of ${IMPORTANCES.map(({ name }) => name).join(", ")}`,
    received: describe(choice),
  });
}
