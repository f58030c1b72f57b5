import { optionError } from "../errors.ts";
import { needed } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { requireShape } from "./connection.ts";
import type { BlockRecord, Connection, LayerRecord } from "./layer.ts";
import { assemble, type Model } from "./model.ts";

/** Options of `sequential`. */
const SEQUENTIAL = record("sequential", {
  /** Shape of one example, without the batch. */
  inputShape: needed<readonly number[]>(requireShape),
  /** Layers and blocks in order, each fed by the one before. */
  layers: needed<readonly (LayerRecord | BlockRecord)[]>(requireLayers),
});

export type SequentialOptions = OptionsOf<typeof SEQUENTIAL>;

/**
 * A model of layers in a row.
 * @throws RangeError with code OCCAM_OPTION for a bad shape or doubled names; Error with code OCCAM_SHAPE where a
 * layer does not fit the one before.
 */
export function sequential(options: SequentialOptions): Model {
  const { inputShape, layers } = SEQUENTIAL.read(options);
  const start: Connection = { source: { kind: "input", name: undefined, shape: inputShape }, inputs: [] };
  const end = layers.reduce<Connection>((before, source) => ({ source, inputs: [before] }), start);
  return assemble([start], end, "sequential.layers");
}

function requireLayers(where: string, { length }: readonly unknown[]): void {
  if (length === 0) throw optionError({ where, expected: "at least one layer", received: "none" });
}
