import { occamError, requireCount } from "../errors.ts";
import { add, matMul, mul } from "../graph/ops/index.ts";
import type { Constraint } from "../regularizers/constraint.ts";
import type { Sweep } from "../regularizers/hyperparameter.ts";
import { type Regularizer, toPenalties } from "../regularizers/penalty.ts";
import { type Activation, type ActivationName, toActivation } from "./activations.ts";
import { requireRate } from "./dropout.ts";
import { glorotUniform, type Initializer, zeros } from "./initializers.ts";
import type { LayerFactory, ParameterSpec } from "./layer.ts";

export interface DenseOptions {
  /** Number of units, at least 1. */
  readonly units: number;
  readonly activation?: ActivationName | Activation;
  /** Default true. */
  readonly useBias?: boolean;
  readonly kernelInitializer?: Initializer;
  readonly biasInitializer?: Initializer;
  readonly kernelRegularizer?: Regularizer;
  readonly biasRegularizer?: Regularizer;
  /** Applied after every step. */
  readonly kernelConstraint?: Constraint;
  readonly biasConstraint?: Constraint;
  /**
   * DropConnect: probability of a weight to be off, fresh at every step, in [0, 1); the others are divided by 1 minus it.
   * One mask serves all examples of a step. Wan et al. 2013. Default 0.
   */
  readonly dropConnect?: Sweep;
  readonly name?: string;
}

/**
 * Fully connected layer: activation(x K + b), with kernel K [inputs, units] and bias b [units].
 * x: [batch, inputs] -> [batch, units].
 * @throws RangeError with code OCCAM_OPTION for a bad option; Error with code OCCAM_SHAPE when the input is not flat.
 */
export function dense(options: DenseOptions): LayerFactory {
  const { units, useBias = true, dropConnect = 0 } = options;
  requireCount("dense.units", units);
  requireRate("dense.dropConnect", dropConnect);
  const activation = toActivation(options.activation ?? "linear", "dense.activation");
  return {
    kind: "dense",
    name: options.name,
    build: (name, inputShape) => {
      const inputs = requireFlat(name, inputShape);
      return {
        name,
        kind: "dense",
        outputShape: [units],
        parameters: [kernelSpec(name, inputs, options), ...(useBias ? [biasSpec(name, inputs, options)] : [])],
        hyperparameters: dropConnect === 0 ? {} : { dropConnect },
        apply: (x, scope) => {
          const isThinned = scope.mode === "training" && dropConnect !== 0;
          const kernel = scope.parameter("kernel");
          const product = matMul(x, isThinned ? mul(kernel, scope.parameterMask("kernel", "dropConnect")) : kernel);
          return activation.apply(useBias ? add(product, scope.batchParameter("bias")) : product);
        },
      };
    },
  };
}

function kernelSpec(name: string, inputs: number, options: DenseOptions): ParameterSpec {
  return {
    name: `${name}/kernel`,
    shape: [inputs, options.units],
    role: "kernel",
    initializer: options.kernelInitializer ?? glorotUniform(),
    fans: { fanIn: inputs, fanOut: options.units },
    penalties: toPenalties(options.kernelRegularizer),
    constraints: options.kernelConstraint ? [options.kernelConstraint] : [],
    axes: { input: 0, output: 1 },
  };
}

function biasSpec(name: string, inputs: number, options: DenseOptions): ParameterSpec {
  return {
    name: `${name}/bias`,
    shape: [options.units],
    role: "bias",
    initializer: options.biasInitializer ?? zeros(),
    fans: { fanIn: inputs, fanOut: options.units },
    penalties: toPenalties(options.biasRegularizer),
    constraints: options.biasConstraint ? [options.biasConstraint] : [],
  };
}

function requireFlat(name: string, shape: readonly number[]): number {
  if (shape.length === 1) return shape[0] as number;
  throw occamError("OCCAM_SHAPE", {
    where: name,
    expected: "inputs of one dimension, [*, n]",
    received: `[*, ${shape.join(", ")}]`,
    fix: "reshape the data to one row of numbers an example",
  });
}
