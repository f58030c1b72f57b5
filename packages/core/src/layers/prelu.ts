import { occamError, requireOptions } from "../errors.ts";
import { greater, mul, scalar, where } from "../graph/ops/index.ts";
import type { Constraint } from "../regularizers/constraint.ts";
import { type Regularizer, toPenalties } from "../regularizers/regularizer.ts";
import { defineLayer } from "./connection.ts";
import { exampleParameter } from "./example-parameter.ts";
import type { Initializer } from "./initializers.ts";
import type { LayerFactory, LayerRecord, ParameterSpec } from "./layer.ts";
import { continuingUnits } from "./unit-facts.ts";

export interface PreluOptions {
  /** Default: 0.25 everywhere. */
  readonly alphaInitializer?: Initializer;
  readonly alphaRegularizer?: Regularizer;
  /** Applied after every step. */
  readonly alphaConstraint?: Constraint;
  readonly name?: string;
}

const quarters: Initializer = { name: "0.25", sample: (size) => new Float32Array(size).fill(0.25) };

/**
 * x where x > 0, else alpha x, with a learnt alpha for each unit or channel: alpha [first axis of the example], shared
 * by all places of a channel. He et al. 2015.
 * @throws Error with code OCCAM_SHAPE where an example is a single number.
 */
export function prelu(options: PreluOptions = {}): LayerFactory {
  requireOptions("prelu", options, {
    alphaInitializer: true,
    alphaRegularizer: true,
    alphaConstraint: true,
    name: true,
  });
  const record: LayerRecord = {
    kind: "prelu",
    name: options.name,
    build: (name, inputShape) => {
      const alpha = alphaSpec(name, inputShape, options);
      const shape = inputShape.map((dim, axis) => (axis === 0 ? dim : 1));
      return {
        name,
        kind: "prelu",
        outputShape: inputShape,
        parameters: [alpha],
        hyperparameters: {},
        units: continuingUnits(record.build, { axes: { alpha: 0 } }),
        apply: (x, scope) => where(greater(x, scalar(0)), x, mul(exampleParameter(scope, alpha, shape), x)),
      };
    },
  };
  return defineLayer(record);
}

function alphaSpec(layer: string, [channels]: readonly number[], options: PreluOptions): ParameterSpec {
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
