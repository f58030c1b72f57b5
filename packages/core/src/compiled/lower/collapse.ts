/** Fewer axes for the same elements: those that follow each other in every access are one. */
import type { Dim } from "../../graph/value.ts";
import { type Access, reshaped } from "../plan/access.ts";

/** The shape with as few axes as the accesses allow; axes of 1 are gone. */
export function collapsed(shape: readonly Dim[], accesses: readonly Access[]): readonly number[] {
  // Nests that run have shapes that are known.
  const long = (shape as readonly number[]).filter((dim) => dim !== 1);
  let best = long;
  for (let axis = long.length - 2; axis >= 0; axis--) {
    const joined = [
      ...best.slice(0, axis),
      (best[axis] as number) * (best[axis + 1] as number),
      ...best.slice(axis + 2),
    ];
    if (accesses.every((access) => reshaped(access, joined) !== undefined)) best = joined;
  }
  return best;
}

/** An access over other axes of the same elements. */
export function over(access: Access, shape: readonly Dim[]): Access {
  return reshaped(access, shape) as Access;
}
