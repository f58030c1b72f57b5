/** The moment at which early stopping would have stopped. */
import { lowestMoment, type Moment } from "../course.ts";

/** A rise that nobody can see is none. */
const VISIBLE = 0.01;

/** Where the validation loss was lowest; undefined while it is about as low as ever. */
export function lowestBefore(moments: readonly Moment[]): Moment | undefined {
  const last = moments.at(-1);
  if (last === undefined) return undefined;
  const lowest = lowestMoment(moments);
  return lowest && last.validation - lowest.validation > VISIBLE ? lowest : undefined;
}
