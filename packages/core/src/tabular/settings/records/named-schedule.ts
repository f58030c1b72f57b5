import { number, oneOf, optional } from "../../../options/field.ts";
import { record } from "../../../options/record.ts";
import {
  cosineSchedule,
  flatThenCosineSchedule,
  linearSchedule,
  type Schedule,
} from "../../../regularizers/schedules.ts";

/** Schedules that need nothing but the share of the training that is done, by name. */
const SCHEDULES: readonly { readonly name: string; readonly make: (end: number) => Schedule }[] = [
  { name: "linear", make: (end) => linearSchedule({ start: 1, end }) },
  { name: "warmUp", make: (end) => linearSchedule({ start: end, end: 1 }) },
  { name: "cosine", make: (end) => cosineSchedule({ end }) },
  { name: "flatThenCosine", make: (end) => flatThenCosineSchedule({ end }) },
];

/** Options of a schedule by name: from 1 to `end` ("warmUp" from `end` to 1). */
export function scheduleRecord(name: string) {
  return record(name, { kind: oneOf(SCHEDULES.map((each) => each.name)), end: optional(number(0, 1), 0) });
}

export function scheduleNamed({ kind, end }: { readonly kind: string; readonly end: number }): Schedule {
  // The record has checked the name.
  return (SCHEDULES.find(({ name }) => name === kind) as (typeof SCHEDULES)[number]).make(end);
}
