import type { Fold } from "../data/fold.ts";
import { kFold } from "../data/k-fold.ts";
import { describe, optionError, requireRange } from "../errors.ts";
import type { Model } from "../layers/model.ts";
import { kernelOf } from "../layers/wiring.ts";
import { toLoss } from "../losses/index.ts";
import { count, flag, given, needed, number, optional } from "../options/field.ts";
import { type OptionsOf, type Read, record } from "../options/record.ts";
import type { Sweep } from "../options/sweep.ts";
import { isStructured } from "../regularizers/penalty.ts";
import type { Regularizer } from "../regularizers/regularizer.ts";
import { mean } from "../statistics/mean.ts";
import { pow } from "../tensor/elementary.ts";
import type { ParameterMap } from "../training/cohort/trainee.ts";
import { classIndices } from "../training/examples/class-indices.ts";
import { exampleWeightsOf } from "../training/examples/example-weights.ts";
import { fitReplicas, type Run } from "../training/fit.ts";
import { prepareExamples } from "../training/prepare-examples.ts";
import { type Examples, FIT_FIELDS, REPLICA_FIELDS } from "../training/recipe/fit-options.ts";
import { crossValidate, type ValidatedCandidate } from "./cross-validate.ts";
import { largestAlpha } from "./largest-alpha.ts";
import { PATH_PENALTIES } from "./path-penalties.ts";
import { oneStandardErrorRule, type Rule, type RuleChoice } from "./rules/index.ts";
import { type WeightFacts, weightFacts } from "./weight-facts.ts";

const { validation: _validation, ...TRAINING_FIELDS } = FIT_FIELDS;

/** Options of `alphaPath`. */
const ALPHA_PATH = record("alphaPath", {
  ...TRAINING_FIELDS,
  /**
   * "l1", "l2", "elasticNet" (mix 0.5), "groupLasso", or a penalty for a strength; on every kernel, besides `regularizer`.
   * Left out where the model itself is made for the strengths.
   */
  penalty: given<string | ((alpha: Sweep) => Regularizer)>(),
  /** Strengths, ascending, at least 0. Default: `count` of them on a log scale. */
  alphas: given<readonly number[]>(requireAlphas),
  /** Default 32. */
  count: optional(count(2), 32),
  /** Smallest over largest default strength, in (0, 1). Default 0.001. */
  ratio: optional(number(Number.MIN_VALUE, 1 - Number.EPSILON), 1e-3),
  /** Folds, or how many to deal at random (classes kept in proportion). Default 5. */
  folds: optional(needed<readonly Fold[] | number>(), 5),
  /** Each fold is trained once with each. Default: `seed`. */
  seeds: given<readonly number[]>(),
  /** How often the given folds were dealt anew. Default 1. */
  repeats: optional(count(), 1),
  /** What chooses the strength. Default oneStandardErrorRule. */
  rule: given<Rule>(),
  /**
   * Start every strength from the weights of the next smaller one, from dense to sparse, instead of all from the same start:
   * the strengths are then trained one after another. Default false.
   */
  warmStart: optional(flag(), false),
  maxReplicas: REPLICA_FIELDS.maxReplicas,
});

export type AlphaPathOptions = OptionsOf<typeof ALPHA_PATH>;

/** The options with their defaults, each checked by itself. */
type ReadPath = Read<typeof ALPHA_PATH.fields>;

/** One strength on a path. */
export interface AlphaPoint extends WeightFacts {
  readonly alpha: number;
  /** Mean training loss over folds and seeds. */
  readonly trainLoss: number;
  readonly validation: {
    readonly loss: number;
    /** Over folds; NaN for a single one. */
    readonly standardError: number;
    /** Of each fold, the mean over its seeds. */
    readonly losses: Float64Array;
  };
  /** The penalty of the network that is trained on all rows: alpha times `radius`. */
  readonly penalty: number;
  /**
   * The penalty at alpha 1 of that network: the radius s for which "least loss with penalty at alpha 1 of at most s" has the
   * same solution (for convex problems). Not a number at alpha 0, and where the penalty has parts of its own strength.
   */
  readonly radius: number;
  /** Epochs of the network that is trained on all rows. */
  readonly epochs: number;
}

