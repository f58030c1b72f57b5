/** What a panel says of one place of its plane or curve. */
import { decimal } from "../../../figures/numbers.ts";
import { curveAt, type Place, planeAt } from "./frame.ts";
import type { Names } from "./panel-content.ts";
import type { Shown } from "./points.ts";

interface Figure {
  readonly plane: Float32Array;
  readonly side: number;
  readonly truth: Float32Array | undefined;
  readonly sample: Pick<Shown, "task" | "shownCount" | "reach">;
  readonly names: Names;
}

export interface Reading {
  readonly value: number;
  readonly text: string;
}

/** "x₁ 0.40, x₂ −1.10: 0.87 for class A"; of one input also what is true there. */
export function readingAt({ plane, side, truth, sample, names }: Figure, place: Place): Reading {
  const { task, shownCount, reach } = sample;
  const [x1, x2] = place.map((x) => decimal(x));
  if (shownCount === 1) {
    const value = curveAt(plane, reach, place[0]);
    const known = truth === undefined ? "" : `, true ${decimal(curveAt(truth, reach, place[0]))}`;
    return { value, text: `${names.axes[0]} ${x1}: ${decimal(value)}${known}` };
  }
  const value = planeAt(plane, side, reach, place);
  const what = task === "classification" ? ` for ${names.classes[0]}` : "";
  return { value, text: `${names.axes[0]} ${x1}, ${names.axes[1]} ${x2}: ${decimal(value)}${what}` };
}
