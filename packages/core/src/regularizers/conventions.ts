/**
 * Penalties from the strengths that other systems are given. The objective here is the mean over examples of the data
 * loss, plus alpha * sum |w| (`l1`) or alpha/2 * sum w^2 (`l2`); each function names the objective it converts from.
 * A strength may be an array, one for each replica, wherever the penalty takes one.
 *
 * The objectives agree, up to a constant factor where one is named. The way to the minimum may differ: `l1` and
 * `elasticNet` take proximal steps and reach exact zeros, where Keras, TensorFlow.js and PyTorch circle them.
 */
import { optionError } from "../errors.ts";
import { count, number, oneOf, optional, share, strength } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { replicaCountOf, type Sweep, sweepAt } from "../options/sweep.ts";
import { elasticNet } from "./elastic-net.ts";
import { l1 } from "./l1.ts";
import { l2 } from "./l2.ts";
import type { Penalty } from "./penalty.ts";

/** The arguments of Keras's `L1`, `L2` and `L1L2`, of which one at least is needed. */
export type KerasStrengths = { readonly l1: Sweep; readonly l2?: Sweep } | { readonly l1?: Sweep; readonly l2: Sweep };

/**
 * From l1 * sum |w| + l2 * sum w^2, added to the mean loss: `l1` with alpha = l1, `l2` with alpha = 2 * l2, or one
 * `elasticNet` of both with alpha = l1 + 2 * l2. Keras 3, keras.regularizers.
 *
 * What Keras fills in is not filled in here: `L1()` and `L2()` stand for 0.01, and so do both strengths of tf.keras 2's
 * `l1_l2()` where they are not given; in Keras 3 they stand for 0.
 * @throws RangeError with code OCCAM_OPTION when a strength is below 0 or none is given.
 */
export function fromKeras(strengths: KerasStrengths): Penalty {
  return fromL1L2("fromKeras", strengths);
}

/**
 * The same formula as `fromKeras`, for `tf.regularizers`. `l1l2({ l1 })` trains with l2 = 0.01 as well, and
 * `l1l2({ l2 })` with l1 = 0.01: name both to get what they did. The loss that TensorFlow.js reports includes the penalties
 * in training and not in validation, so its two curves do not show a gap. tfjs-layers 4.22, regularizers.
 * @throws RangeError with code OCCAM_OPTION when a strength is below 0 or none is given.
 */
export function fromTensorFlowJs(strengths: KerasStrengths): Penalty {
  return fromL1L2("fromTensorFlowJs", strengths);
}

function fromL1L2(where: string, strengths: KerasStrengths): Penalty {
  const fields = { l1: optional(strength()), l2: optional(strength()) };
  const { l1: absolute, l2: squared } = record(where, fields).read(strengths);
  if (absolute === undefined && squared === undefined) {
    throw optionError({ where, expected: "l1, l2 or both", received: "neither" });
  }
  if (squared === undefined) return l1({ alpha: absolute as Sweep });
  if (absolute === undefined) return l2({ alpha: scaled(squared, 2) });
  const both = [
    [`${where}.l1`, absolute],
    [`${where}.l2`, squared],
  ] as const;
  return elasticNet({
    alpha: combined(both, (a, b) => a + 2 * b),
    // Where both are 0 any mixture is as good.
    mix: combined(both, (a, b) => (a === 0 ? 0 : a / (a + 2 * b))),
  });
}

/** Options of `fromPyTorch`. */
const FROM_PYTORCH = record("fromPyTorch", { weightDecay: strength() });

/**
 * From the `weight_decay` of torch.optim's SGD, Adam, RMSprop and other optimizers that add weight_decay * w to the
 * gradient: `l2` with alpha = weight_decay on all parameters, biases too. The two go into a layer's options:
 * `dense({ units: 64, ...fromPyTorch({ weightDecay: 1e-4 }) })`. PyTorch 2, torch.optim.
 *
 * For AdamW, whose decay is decoupled, use `adamW({ weightDecay, decayBiases: true })` instead. The data loss is taken
 * to be a mean (PyTorch's `reduction: "mean"`); with "sum" divide by the batch size.
 * @throws RangeError with code OCCAM_OPTION when weightDecay < 0.
 */
