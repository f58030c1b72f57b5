import type { Connection, Layer, LayerRecord } from "../layers/layer.ts";
import { type Model, model as toModel } from "../layers/model.ts";
import type { FloatTensor } from "../tensor/tensor.ts";
import type { Network } from "./network.ts";
import { takeAlong } from "./slices.ts";
import { valueAt } from "./unit-graph.ts";

/** What a rebuilt network keeps. */
export interface Changes {
  /** Units that stay of each value (inputs, then layers), ascending; undefined for all. */
  readonly kept?: readonly (readonly number[] | undefined)[];
  /** New values of parameters, before units leave. A bias that was not there gives the layer one. */
  readonly parameters?: ReadonlyMap<string, FloatTensor>;
  /** Layers, by name, that leave the network: what they fed takes what fed them. */
  readonly dropped?: ReadonlySet<string>;
}

/** The same layers, with fewer units. */
export function rebuild({ model, parameters: before }: Network, changes: Changes): Network {
  const { kept = [], parameters: changed = new Map(), dropped = new Set() } = changes;
  const values = new Map([...before, ...changed]);
  const inputs = model.inputs.map(
    ({ name, shape }): Connection => ({ source: { kind: "input", name, shape }, inputs: [] }),
  );
  const connections: Connection[] = [];
  const parameters = new Map<string, FloatTensor>();
  const at = (place: number) => (place < 0 ? inputs[-1 - place] : connections[place]) as Connection;

  model.layers.forEach((layer, i) => {
    const places = model.wiring[i] as readonly number[];
    if (dropped.has(layer.name)) {
      connections.push(at(places[0] as number));
      return;
    }
    const own = kept[model.inputs.length + i];
    const fed = kept[valueAt(model, places[0] as number)];
    connections.push({ source: recordFor(layer, own, values), inputs: places.map(at) });
    for (const [name, tensor] of partsOf(layer, values)) parameters.set(name, sliced(layer, name, tensor, own, fed));
  });
  const rebuilt = toModel({ inputs, outputs: connections.at(-1) as Connection });
  return { model: rebuilt, parameters: inOrder(rebuilt, parameters) };
}

/** What builds the layer again with the units that stay. A layer without unit facts keeps all and is used as it is. */
function recordFor(
  layer: Layer,
  kept: readonly number[] | undefined,
  values: ReadonlyMap<string, FloatTensor>,
): LayerRecord {
  const { kind, name, units, sharing } = layer;
  if (units === undefined) return { kind, name, sharing, build: () => layer };
  const useBias = units.mixing?.useBias === true || values.has(`${name}/bias`);
  return { kind, name, build: units.rebuild(kept?.length ?? layer.outputShape[0] ?? 1, useBias) };
}

/** The parameters of a layer, with a bias that it may newly have. */
function partsOf({ name, parameters, units }: Layer, values: ReadonlyMap<string, FloatTensor>) {
  const names = new Set(parameters.map((spec) => spec.name));
  if (units?.mixing !== undefined) names.add(`${name}/bias`);
  return [...names].flatMap((each): readonly (readonly [string, FloatTensor])[] => {
    const tensor = values.get(each);
    return tensor === undefined ? [] : [[each, tensor]];
  });
}

function sliced(
  layer: Layer,
  name: string,
  tensor: FloatTensor,
  own: readonly number[] | undefined,
  fed: readonly number[] | undefined,
): FloatTensor {
  const local = name.slice(layer.name.length + 1);
  const { axes, mixing } = layer.units ?? {};
  const axis = axes?.[local];
  const ofUnits = own !== undefined && axis !== undefined ? takeAlong(tensor, axis, own) : tensor;
  const isFed = mixing !== undefined && local === "kernel" && fed !== undefined;
  return isFed ? takeAlong(ofUnits, mixing.inputAxis, fed) : ofUnits;
}

/** The values of a model's parameters, in its order; gates that are settled are gone. */
function inOrder({ parameters }: Model, values: ReadonlyMap<string, FloatTensor>): ReadonlyMap<string, FloatTensor> {
  return new Map(parameters.map(({ name }) => [name, values.get(name) as FloatTensor]));
}
