/** A number between the two classes as one of eight flat bands, and a grid of numbers as a picture of them. */

/** From class B to class A: each has a colour of its name. */
export const BANDS = ["n4", "n3", "n2", "n1", "p1", "p2", "p3", "p4"] as const;
export type Band = (typeof BANDS)[number];

/** The probabilities of class A at which one band ends and the next begins. */
export const PROBABILITY_CUTS = [0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98] as const;

/** A probability of class A, on the way from −1 to 1. */
export const ofProbability = (p: number): number => 2 * p - 1;

const CUTS = PROBABILITY_CUTS.map(ofProbability);

/** The place of its band: from −1, class B, to 1, class A; what lies beyond belongs to the last band. 0 belongs to class A, a gap in the numbers too. */
export function bandOf(value: number): number {
  let band = 0;
  while (band < CUTS.length && !(value < (CUTS[band] as number))) band++;
  return Number.isNaN(value) ? 4 : band;
}

/** Numbers over a plane: `side` a row, from the top left. One row alone is drawn as upright stripes. */
export interface Plane {
  readonly values: ArrayLike<number>;
  readonly side: number;
}

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** The numbers at the middles of a picture's pixels, row by row: mixed between the plane's points, beyond the outer ones as at these. */
export function resampled({ values, side }: Plane, { width, height }: PictureSize): Float32Array {
  const rows = Math.max(1, Math.round(values.length / side));
  const [across, down] = [placesOf(width, side), placesOf(height, rows)];
  const found = new Float32Array(width * height);
  for (const [j, y] of down.entries())
    for (const [i, x] of across.entries()) {
      const [above, below] = [y.before * side, y.after * side];
      const upper =
        (values[above + x.before] as number) * (1 - x.share) + (values[above + x.after] as number) * x.share;
      const lower =
        (values[below + x.before] as number) * (1 - x.share) + (values[below + x.after] as number) * x.share;
      found[j * width + i] = upper * (1 - y.share) + lower * y.share;
    }
  return found;
}

/** Of each pixel along an axis of so many points: those around it, and how far it is from the first to the second. */
function placesOf(pixels: number, count: number) {
  return Array.from({ length: pixels }, (_, i) => {
    const exact = Math.min(count - 1, Math.max(0, ((i + 0.5) / pixels) * count - 0.5));
    const before = Math.floor(exact);
    return { before, after: Math.min(count - 1, before + 1), share: exact - before };
  });
}

/** Four bytes a pixel. `toClass` takes a number of the plane to [−1, 1]. */
export function bandPixels(
  plane: Plane,
  size: PictureSize,
  toClass: (value: number) => number,
  palette: Uint8ClampedArray,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * size.width * size.height);
  for (const [pixel, value] of resampled(plane, size).entries()) {
    const band = bandOf(toClass(value));
    for (let byte = 0; byte < 4; byte++) pixels[4 * pixel + byte] = palette[4 * band + byte] as number;
  }
  return pixels;
}

/** Any numbers: parts of the largest size among them, so that 0 is the middle. */
export function ofOwnRange(values: ArrayLike<number>): (value: number) => number {
  const reach = Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return reach > 0 ? (value) => value / reach : () => 0;
}