export interface AlphaPath extends RuleChoice {
  readonly points: readonly AlphaPoint[];
  /** The rule that chose. */
  readonly rule: string;
  /** The networks trained on all rows, one a strength, with the numbers of epochs that the folds kept. */
  readonly runs: readonly Run[];
  /** The networks of the folds: runs fold by fold, seed after seed, for each strength. */
  readonly foldRuns: readonly (readonly Run[])[];
}

/**
 * The whole regularization path: every strength on every fold with every seed, and on all rows, as replicas of one batched
 * graph for all folds and one for the refits. `model` is the network, or a function that makes it for the strengths
 * (dropout rates, say). Facts of weights are those of the networks trained on all rows.
 * @throws RangeError with code OCCAM_OPTION for strengths that are negative or not ascending and other options out of range;
 * otherwise as `crossValidate`.
 */
export async function alphaPath(
  model: Model | ((alphas: Sweep) => Model),
  examples: Examples,
  options: AlphaPathOptions,
): Promise<AlphaPath> {
  const read = ALPHA_PATH.read(options);
  const { rule = oneStandardErrorRule, seed, seeds = [seed], repeats } = read;
  const modelFor = typeof model === "function" ? model : () => model;
  const alphas = read.alphas ?? (await defaultAlphas(modelFor([0, 0]), examples, read));
  const folds = typeof read.folds === "object" ? read.folds : dealFolds(modelFor(0), examples, read.folds, read);
  const walk: Walk = { modelFor, examples, options: read, folds, seeds };
  const trained = read.warmStart ? await walkWarm(walk, alphas) : await walkTogether(walk, alphas);
  const choice = rule.choose({
    repeats,
    points: trained.map(({ alpha, validated }) => ({ strength: alpha, losses: validated.losses })),
  });
  return {
    ...choice,
    rule: rule.name,
    points: await Promise.all(trained.map((each) => pointOf(each, examples))),
    runs: trained.map(({ refit }) => refit),
    foldRuns: trained.map(({ validated }) => validated.runs),
  };
}

interface Walk {
  readonly modelFor: (alphas: Sweep) => Model;
  readonly examples: Examples;
  readonly options: ReadPath;
  readonly folds: readonly Fold[];
  readonly seeds: readonly number[];
}

interface TrainedAlpha {
  readonly alpha: number;
  readonly validated: ValidatedCandidate;
  readonly refit: Run;
}

/** All strengths at once. */
async function walkTogether(walk: Walk, alphas: readonly number[]): Promise<readonly TrainedAlpha[]> {
  const { validated, refits } = await trainStrengths(walk, alphas, undefined);
  return alphas.map((alpha, i) => ({
    alpha,
    validated: validated[i] as ValidatedCandidate,
    refit: refits[i] as Run,
  }));
}

/** One strength after another, each from the weights before. */
async function walkWarm(walk: Walk, alphas: readonly number[]): Promise<readonly TrainedAlpha[]> {
  const path: TrainedAlpha[] = [];
  for (const alpha of alphas) {
    const before = path.at(-1);
    const start = before && {
      folds: before.validated.runs.map(({ parameters }) => parameters),
      all: before.refit.parameters,
    };
    const { validated, refits } = await trainStrengths(walk, [alpha], start);
    path.push({ alpha, validated: validated[0] as ValidatedCandidate, refit: refits[0] as Run });
  }
  return path;
}

async function trainStrengths(
  { modelFor, examples, options, folds, seeds }: Walk,
  alphas: readonly number[],
  start: { readonly folds: readonly ParameterMap[]; readonly all: ParameterMap } | undefined,
) {
  const training = trainingOptions(options, alphas);
  // One model for both: runs belong to it.
  const model = modelFor(alphas);
  const validated = await crossValidate(model, examples, {
    ...training,
    folds,
    seeds,
    ...(start && { initialParameterSets: start.folds }),
  });
  const epochs = validated.map((candidate) => Math.max(1, Math.round(candidate.epochs)));
  const { earlyStopping: _, ...untilTheEnd } = training;
  const refits = await fitReplicas(model, examples, {
    ...untilTheEnd,
    // Each ends after its own number of epochs, and its schedules with it.
    epochs,
    seed: seeds[0] as number,
    // A sweep of one strength is no sweep to the model.
    candidates: alphas.map((_, i) => i),
    ...(start && { initialParameters: start.all }),
  });
  return { validated, refits };
}

