/** A panel's network as units and weights with their places. */
import type { LayerWeights, UnitState } from "../../../engine/network-facts.ts";
import type { PanelSnapshot } from "../../../engine/snapshot.ts";
import { goneUnits } from "./gone-units.ts";
import { type ColumnPlaces, placesOf, type Size } from "./places.ts";
import { leftOut } from "./thinning.ts";

/** out: left out of this step by dropout. gone: taken out, and no longer drawn. */
export type Mark = UnitState | "input" | "output" | "out" | "gone";

export interface DrawnUnit {
  /** 0 are the inputs, the last one is the output. */
  readonly column: number;
  readonly index: number;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Around its middle, what a finger takes for it. */
  readonly reach: number;
  readonly mark: Mark;
}

export interface DrawnWeight {
  readonly from: DrawnUnit;
  readonly to: DrawnUnit;
  readonly weight: number;
  /** zero: exactly. low: below the threshold. */
  readonly size: "zero" | "low" | "full";
}

export interface Drawing {
  readonly columns: readonly (readonly DrawnUnit[])[];
  /** From each column to the next. */
  readonly weights: readonly (readonly DrawnWeight[])[];
  /** From one column to the next. */
  readonly step: number;
}

export interface DrawingOptions {
  readonly size: Size;
  readonly threshold: number;
  readonly isThinned: boolean;
}

export function drawingOf(panel: PanelSnapshot, { size, threshold, isThinned }: DrawingOptions): Drawing {
  const { layers } = panel;
  const places = placesOf(widthsOf(layers), size);
  const columns = marksOf(panel, isThinned).map((marks, column) => unitsOf(marks, places.columns[column], column));
  const weights = layers.map((layer, i) => weightsBetween(layer, columns[i] ?? [], columns[i + 1] ?? [], threshold));
  return { columns, weights, step: places.step };
}

/** Units of each column, inputs and output with them. */
export function widthsOf(layers: readonly LayerWeights[]): readonly number[] {
  return [layers[0]?.kernel.shape[0] ?? 0, ...layers.map(({ bias }) => bias.data.length)];
}

function marksOf({ layers, facts, draws }: PanelSnapshot, isThinned: boolean): readonly (readonly Mark[])[] {
  const [inputCount = 0] = widthsOf(layers);
  const gone = goneUnits(layers);
  const hidden = facts.units.map((states, layer) => {
    const out = isThinned ? leftOut(draws, layer) : undefined;
    return states.map((state, unit): Mark => (gone[layer]?.[unit] ? "gone" : out?.[unit] ? "out" : state));
  });
  const outputs = Array.from(layers.at(-1)?.bias.data ?? [], (): Mark => "output");
  return [Array.from({ length: inputCount }, (): Mark => "input"), ...hidden, outputs];
}

function unitsOf(marks: readonly Mark[], places: ColumnPlaces | undefined, column: number): readonly DrawnUnit[] {
  const { x = 0, ys = [], radius = 0, reach = 0 } = places ?? {};
  return marks.map((mark, index) => ({ column, index, x, y: ys[index] ?? 0, radius, reach, mark }));
}

/** A unit that is left out, or gone, takes its weights with it. */
function weightsBetween(
  { kernel, bias }: LayerWeights,
  sources: readonly DrawnUnit[],
  targets: readonly DrawnUnit[],
  threshold: number,
): readonly DrawnWeight[] {
  const works = ({ mark }: DrawnUnit) => mark !== "out" && mark !== "gone";
  return sources.filter(works).flatMap((from) =>
    targets.filter(works).map((to): DrawnWeight => {
      const weight = kernel.data[from.index * bias.data.length + to.index] ?? 0;
      const size = weight === 0 ? "zero" : Math.abs(weight) < threshold ? "low" : "full";
      return { from, to, weight, size };
    }),
  );
}

/** A unit's own weights, in the order of the units at their other ends. */
export function weightsAt({ weights }: Drawing, { column, index }: DrawnUnit) {
  return {
    incoming: (weights[column - 1] ?? []).filter(({ to }) => to.index === index),
    outgoing: (weights[column] ?? []).filter(({ from }) => from.index === index),
  };
}

/** In pixels: its size, but never so wide that it hides others. */
export const strokeOf = (weight: number): number => Math.min(6, 0.4 + 1.5 * Math.abs(weight));