export function fromPyTorch(options: OptionsOf<typeof FROM_PYTORCH>): {
  readonly kernelRegularizer: Penalty;
  readonly biasRegularizer: Penalty;
} {
  const { weightDecay } = FROM_PYTORCH.read(options);
  const penalty = l2({ alpha: weightDecay });
  return { kernelRegularizer: penalty, biasRegularizer: penalty };
}

/** Options of `fromScikitLearnMlp`. */
const FROM_SCIKIT_LEARN_MLP = record("fromScikitLearnMlp", {
  alpha: strength(),
  /** Rows of a minibatch: scikit-learn's "auto" is the smaller of 200 and the number of rows; with lbfgs, all rows. */
  batchSize: count(),
  /** "classification" for MLPClassifier, "regression" for MLPRegressor. */
  task: oneOf(["classification", "regression"]),
});

export type ScikitLearnMlpStrength = OptionsOf<typeof FROM_SCIKIT_LEARN_MLP>;

/** What our loss is in theirs: MLPRegressor's is half the mean squared error, MLPClassifier's the cross-entropy. */
const MLP_FACTORS: Readonly<Record<ScikitLearnMlpStrength["task"], number>> = { classification: 1, regression: 2 };

/**
 * From the data loss of a minibatch + alpha/2 * sum w^2 / batchSize over the kernels: `l2` with alpha / batchSize for
 * MLPClassifier with our cross-entropies, with 2 * alpha / batchSize for MLPRegressor with `meanSquaredError` (twice
 * their objective). A last minibatch of fewer rows is penalized more there, and not here. scikit-learn 1.2.
 *
 * For one target column. With k of them (or k labels of each row) divide alpha by k: scikit-learn follows the
 * gradient of their sum, and our losses are their mean.
 * @throws RangeError with code OCCAM_OPTION when alpha < 0, batchSize is not a count or task is another word.
 */
export function fromScikitLearnMlp(options: ScikitLearnMlpStrength): Penalty {
  const { alpha, batchSize, task } = FROM_SCIKIT_LEARN_MLP.read(options);
  return l2({ alpha: scaled(alpha, MLP_FACTORS[task] / batchSize) });
}

/** Options of `fromScikitLearnLasso`. */
const FROM_SCIKIT_LEARN_LASSO = record("fromScikitLearnLasso", { alpha: strength() });

/**
 * From 1/(2n) * sum (y - Xw)^2 + alpha * sum |w|: with `meanSquaredError`, `l1` with 2 * alpha (twice their objective).
 * For one target column; with k of them divide alpha by k, as `meanSquaredError` is their mean. scikit-learn 1.2, Lasso.
 * @throws RangeError with code OCCAM_OPTION when alpha < 0.
 */
export function fromScikitLearnLasso(options: OptionsOf<typeof FROM_SCIKIT_LEARN_LASSO>): Penalty {
  const { alpha } = FROM_SCIKIT_LEARN_LASSO.read(options);
  return l1({ alpha: scaled(alpha, 2) });
}

/** Options of `fromScikitLearnRidge`. */
const FROM_SCIKIT_LEARN_RIDGE = record("fromScikitLearnRidge", {
  alpha: strength(),
  /** Rows that are trained on: their objective is a sum over them. */
  rowCount: count(),
});

export type ScikitLearnRidgeStrength = OptionsOf<typeof FROM_SCIKIT_LEARN_RIDGE>;

/**
 * From sum (y - Xw)^2 + alpha * sum w^2: with `meanSquaredError`, `l2` with 2 * alpha / rowCount (1 / rowCount of their
 * objective). For one target column; with k of them divide alpha by k. scikit-learn 1.2, Ridge.
 * @throws RangeError with code OCCAM_OPTION when alpha < 0 or rowCount is not a count.
 */
export function fromScikitLearnRidge(options: ScikitLearnRidgeStrength): Penalty {
  const { alpha, rowCount } = FROM_SCIKIT_LEARN_RIDGE.read(options);
  return l2({ alpha: scaled(alpha, 2 / rowCount) });
}

