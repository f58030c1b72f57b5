import type { Sample } from "../../../engine/sample.ts";
import { ofProbability } from "../../../figures/bands.ts";

/** From what networks give to [−1, 1], the same in all tiles: a value's share of what the upper quarter of the tiles reach, so that a few wild networks do not pale the rest. */
export function tileScale(tiles: readonly Float32Array[], task: Sample["task"]): (value: number) => number {
  if (task === "classification") return ofProbability;
  const reaches = tiles.map((tile) => tile.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
  const reach = reaches.toSorted((a, b) => a - b)[Math.floor(0.75 * reaches.length)] ?? 0;
  return reach > 0 ? (value) => value / reach : () => 0;
}