/** What a fit takes of the options, the penalty among it. */
function trainingOptions(options: ReadPath, alphas: readonly number[]) {
  const { penalty, alphas: _, count, ratio, folds, seed, seeds, repeats, rule, warmStart, ...training } = options;
  const added = penalty === undefined ? [] : [penaltyOf(penalty)(alphas)];
  return { ...training, regularizer: [...added, training.regularizer ?? []].flat() };
}

function penaltyOf(penalty: string | ((alpha: Sweep) => Regularizer)): (alpha: Sweep) => Regularizer {
  if (typeof penalty === "function") return penalty;
  const found = PATH_PENALTIES.find(({ name }) => name === penalty);
  if (found !== undefined) return found.make;
  throw optionError({
    where: "alphaPath.penalty",
    expected: `one of ${PATH_PENALTIES.map(({ name }) => name).join(", ")}, or a function`,
    received: describe(penalty),
  });
}

/** `count` strengths from largest * ratio to largest, even in their logarithms. */
async function defaultAlphas(model: Model, examples: Examples, options: ReadPath): Promise<readonly number[]> {
  const { count, ratio, penalty, runtime } = options;
  if (penalty === undefined) {
    throw optionError({
      where: "alphaPath.alphas",
      expected: "strengths, as there is no penalty whose scale is known",
      received: "none",
    });
  }
  const loss = toLoss(options.loss);
  const prepared = prepareExamples(model, loss, examples, "alphaPath");
  const { x, targets } = prepared;
  const weights = exampleWeightsOf(prepared, loss, options, undefined)(0);
  const reach = PATH_PENALTIES.find(({ name }) => name === penalty)?.reach ?? 1;
  const factors = [penaltyOf(penalty)(0)]
    .flat()
    .filter(isStructured)
    .find((each) => each.factors)?.factors;
  const largest =
    reach * (await largestAlpha(runtime, x, targets, loss, { weights, hasBias: hasOutputBias(model), factors }));
  return Array.from({ length: count }, (_, i) => largest * pow(ratio, 1 - i / (count - 1)));
}

/** Whether a network without any weight still has a constant to give. */
function hasOutputBias({ layers }: Model): boolean {
  const last = layers.findLast((layer) => kernelOf(layer) !== undefined);
  return last === undefined || last.parameters.some(({ role }) => role === "bias");
}

function requireAlphas(where: string, alphas: readonly number[]): void {
  alphas.forEach((alpha, i) => {
    requireRange(`${where}[${i}]`, alpha, 0, Infinity);
    const before = alphas[i - 1];
    if (before === undefined || before < alpha) return;
    throw optionError({ where: `${where}[${i}]`, expected: `more than ${before} before it`, received: `${alpha}` });
  });
  if (alphas.length === 0) throw optionError({ where, expected: "at least one", received: "none" });
}

/** Folds at random; of a classification they keep the proportions of the classes. */
function dealFolds(model: Model, { x, y }: Examples, folds: number, options: ReadPath): readonly Fold[] {
  const { seed } = options;
  const loss = toLoss(options.loss);
  const { targets } = prepareExamples(model, loss, { x, y }, "alphaPath");
  const rowCount = targets.shape[0] as number;
  const stratify = classIndices(targets, loss);
  return kFold({ rowCount, folds, seed, ...(stratify && { stratify }) });
}

async function pointOf({ alpha, validated, refit }: TrainedAlpha, examples: Examples): Promise<AlphaPoint> {
  const penalty = refit.history.at(-1)?.penalty ?? (await refit.evaluate(examples)).penalty;
  return {
    alpha,
    trainLoss: mean(validated.trainLosses),
    validation: { loss: validated.mean, standardError: validated.standardError, losses: validated.losses },
    penalty,
    radius: alpha === 0 ? Number.NaN : penalty / alpha,
    epochs: refit.keptEpoch,
    ...weightFacts(refit.model, refit.parameters),
  };
}
