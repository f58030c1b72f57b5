/** The end of an iteration: what the next one starts from. */
import type { Dim } from "../../graph/value.ts";
import { type Access, buffersOf, elementCount, isWhole, whole } from "./access.ts";
import type { Expression, Expressions } from "./expression.ts";
import { spread } from "./expression.ts";
import { type Nest, operandsOf, storedReadsOf } from "./nest.ts";
import type { Schedule } from "./schedule.ts";

interface Next {
  readonly expression: Expression;
  readonly shape: readonly Dim[];
}

/**
 * Stores what the iteration leaves where the next one reads it: in place where no nest still reads the old numbers, else
 * through memory of its own.
 */
export function carryBack(
  schedule: Schedule,
  expressions: Expressions,
  carried: readonly Access[],
  next: readonly Next[],
  nests: readonly Nest[],
): void {
  const moved = carried.map((own, i) => {
    const { expression, shape } = next[i] as Next;
    if (expression.kind === "load" && expression.access.buffer === own.buffer && isWhole(expression.access))
      return undefined;
    return schedule.store("Next", spread(expressions, expression, shape), shape);
  });
  const leftOver = moved.flatMap((access, i) => {
    const own = carried[i] as Access;
    return access === undefined || isPlacedOn(schedule, own, access, nests) ? [] : [{ own, access }];
  });
  // All are copied out before any is copied in: one may be another's next.
  const copies = leftOver.map(({ own, access }) => {
    if (!carried.some(({ buffer }) => buffer === access.buffer)) return { own, access };
    const copy = whole(schedule.buffer("Next", own.buffer.dtype, own.shape), own.shape);
    schedule.overwrite("Next", expressions.load(access), copy);
    return { own, access: copy };
  });
  for (const { own, access } of copies) schedule.overwrite("Next", expressions.load(access), own);
}

/** Whether the new numbers may be written over the old ones, which is then arranged. */
function isPlacedOn(schedule: Schedule, own: Access, access: Access, nests: readonly Nest[]): boolean {
  const { buffer } = access;
  if (!isWhole(access) || buffer.size === undefined || buffer.size !== elementCount(own.shape)) return false;
  const writers = nests.filter(
    (nest) => "stores" in nest && nest.stores.some((store) => store.access.buffer === buffer),
  );
  const [writer] = writers;
  if (writers.length !== 1 || writer === undefined || schedule.hasParts(buffer)) return false;
  const last = nests.indexOf(writer);
  const reads = (accesses: readonly Access[]) => accesses.filter((each) => buffersOf(each).includes(own.buffer));
  const isDone = nests.every((nest, i) => {
    if (i < last) return true;
    const beside = reads(storedReadsOf(nest));
    if (reads(operandsOf(nest)).length > 0) return false;
    return i === last ? beside.every((each) => each.buffer === own.buffer && isWhole(each)) : beside.length === 0;
  });
  return isDone && schedule.place(buffer, { parent: own.buffer, offset: 0 });
}
