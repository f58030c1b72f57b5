/** What a network's units show: each input itself, each hidden unit its activation, the output what the network says. */
import type { Sample } from "../../../engine/sample.ts";
import { ofOwnRange, ofProbability, type Plane } from "../../../figures/bands.ts";
import type { DrawnUnit } from "./drawing.ts";
import type { UnitPicture } from "./paint-network.ts";

export interface Pictures {
  /** [layer][unit] */
  readonly hidden: readonly (readonly Float32Array[])[];
  readonly unitSide: number;
  readonly output: Float32Array;
  readonly side: number;
  readonly task: Sample["task"];
}

const STRIPES = 16;
/** From −1 to 1: the middles of equal stripes. */
const RISING = Array.from({ length: STRIPES }, (_, i) => (2 * i + 1) / STRIPES - 1);
/** x1 rises to the right, x2 to the top; further inputs are 0 over the plane. */
const INPUTS: readonly Plane[] = [
  { values: RISING, side: STRIPES },
  { values: RISING.toReversed(), side: 1 },
];

export function pictureOf(pictures: Pictures, unit: DrawnUnit): UnitPicture | undefined {
  const { unitSide, output, side, task } = pictures;
  if (unit.mark === "input") return inputPicture(unit.index, output.length === side ? 1 : 2);
  if (unit.mark === "output")
    return {
      plane: { values: output, side },
      toClass: task === "classification" ? ofProbability : ofOwnRange(output),
    };
  const values = valuesOf(pictures, unit);
  return values && { plane: { values, side: unitSide }, toClass: ofOwnRange(values) };
}

function inputPicture(index: number, shownCount: number): UnitPicture | undefined {
  const plane = index < shownCount ? INPUTS[index] : undefined;
  return plane && { plane, toClass: (value) => value };
}

/** What a unit gives over the plane. */
export function valuesOf({ hidden, output }: Pictures, { mark, column, index }: DrawnUnit): Float32Array | undefined {
  if (mark === "input" || mark === "out") return undefined;
  return mark === "output" ? output : hidden[column - 1]?.[index];
}
