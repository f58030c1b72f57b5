import { optionError } from "../errors.ts";
import { requireShape } from "./connection.ts";
import type { BlockRecord, Connection, LayerRecord } from "./layer.ts";
import { assemble, type Model } from "./model.ts";

export interface SequentialOptions {
  /** Shape of one example, without the batch. */
  readonly inputShape: readonly number[];
  /** Layers and blocks in order, each fed by the one before. */
  readonly layers: readonly (LayerRecord | BlockRecord)[];
}

/**
 * A model of layers in a row.
 * @throws RangeError with code OCCAM_OPTION for a bad shape or doubled names; Error with code OCCAM_SHAPE where a
 * layer does not fit the one before.
 */
export function sequential({ inputShape, layers }: SequentialOptions): Model {
  requireShape("sequential.inputShape", inputShape);
  if (layers.length === 0)
    throw optionError({ where: "sequential.layers", expected: "at least one layer", received: "none" });
  const start: Connection = { source: { kind: "input", name: undefined, shape: inputShape }, inputs: [] };
  const end = layers.reduce<Connection>((before, source) => ({ source, inputs: [before] }), start);
  return assemble([start], end, "sequential.layers");
}
