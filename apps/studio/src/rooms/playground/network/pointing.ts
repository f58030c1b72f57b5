/** What of a network lies under a pointer, and what the arrow keys lead to. */
import { type Drawing, type DrawnUnit, type DrawnWeight, strokeOf, weightsAt } from "./drawing.ts";

export type Pointed = { readonly unit: DrawnUnit } | { readonly weight: DrawnWeight };

/** So far beside a unit or a line a pointer still means it. */
const REACH = 6;
/** An exact zero is meant where nothing else is as near. */
const ZERO_HANDICAP = 3;

export function pointedAt(
  { columns, weights }: Drawing,
  { x, y, isFinger }: { readonly x: number; readonly y: number; readonly isFinger: boolean },
): Pointed | undefined {
  const sizeOf = (unit: DrawnUnit) => (isFinger ? Math.max(unit.reach, unit.radius) : unit.radius + REACH / 2);
  const away = (unit: DrawnUnit) => Math.hypot(unit.x - x, unit.y - y) - sizeOf(unit);
  const unit = nearest(columns.flat().filter(isThere), away, 0);
  if (unit !== undefined) return { unit };
  const weight = nearest(weights.flat(), (each) => distanceTo(each, x, y), REACH);
  return weight && { weight };
}

export const isThere = ({ mark }: DrawnUnit): boolean => mark !== "gone";

function nearest<T>(things: readonly T[], away: (thing: T) => number, reach: number): T | undefined {
  let found: T | undefined;
  let least = reach;
  for (const thing of things) {
    const distance = away(thing);
    if (distance > least) continue;
    least = distance;
    found = thing;
  }
  return found;
}

function distanceTo({ from, to, weight, size }: DrawnWeight, x: number, y: number): number {
  if (x < from.x || x > to.x) return Infinity;
  const [run, rise] = [to.x - from.x, to.y - from.y];
  const away = Math.abs((x - from.x) * rise - (y - from.y) * run) / Math.hypot(run, rise);
  return size === "zero" ? away + ZERO_HANDICAP : away - strokeOf(weight) / 2;
}

/** The unit one further: up and down in its column, left and right at the nearest height in the next. Itself where there is none. */
export function neighbourOf({ columns }: Drawing, unit: DrawnUnit, [right, up]: readonly [number, number]): DrawnUnit {
  if (up !== 0) {
    const own = (columns[unit.column] ?? []).filter(isThere);
    return own[own.findIndex(({ index }) => index === unit.index) - Math.sign(up)] ?? unit;
  }
  const rest = right > 0 ? columns.slice(unit.column + 1) : columns.slice(0, unit.column).toReversed();
  const next = rest.map((column) => column.filter(isThere)).find((column) => column.length > 0) ?? [];
  return next.toSorted((a, b) => Math.abs(a.y - unit.y) - Math.abs(b.y - unit.y))[0] ?? unit;
}

export interface WeightLabel {
  readonly x: number;
  readonly y: number;
  readonly weight: number;
}

/** Labels of numbers need so much of a line, and stand so far apart. */
const LABEL_WIDTH = 40;
const LABEL_APART = 17;

/** A unit's weights in and out, each at the far end of its line; small ones are left out where they find no room, exact zeros always. */
export function labelsOf(drawing: Drawing, unit: DrawnUnit): readonly WeightLabel[] {
  if (drawing.step < 2.2 * LABEL_WIDTH) return [];
  const { incoming, outgoing } = weightsAt(drawing, unit);
  const labelled = (own: readonly DrawnWeight[], at: (weight: DrawnWeight) => number): readonly WeightLabel[] => {
    const placed: WeightLabel[] = [];
    for (const each of own.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))) {
      if (each.size === "zero") break;
      const x = at(each);
      const y = each.from.y + ((x - each.from.x) / (each.to.x - each.from.x)) * (each.to.y - each.from.y);
      if (placed.every((label) => Math.abs(label.y - y) >= LABEL_APART)) placed.push({ x, y, weight: each.weight });
    }
    return placed;
  };
  return [
    ...labelled(incoming, ({ from }) => from.x + from.radius + LABEL_WIDTH / 2 + 6),
    ...labelled(outgoing, ({ to }) => to.x - to.radius - LABEL_WIDTH / 2 - 6),
  ];
}
