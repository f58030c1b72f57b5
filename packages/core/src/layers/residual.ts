import { optionError, requireOptions } from "../errors.ts";
import type { Sweep } from "../options/sweep.ts";
import { add } from "./add-layer.ts";
import { defineLayer } from "./connection.ts";
import type { BlockFactory, BlockRecord, Connection, LayerRecord } from "./layer.ts";
import { stochasticDepth } from "./stochastic-depth.ts";

export interface ResidualOptions {
  /** The branch: layers in order, whose result has the shape of their input, or of the shortcut's result. */
  readonly layers: readonly (LayerRecord | BlockRecord)[];
  /** What the input goes through beside the branch, to change its shape. Default: nothing. */
  readonly shortcut?: LayerRecord;
  /** Probability of an example to skip the branch at a step, in [0, 1). Default 0. Huang et al. 2016. */
  readonly stochasticDepth?: Sweep;
  readonly name?: string;
}

/**
 * Residual block: shortcut(x) + branch(x). Its layers are named "<block>/<layer>". He, Zhang, Ren & Sun 2016.
 * @throws RangeError with code OCCAM_OPTION for an empty branch or a rate outside [0, 1); Error with code OCCAM_SHAPE where
 * branch and shortcut give different shapes.
 */
export function residual(options: ResidualOptions): BlockFactory {
  requireOptions("residual", options, { layers: true, shortcut: true, stochasticDepth: true, name: true });
  const { layers, shortcut, name } = options;
  if (layers.length === 0) {
    throw optionError({ where: "residual.layers", expected: "at least one layer", received: "none" });
  }
  const rate = options.stochasticDepth ?? 0;
  const skips = rate === 0 ? [] : [stochasticDepth({ rate })];
  return defineLayer({
    kind: "residual",
    name,
    layOut: (x) => {
      const branch = [...layers, ...skips].reduce<Connection>((from, source) => ({ source, inputs: [from] }), x);
      const straight = shortcut === undefined ? x : { source: shortcut, inputs: [x] };
      return add().apply([straight, branch]);
    },
  });
}
