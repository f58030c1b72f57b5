import { occamError } from "../errors.ts";
import { greater, mul, scalar, where } from "../graph/ops/index.ts";
import { given } from "../options/field.ts";
import { type OptionsOf, type Read, record } from "../options/record.ts";
import type { Constraint } from "../regularizers/constraint.ts";
import { type Regularizer, toPenalties } from "../regularizers/regularizer.ts";
import { defineLayer } from "./connection.ts";
import { exampleParameter } from "./example-parameter.ts";
import type { Initializer } from "./initializers.ts";
import type { LayerFactory, LayerRecord, ParameterSpec } from "./layer.ts";
import { TUNING_FIELDS, tuned } from "./tuning.ts";
import { continuingUnits } from "./unit-facts.ts";

/** Options of `prelu`. */
export const PRELU = record("prelu", {
  /** Default: 0.25 everywhere. */
  alphaInitializer: given<Initializer>(),
  alphaRegularizer: given<Regularizer>(),
  /** Applied after every step. */
  alphaConstraint: given<Constraint>(),
  ...TUNING_FIELDS,
  name: given<string>(),
});

export type PreluOptions = OptionsOf<typeof PRELU>;

const quarters: Initializer = { name: "0.25", sample: (size) => new Float32Array(size).fill(0.25) };

/**
 * x where x > 0, else alpha x, with a learnt alpha for each unit or channel: alpha [first axis of the example], shared
 * by all places of a channel. He et al. 2015.
 * @throws Error with code OCCAM_SHAPE where an example is a single number.
 */
export function prelu(options: PreluOptions = {}): LayerFactory {
  const read = PRELU.read(options);
  const layer: LayerRecord = {
    kind: PRELU.name,
    name: read.name,
    build: (name, inputShape) => {
      const alpha = alphaSpec(name, inputShape, read);
      const shape = inputShape.map((dim, axis) => (axis === 0 ? dim : 1));
      return {
        name,
        kind: PRELU.name,
        outputShape: inputShape,
        parameters: tuned(name, [alpha], read),
        hyperparameters: {},
        units: continuingUnits(layer.build, { axes: { alpha: 0 } }),
        apply: (x, scope) => where(greater(x, scalar(0)), x, mul(exampleParameter(scope, alpha, shape), x)),
      };
    },
  };
  return defineLayer(layer);
}

function alphaSpec(layer: string, [channels]: readonly number[], options: Read<typeof PRELU.fields>): ParameterSpec {
  if (channels === undefined)
    throw occamError("OCCAM_SHAPE", {
      where: layer,
      expected: "inputs [*, units] or [*, channels, ...]",
      received: "[*]",
    });
  return {
    name: `${layer}/alpha`,
    shape: [channels],
    role: "scale",
    initializer: options.alphaInitializer ?? quarters,
    fans: { fanIn: 1, fanOut: 1 },
    penalties: toPenalties(options.alphaRegularizer),
    constraints: options.alphaConstraint ? [options.alphaConstraint] : [],
  };
}
