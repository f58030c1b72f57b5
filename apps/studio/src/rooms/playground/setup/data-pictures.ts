/** Small pictures of the data sets: the first points of each, as they would be drawn now. */
import { DATA_SETS, type DataSet } from "../../../engine/data-sets/index.ts";

export interface DataPicture {
  readonly name: string;
  readonly task: DataSet["task"];
  /** In a square from 0 to 1, from the top left. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly isA: boolean }[];
}

const COUNT = 44;

export const DATA_PICTURES: readonly DataPicture[] = DATA_SETS.map((set) => {
  const { x, y } = set.draw(COUNT, set.noise / 2, 1);
  const place = (value: number) => 0.5 + (0.5 * value) / set.reach;
  return {
    ...{ name: set.name, task: set.task },
    points: Array.from({ length: COUNT }, (_, row) => {
      const target = y[row] as number;
      const [x1, x2] = [x[set.inputCount * row] as number, x[set.inputCount * row + 1] as number];
      // A curve's picture is its targets over its input.
      const high = set.inputCount === 1 ? 2 * target : x2;
      return { x: place(x1), y: 1 - place(high), isA: set.task === "classification" ? target > 0.5 : target > 0 };
    }),
  };
});
