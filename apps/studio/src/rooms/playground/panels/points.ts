/** The examples of a sample as marks in a frame: filled where they are trained on, hollow where they validate. */
import type { PlainExamples, Sample } from "../../../engine/sample.ts";
import { tenth } from "../../../figures/plane.ts";
import { type Banding, bandOf } from "./band-paths.ts";
import type { Frame } from "./frame.ts";

export type Shown = Pick<Sample, "task" | "shownCount" | "reach" | "train" | "validation">;

export interface PointMark {
  /** A path in the frame's units. */
  readonly shape: string;
  /** Classes of the style sheet. */
  readonly looks: string;
}

/** More would hide the plane. */
const MOST_HOLLOW = 60;

/** Whether class A lies above class B, on the whole. */
export function isAAbove({ train: { x, y } }: Shown): boolean {
  const width = x.shape[1] as number;
  const heights = (isA: boolean) =>
    Array.from(y.data, (target, row) => (target > 0.5 === isA ? [x.data[row * width + 1] as number] : [])).flat();
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return mean(heights(true)) > mean(heights(false));
}

interface Mark {
  readonly at: readonly [x: number, y: number];
  /** The target. */
  readonly y: number;
  readonly isHollow: boolean;
}

/** Those that validate first, so that they hide nothing. `banding`: of values. */
export function pointMarks(sample: Shown, frame: Frame, banding: Banding): readonly PointMark[] {
  const marks = [
    ...marksOf(sample.validation, sample.shownCount, frame, true).slice(0, MOST_HOLLOW),
    ...marksOf(sample.train, sample.shownCount, frame, false),
  ];
  if (sample.task === "classification") return marks.map(classMark);
  if (sample.shownCount === 1) return marks.map((mark) => ({ shape: disc(mark), looks: looksOf("pt", mark) }));
  return marks.map((mark) => ({
    shape: disc(mark),
    looks: mark.isHollow ? looksOf("pt", mark) : `ringed ${bandOf(mark.y, banding)}`,
  }));
}

function marksOf({ x, y }: PlainExamples, shownCount: number, frame: Frame, isHollow: boolean): readonly Mark[] {
  const width = x.shape[1] as number;
  return Array.from(y.data, (target, row) => {
    const x1 = x.data[row * width] as number;
    const height = shownCount === 1 ? target : (x.data[row * width + 1] as number);
    return { at: [frame.x.at(x1), frame.y.at(height)], y: target, isHollow };
  });
}

function classMark(mark: Mark): PointMark {
  const isA = mark.y > 0.5;
  return { shape: isA ? disc(mark) : triangle(mark), looks: looksOf(isA ? "pt-a" : "pt-b", mark) };
}

const looksOf = (kind: string, { isHollow }: Mark): string => (isHollow ? `${kind} hollow` : kind);

/** Hollow marks are smaller: their ring adds to them. */
const size = ({ isHollow }: Mark): number => (isHollow ? 0.8 : 1);

function disc(mark: Mark): string {
  const [x, y] = mark.at;
  const r = tenth(3.5 * size(mark));
  return `M${tenth(x - r)} ${tenth(y)}a${r} ${r} 0 1 0 ${tenth(2 * r)} 0a${r} ${r} 0 1 0 ${tenth(-2 * r)} 0z`;
}

function triangle(mark: Mark): string {
  const [x, y] = mark.at;
  const half = 3.9 * size(mark);
  return `M${tenth(x)} ${tenth(y - 4.2 * size(mark))}l${tenth(half)} ${tenth(7.1 * size(mark))}h${tenth(-2 * half)}z`;
}
