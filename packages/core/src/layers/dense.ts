import { occamError, requireCount, requireOptions } from "../errors.ts";
import { matMul } from "../graph/ops/index.ts";
import { type Activation, type ActivationName, linear, toActivation } from "./activations.ts";
import { defineLayer } from "./connection.ts";
import type { LayerFactory } from "./layer.ts";
import { mixingUnits, requireWeightOptions, WEIGHT_OPTIONS, type WeightOptions, weights, withBias } from "./weights.ts";

export interface DenseOptions extends WeightOptions {
  /** Number of units, at least 1. */
  readonly units: number;
  readonly activation?: ActivationName | Activation;
  readonly name?: string;
}

/**
 * Fully connected layer: activation(x K + b), with kernel K [inputs, units] and bias b [units].
 * x: [batch, inputs] -> [batch, units].
 * @throws RangeError with code OCCAM_OPTION for a bad option; Error with code OCCAM_SHAPE when the input is not flat.
 */
export function dense(options: DenseOptions): LayerFactory {
  requireOptions("dense", options, { ...WEIGHT_OPTIONS, units: true, activation: true, name: true });
  const { units } = options;
  requireCount("dense.units", units);
  requireWeightOptions("dense", options);
  const activation = toActivation(options.activation ?? "linear", "dense.activation");
  return defineLayer({
    kind: "dense",
    name: options.name,
    build: (name, inputShape) => {
      const inputs = requireFlat(name, inputShape);
      const places = {
        kernelShape: [inputs, units],
        axes: { input: 0, output: 1 },
        fans: { fanIn: inputs, fanOut: units },
        biasShape: [units],
      };
      const { kernel, ...own } = weights(name, places, options);
      return {
        name,
        kind: "dense",
        outputShape: [units],
        activation: activation.name,
        ...own,
        units: mixingUnits(
          places,
          options,
          {
            isLinear: activation === linear,
            effectOfConstant: (weight, unit, values) =>
              Float64Array.from(
                { length: units },
                (_, i) => (weight[unit * units + i] as number) * (values[0] as number),
              ),
          },
          (count, choice) => dense({ ...options, ...choice, units: count }),
        ),
        apply: (x, scope) =>
          activation.apply(withBias(matMul(x, kernel(scope)), options, () => scope.batchParameter("bias"))),
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
