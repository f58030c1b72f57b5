import type { Layer } from "../layers/layer.ts";
import type { Model } from "../layers/model.ts";

/**
 * The units of all that a network's inputs and layers give, and which of them stay or go together: what a unit goes through
 * (activations, normalization) keeps it, and a sum ties the units that it adds.
 */
export interface UnitGraph {
  /** Units are numbered through: those of value v from `starts[v]`. Values are the inputs, then the layers in order. */
  readonly starts: readonly number[];
  readonly groups: readonly UnitGroup[];
  /** For each value the numbers of the layers that mix its units. */
  readonly mixers: readonly (readonly number[])[];
}

export interface UnitGroup {
  /** Units, ascending. */
  readonly units: readonly number[];
  /** Outputs and what a layer without unit facts takes or gives cannot leave, nor can inputs. Undefined where it can. */
  readonly fixedBy: "input" | "layer" | undefined;
}

/** Number of the value that a place of the wiring means. */
export function valueAt({ inputs }: Pick<Model, "inputs">, place: number): number {
  return place < 0 ? -1 - place : inputs.length + place;
}

/** Number of units of a shape of one example. */
export function unitCount(shape: readonly number[]): number {
  return shape[0] ?? 1;
}

/** The number of the value that a unit is of. */
export function valueOfUnit({ starts }: UnitGraph, unit: number): number {
  let value = 0;
  while ((starts[value + 1] as number) <= unit) value += 1;
  return value;
}

export function unitGraph(model: Model): UnitGraph {
  const { inputs, layers, wiring } = model;
  const counts = [...inputs.map(({ shape }) => shape), ...layers.map(({ outputShape }) => outputShape)].map(unitCount);
  const starts = [0];
  for (const count of counts) starts.push((starts.at(-1) as number) + count);
  const total = starts.at(-1) as number;
  const forest = createForest(total);
  const fixed = new Uint8Array(total);
  const mixers: number[][] = counts.map(() => []);
  const fix = (value: number, by: 1 | 2) => {
    for (let unit = starts[value] as number; unit < (starts[value + 1] as number); unit++) fixed[unit] = by;
  };

  inputs.forEach((_, i) => {
    fix(i, 1);
  });
  fix(counts.length - 1, 2);
  layers.forEach((layer, i) => {
    const own = inputs.length + i;
    const fed = (wiring[i] as readonly number[]).map((place) => valueAt(model, place));
    const { continues, mixing } = layer.units ?? {};
    if (mixing !== undefined) mixers[fed[0] as number]?.push(i);
    else if (continues !== undefined) {
      for (let unit = 0; unit < (counts[own] as number); unit++) {
        for (const [input, source] of continues(unit)) {
          forest.join((starts[own] as number) + unit, (starts[fed[input] as number] as number) + source);
        }
      }
    } else for (const value of [own, ...fed]) fix(value, 2);
  });
  const fixedBy = (units: readonly number[]) =>
    ([undefined, "input", "layer"] as const)[units.reduce((most, unit) => Math.max(most, fixed[unit] as number), 0)];
  return { starts, mixers, groups: forest.trees().map((units) => ({ units, fixedBy: fixedBy(units) })) };
}

/** Sets that can be joined. */
function createForest(size: number) {
  const parents = Int32Array.from({ length: size }, (_, i) => i);
  const rootOf = (node: number): number => {
    let root = node;
    while (parents[root] !== root) root = parents[root] as number;
    parents[node] = root;
    return root;
  };
  const trees = (): readonly (readonly number[])[] => {
    const byRoot = new Map<number, number[]>();
    for (let node = 0; node < size; node++) {
      const root = rootOf(node);
      const own = byRoot.get(root);
      if (own === undefined) byRoot.set(root, [node]);
      else own.push(node);
    }
    return [...byRoot.values()];
  };
  const join = (a: number, b: number): void => {
    parents[rootOf(a)] = rootOf(b);
  };
  return { join, trees };
}

/** A layer that mixes, with the value it mixes. */
export interface Mixer {
  readonly layer: Layer;
  readonly index: number;
  readonly value: number;
}

export function mixersOf(model: Model): readonly Mixer[] {
  return model.layers.flatMap((layer, index) => {
    const [place] = model.wiring[index] as readonly number[];
    return layer.units?.mixing === undefined ? [] : [{ layer, index, value: valueAt(model, place as number) }];
  });
}
