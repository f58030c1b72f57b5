/** What the loss charts of all panels share, and where their marks and names stand. */
import { clamp } from "../../../figures/plane.ts";
import { roundUp } from "../../../figures/round-up.ts";
import { lowestMoment, type Moment } from "../course.ts";

type Losses = readonly Moment[];

/** Round tops, in powers of ten: each is less than twice the one before, and has two or three round ticks. */
const ROUND = [1, 1.5, 2, 3, 4, 6, 10];

/** The share of losses, and of the first moments of a course, that may lie above the chart. */
const SHARE = 0.02;

/**
 * A shared maximum that the first, large losses do not stretch: of all that came after the first fiftieth of a course's epochs, the 98th
 * percentile, rounded up. What each course shows last is always below.
 */
export function topOf(courses: readonly Losses[]): number {
  const late = courses.flatMap((course) => {
    const end = course.at(-1)?.epoch ?? 0;
    return course.filter(({ epoch }, i) => (i > 0 && epoch > SHARE * end) || i === course.length - 1).flatMap(both);
  });
  const sorted = late.filter(Number.isFinite).sort((a, b) => a - b);
  const most = sorted[Math.floor((1 - SHARE) * (sorted.length - 1))] ?? 1;
  const last = courses.flatMap((course) => course.slice(-1).flatMap(both)).filter(Number.isFinite);
  return roundUp(Math.max(most, ...last), ROUND);
}

const both = ({ train, validation }: Moment): readonly number[] => [train, validation];

/** A share of the chart's height from which on the validation loss has visibly risen. */
const RISEN = 0.1;

/** The moment of the lowest validation loss, where it has risen since by a tenth of the chart or more. */
export function lowestOf(moments: Losses, top: number): Moment | undefined {
  const lowest = lowestMoment(moments);
  const end = moments.at(-1)?.validation ?? Number.NaN;
  return lowest && Math.min(end, top) - lowest.validation >= RISEN * top ? lowest : undefined;
}

/** The latest moment of at most so many epochs. */
export function momentAt(moments: Losses, epoch: number): Moment | undefined {
  return moments.findLast((moment) => moment.epoch <= epoch) ?? moments[0];
}

/** Two heights at least `gap` apart, around their middle, within [low, high]; the first is moved up where they are the same. */
export function apart(
  [first, second]: readonly [number, number],
  gap: number,
  [low, high]: readonly [number, number],
): readonly [number, number] {
  const half = Math.max(gap, Math.abs(second - first)) / 2;
  const middle = clamp((first + second) / 2, low + half, high - half);
  return first <= second ? [middle - half, middle + half] : [middle + half, middle - half];
}
