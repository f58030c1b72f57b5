import { describe, optionError } from "../errors.ts";
import { add, elu, erf, leakyRelu, mul, relu, scalar, sigmoid, softplus, tanh } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { type OptionalField, optional } from "../options/field.ts";

/** A function applied to every unit. */
export interface Activation {
  readonly name: string;
  /** Between which numbers its outputs lie, both included. Without: not known. */
  readonly range?: readonly [low: number, high: number];
  readonly apply: (x: Value) => Value;
}

/** x: no activation. */
export const linear: Activation = { name: "linear", range: [-Infinity, Infinity], apply: (x) => x };

const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

/** Every activation, with its formula. The activation battery runs over this list. */
export const ACTIVATIONS: readonly Activation[] = [
  linear,
  /** max(x, 0). Nair & Hinton 2010. */
  { name: "relu", range: [0, Infinity], apply: relu },
  /** x where x > 0, else 0.01 x. Maas, Hannun & Ng 2013. */
  { name: "leakyRelu", range: [-Infinity, Infinity], apply: (x) => leakyRelu(x, 0.01) },
  /** x where x > 0, else e^x - 1. Clevert, Unterthiner & Hochreiter 2016. */
  { name: "elu", range: [-1, Infinity], apply: (x) => elu(x, 1) },
  /** 1.0507 (x where x > 0, else 1.6733 (e^x - 1)). Klambauer et al. 2017. */
  {
    name: "selu",
    range: [-SELU_SCALE * SELU_ALPHA, Infinity],
    apply: (x) => mul(scalar(SELU_SCALE), elu(x, SELU_ALPHA)),
  },
  /** x/2 (1 + erf(x / sqrt 2)). Hendrycks & Gimpel 2016. */
  // Lowest at -0.7518.
  {
    name: "gelu",
    range: [-0.17, Infinity],
    apply: (x) => mul(mul(scalar(0.5), x), add(scalar(1), erf(mul(x, scalar(Math.SQRT1_2))))),
  },
  /** x / (1 + e^-x), also called swish. Elfwing, Uchibe & Doya 2018. */
  // Lowest at -1.2785.
  { name: "silu", range: [-0.2785, Infinity], apply: (x) => mul(x, sigmoid(x)) },
  /** (e^x - e^-x) / (e^x + e^-x). */
  { name: "tanh", range: [-1, 1], apply: tanh },
  /** 1 / (1 + e^-x). */
  { name: "sigmoid", range: [0, 1], apply: sigmoid },
  /** log(1 + e^x). Dugas et al. 2001. */
  { name: "softplus", range: [0, Infinity], apply: softplus },
];

export type ActivationName =
  | "linear"
  | "relu"
  | "leakyRelu"
  | "elu"
  | "selu"
  | "gelu"
  | "silu"
  | "tanh"
  | "sigmoid"
  | "softplus";

/** @throws RangeError with code OCCAM_OPTION when no activation has the name. */
export function toActivation(choice: ActivationName | Activation, where: string): Activation {
  if (typeof choice === "object" && typeof choice?.apply === "function") return choice;
  const found = ACTIVATIONS.find(({ name }) => name === choice);
  if (found !== undefined) return found;
  throw optionError({
    where,
    expected: `one of ${ACTIVATIONS.map(({ name }) => name).join(", ")}`,
    received: describe(choice),
  });
}

/** The option for an activation. */
export const ACTIVATION: OptionalField<ActivationName | Activation> = optional<ActivationName | Activation>(
  {
    expected: "an activation",
    // toActivation refuses what is neither.
    check: (where, value) => toActivation(value as ActivationName | Activation, where),
    schema: { enum: ACTIVATIONS.map(({ name }) => name) },
  },
  "linear",
);
