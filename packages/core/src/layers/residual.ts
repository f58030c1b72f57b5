import { optionError } from "../errors.ts";
import { given, needed, optional, rate } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { add } from "./add-layer.ts";
import { defineLayer } from "./connection.ts";
import type { BlockFactory, BlockRecord, Connection, LayerRecord } from "./layer.ts";
import { stochasticDepth } from "./stochastic-depth.ts";

/** Options of `residual`. */
export const RESIDUAL = record("residual", {
  /** The branch: layers in order, whose result has the shape of their input, or of the shortcut's result. */
  layers: needed<readonly (LayerRecord | BlockRecord)[]>((where, layers) => {
    if (layers.length === 0) throw optionError({ where, expected: "at least one layer", received: "none" });
  }),
  /** What the input goes through beside the branch, to change its shape. Default: nothing. */
  shortcut: given<LayerRecord>(),
  /** Probability of an example to skip the branch at a step, in [0, 1). Default 0. Huang et al. 2016. */
  stochasticDepth: optional(rate(), 0),
  name: given<string>(),
});

export type ResidualOptions = OptionsOf<typeof RESIDUAL>;

/**
 * Residual block: shortcut(x) + branch(x). Its layers are named "<block>/<layer>". He, Zhang, Ren & Sun 2016.
 * @throws RangeError with code OCCAM_OPTION for an empty branch or a rate outside [0, 1); Error with code OCCAM_SHAPE where
 * branch and shortcut give different shapes.
 */
export function residual(options: ResidualOptions): BlockFactory {
  const { layers, shortcut, stochasticDepth: rate, name } = RESIDUAL.read(options);
  const skips = rate === 0 ? [] : [stochasticDepth({ rate })];
  return defineLayer({
    kind: RESIDUAL.name,
    name,
    layOut: (x) => {
      const branch = [...layers, ...skips].reduce<Connection>((from, source) => ({ source, inputs: [from] }), x);
      const straight = shortcut === undefined ? x : { source: shortcut, inputs: [x] };
      return add().apply([straight, branch]);
    },
  });
}
