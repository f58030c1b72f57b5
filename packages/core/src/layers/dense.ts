import { occamError } from "../errors.ts";
import { matMul } from "../graph/ops/index.ts";
import { count, given } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { ACTIVATION, linear, toActivation } from "./activations.ts";
import { defineLayer } from "./connection.ts";
import type { LayerFactory } from "./layer.ts";
import { mixingUnits, requireBias, WEIGHT_FIELDS, weights, withBias } from "./weights.ts";

/** Options of `dense`. */
export const DENSE = record("dense", {
  ...WEIGHT_FIELDS,
  /** Number of units, at least 1. */
  units: count(),
  /** Default "linear". */
  activation: ACTIVATION,
  name: given<string>(),
});

export type DenseOptions = OptionsOf<typeof DENSE>;

/**
 * Fully connected layer: activation(x K + b), with kernel K [inputs, units] and bias b [units].
 * x: [batch, inputs] -> [batch, units].
 * @throws RangeError with code OCCAM_OPTION for a bad option; Error with code OCCAM_SHAPE when the input is not flat.
 */
export function dense(options: DenseOptions): LayerFactory {
  const read = DENSE.read(options);
  const { units } = read;
  requireBias(DENSE.name, read);
  const activation = toActivation(read.activation, "dense.activation");
  return defineLayer({
    kind: DENSE.name,
    name: read.name,
    build: (name, inputShape) => {
      const inputs = requireFlat(name, inputShape);
      const places = {
        kernelShape: [inputs, units],
        axes: { input: 0, output: 1 },
        fans: { fanIn: inputs, fanOut: units },
        biasShape: [units],
      };
      const { kernel, ...own } = weights(name, places, read, activation);
      return {
        name,
        kind: DENSE.name,
        outputShape: [units],
        activation: activation.name,
        ...own,
        units: mixingUnits(
          places,
          read,
          {
            isLinear: activation === linear,
            effectOfConstant: (weight, unit, values) =>
              Float64Array.from(
                { length: units },
                (_, i) => (weight[unit * units + i] as number) * (values[0] as number),
              ),
          },
          (unitCount, choice) => dense({ ...read, ...choice, units: unitCount }),
        ),
        apply: (x, scope) =>
          activation.apply(withBias(matMul(x, kernel(scope)), read, () => scope.batchParameter("bias"))),
      };
    },
  });
}

function requireFlat(name: string, shape: readonly number[]): number {
  if (shape.length === 1) return shape[0] as number;
  throw occamError("OCCAM_SHAPE", {
    where: name,
    expected: "inputs of one dimension, [*, n]",
    received: `[*, ${shape.join(", ")}]`,
    fix: "put flatten() before it",
  });
}
