/** The flat bands of a plane: where its values lie above each of seven cuts. */
import { contours } from "d3-contour";
import { BANDS, type Band, PROBABILITY_CUTS } from "../../../figures/bands.ts";
import { clamp, tenth } from "../../../figures/plane.ts";
import { HEIGHT, type Range, WIDTH } from "./frame.ts";

/** How values are divided into bands. */
export interface Banding {
  readonly cuts: readonly number[];
  /** Where values lie between a grid's points is found on this scale, on which they rise evenly. */
  readonly scale: (value: number) => number;
}

/** The distance between cuts shows how sure a network is. It adds up log odds: between two points these rise evenly where it is steep too. */
export const PROBABILITIES: Banding = { cuts: PROBABILITY_CUTS, scale: logOdds };

/** A probability of 1 has no log odds; closer than this is as good as 1. */
const CERTAIN = 1e-6;

function logOdds(probability: number): number {
  const p = clamp(probability, CERTAIN, 1 - CERTAIN);
  return Math.log(p / (1 - p));
}

/** Eight bands of the same height. */
export function valueBands([low, high]: Range): Banding {
  const cuts = Array.from({ length: BANDS.length - 1 }, (_, i) => low + ((i + 1) * (high - low)) / BANDS.length);
  return { cuts, scale: (value) => value };
}

/** The cut between the four lower and the four upper bands. */
export const MIDDLE = 3;

export function bandOf(value: number, { cuts }: Banding): Band {
  return BANDS[cuts.filter((cut) => value >= cut).length] as Band;
}

/** A closed line of [column, row] in cells: the grid reaches from 0 to its side, a cell's middle is at 1/2. */
type Ring = readonly (readonly [number, number])[];

/** A grid with one more cell around it, so that no line ends or turns within the frame. */
export interface Framed {
  readonly side: number;
  readonly values: readonly number[];
}

/** The new cells go on as the last two went: what is straight stays straight up to the rim. `scale`: of the plane's values. */
export function framed(plane: Float32Array, side: number, scale: Banding["scale"]): Framed {
  const wide = side + 2;
  const values = new Array<number>(wide * wide).fill(0);
  plane.forEach((value, i) => {
    values[(Math.floor(i / side) + 1) * wide + (i % side) + 1] = scale(value);
  });
  const goOn = (at: number, inward: number) => {
    values[at] = 2 * (values[at + inward] as number) - (values[at + 2 * inward] as number);
  };
  for (let i = 1; i <= side; i++) {
    goOn(i * wide, 1);
    goOn(i * wide + side + 1, -1);
  }
  for (let i = 0; i < wide; i++) {
    goOn(i, wide);
    goOn((side + 1) * wide + i, -wide);
  }
  return { side, values };
}

/** The rings around all values of at least `cut`; outer ones and holes turn opposite ways. */
export function ringsAbove({ side, values }: Framed, cut: number): readonly Ring[] {
  const wide = side + 2;
  // Only the number of values and the values themselves are read of the list.
  const { coordinates } = contours()
    .size([wide, wide])
    .contour(values as number[], cut);
  return coordinates.flat().map((ring) => ring.map(([column, row]) => [(column as number) - 1, (row as number) - 1]));
}

/** One path for each cut, in the frame's units; a later one lies within the ones before. */
export function bandPaths(plane: Float32Array, side: number, { cuts, scale }: Banding): readonly string[] {
  const grid = framed(plane, side, scale);
  return cuts.map((cut) =>
    ringsAbove(grid, scale(cut))
      .map((ring) => ringPath(ring, side))
      .join(""),
  );
}

/** What the frame cuts off above, and below. */
const CROP = (WIDTH - HEIGHT) / 2;

function ringPath(ring: Ring, side: number): string {
  const cell = WIDTH / side;
  const points = ring.slice(0, -1).map(([column, row]) => `${tenth(column * cell)} ${tenth(row * cell - CROP)}`);
  return `M${points.join("L")}z`;
}