/** Options of `fromScikitLearnElasticNet`. */
const FROM_SCIKIT_LEARN_ELASTIC_NET = record("fromScikitLearnElasticNet", { alpha: strength(), l1Ratio: share() });

export type ScikitLearnElasticNetStrength = OptionsOf<typeof FROM_SCIKIT_LEARN_ELASTIC_NET>;

/**
 * From 1/(2n) * sum (y - Xw)^2 + alpha * (l1Ratio * sum |w| + (1 - l1Ratio)/2 * sum w^2): with `meanSquaredError`,
 * `elasticNet` with 2 * alpha and mix = l1Ratio (twice their objective). For one target column; with k of them divide
 * alpha by k. scikit-learn 1.2, ElasticNet.
 * @throws RangeError with code OCCAM_OPTION when alpha < 0 or l1Ratio is outside [0, 1].
 */
export function fromScikitLearnElasticNet(options: ScikitLearnElasticNetStrength): Penalty {
  const { alpha, l1Ratio } = FROM_SCIKIT_LEARN_ELASTIC_NET.read(options);
  return elasticNet({ alpha: scaled(alpha, 2), mix: l1Ratio });
}

/** Options of `fromGlmnet`. */
const FROM_GLMNET = record("fromGlmnet", {
  /** The strength: our alpha. */
  lambda: strength(),
  /** The mixture: 1 is the lasso, 0 is ridge; our mix. */
  alpha: share(),
  /**
   * Standard deviation of y, dividing by n, as glmnet saw it; above 0. Default 1: y was standardized. It matters only
   * where alpha < 1.
   */
  targetDeviation: optional(number(Number.MIN_VALUE, Infinity), 1),
});

export type GlmnetStrength = OptionsOf<typeof FROM_GLMNET>;

/**
 * For family "gaussian", from 1/(2n) * sum (y - Xw)^2 + lambda * (alpha * sum |w| + (1 - alpha)/2 * sum w^2): with
 * `meanSquaredError`, `elasticNet` with 2 * lambda and mix = alpha (twice their objective). Friedman, Hastie &
 * Tibshirani 2010; glmnet 4.1.
 *
 * glmnet divides y by its standard deviation s first, and lambda too. So its ridge part is really lambda/s * (1 - alpha)/2 *
 * sum w^2 in units of y: give s as `targetDeviation` unless it is 1. glmnet also standardizes the columns of X (with n, not
 * n - 1) unless told not to: train on such columns here.
 *
 * For families "binomial" and "multinomial" there is no factor: `elasticNet({ alpha: lambda, mix: alpha })` with our
 * cross-entropies.
 * @throws RangeError with code OCCAM_OPTION when lambda < 0, alpha is outside [0, 1] or targetDeviation is not above 0.
 */
export function fromGlmnet(options: GlmnetStrength): Penalty {
  const { lambda, alpha, targetDeviation } = FROM_GLMNET.read(options);
  /** How much the penalty counts, of which alpha is the L1 part. */
  const total = (mix: number) => mix + (1 - mix) / targetDeviation;
  return elasticNet({
    alpha: combined(
      [
        ["fromGlmnet.lambda", lambda],
        ["fromGlmnet.alpha", alpha],
      ],
      (strength, mix) => 2 * strength * total(mix),
    ),
    mix: combined([["fromGlmnet.alpha", alpha]], (mix) => mix / total(mix)),
  });
}

function scaled(sweep: Sweep, factor: number): Sweep {
  return typeof sweep === "number" ? sweep * factor : sweep.map((value) => value * factor);
}

/** `f` of each replica's numbers: one number where all have one. */
function combined(
  sweeps: readonly (readonly [name: string, sweep: Sweep])[],
  f: (...values: number[]) => number,
): Sweep {
  const replicaCount = replicaCountOf(sweeps);
  const values = Array.from({ length: replicaCount }, (_, i) => f(...sweeps.map(([, sweep]) => sweepAt(sweep, i))));
  return sweeps.every(([, sweep]) => typeof sweep === "number") ? (values[0] as number) : values;
}
