import type { Layer } from "../layers/layer.ts";
import type { Model } from "../layers/model.ts";
import type { FloatTensor } from "../tensor/tensor.ts";

/** A network with its weights; every `Run` is one. */
export interface Network {
  readonly model: Model;
  /** By name: "dense0/kernel". */
  readonly parameters: ReadonlyMap<string, FloatTensor>;
}

/** A parameter of a layer by its name within the layer. */
export function parameterOf({ parameters }: Network, layer: Layer, name: string): FloatTensor {
  return parameters.get(`${layer.name}/${name}`) as FloatTensor;
}

/** The same network with other values of some parameters. */
export function withParameters(network: Network, changed: ReadonlyMap<string, FloatTensor>): Network {
  return { model: network.model, parameters: new Map([...network.parameters, ...changed]) };
}

/** Numbers of all parameters. */
export function parameterCount({ parameters }: Pick<Network, "parameters">): number {
  return [...parameters.values()].reduce((sum, { data }) => sum + data.length, 0);
}
