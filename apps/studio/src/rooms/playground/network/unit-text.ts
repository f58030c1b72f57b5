/** A network's parts in words. */
import { decimal, strength } from "../../../figures/numbers.ts";
import { type Drawing, type DrawnUnit, type DrawnWeight, type Mark, weightsAt } from "./drawing.ts";

export interface Naming {
  readonly inputNames: readonly string[];
  readonly outputName: string;
  readonly threshold: number;
}

/** More weights than these are not read out. */
const MOST = 6;

/** "hidden 1, unit 3: living; gives −0.98 to 0.97; weights in −0.41, 1.20; weights out 0.80, three exactly 0" */
export function unitText(drawing: Drawing, unit: DrawnUnit, values: Float32Array | undefined, naming: Naming): string {
  const { incoming, outgoing } = weightsAt(drawing, unit);
  const state = markText(unit.mark, naming.threshold);
  const facts = [
    ...(state === "" ? [] : [state]),
    ...(values === undefined || values.length === 0 || unit.mark === "input" ? [] : [`gives ${rangeText(values)}`]),
    ...(incoming.length === 0 ? [] : [`weights in ${weightsText(incoming.map(({ weight }) => weight))}`]),
    ...(outgoing.length === 0 ? [] : [`weights out ${weightsText(outgoing.map(({ weight }) => weight))}`]),
  ];
  return `${unitName(drawing, unit, naming)}${facts.length === 0 ? "" : `: ${facts.join("; ")}`}`;
}

export function unitName({ columns }: Drawing, { column, index }: DrawnUnit, naming: Naming): string {
  if (column === 0) return `input ${naming.inputNames[index] ?? index + 1}`;
  if (column === columns.length - 1) return `output, ${naming.outputName}`;
  return `hidden ${column}, unit ${index + 1}`;
}

export function weightText(drawing: Drawing, { from, to, weight }: DrawnWeight, naming: Naming): string {
  const size = weight === 0 ? "exactly 0" : decimal(weight);
  return `weight from ${unitName(drawing, from, naming)} to ${unitName(drawing, to, naming)}: ${size}`;
}

function markText(mark: Mark, threshold: number): string {
  const texts: Readonly<Record<Mark, string>> = {
    living: "living",
    negligible: `negligible, no weight in, or out, above ${strength(threshold)}`,
    zero: "every weight in, or out, is exactly 0",
    dead: "dead, always the same output",
    out: "left out of this step",
    gone: "removed",
    input: "",
    output: "",
  };
  return texts[mark];
}

/** In the order of the units; of many, the largest. */
function weightsText(weights: readonly number[]): string {
  const some = weights.filter((weight) => weight !== 0);
  const zeros = weights.length - some.length;
  const least = some.map(Math.abs).toSorted((a, b) => b - a)[MOST - 1] ?? 0;
  const large = some.length > MOST ? some.filter((weight) => Math.abs(weight) >= least) : some;
  const rest = some.length - large.length;
  return [
    ...large.map((weight) => decimal(weight)),
    ...(rest > 0 ? [`${rest} smaller`] : []),
    ...(zeros > 0 ? [some.length === 0 ? "all exactly 0" : `${zeros} exactly 0`] : []),
  ].join(", ");
}

function rangeText(values: Float32Array): string {
  const [least, most] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  const [from, to] = [decimal(least), decimal(most)];
  return from === to ? from : `${from} to ${to}`;
}

export interface ColumnHead {
  readonly name: string;
  readonly count: string;
}

/** Columns closer than this have short names. */
const NARROW = 100;

/** "hidden 1" and "4 of 12 living", or "10 of 12 in this step". */
export function headOf({ columns, step }: Drawing, column: number, isThinned: boolean, outputName: string): ColumnHead {
  const own = columns[column] ?? [];
  const isShort = step < NARROW;
  if (column === 0) return { name: isShort ? "in" : "inputs", count: `${own.length}` };
  if (column === columns.length - 1) return { name: isShort ? "out" : "output", count: isShort ? "" : outputName };
  const there = own.filter(({ mark }) => mark !== "gone");
  const works = there.filter(({ mark }) => (isThinned ? mark !== "out" : mark === "living")).length;
  const what = isThinned ? "in this step" : "living";
  return {
    name: isShort ? `h ${column}` : `hidden ${column}`,
    count: isShort ? `${works}/${there.length}` : `${works} of ${there.length} ${what}`,
  };
}
