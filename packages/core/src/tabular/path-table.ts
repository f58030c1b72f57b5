/** One kind of regularization turned up over folds, and its strength chosen. */

import type { Preprocessing } from "../data/preprocessing.ts";
import { featureColumns } from "../data/preprocessing-graph.ts";
import { count, flag, given, oneOf, optional, text } from "../options/field.ts";
import { type OptionsOf, type Read, record } from "../options/record.ts";
import { oneStandardErrorRule, RULES, type Rule, type RuleChoice, type RuleInput } from "../selection/rules/index.ts";
import { weightFacts } from "../selection/weight-facts.ts";
import { mean } from "../statistics/mean.ts";
import { standardError } from "../statistics/variance.ts";
import type { Run } from "../training/fit.ts";
import { SETTINGS } from "./settings/index.ts";
import { hasPenalty } from "./settings/network-plan.ts";
import { usualBatchSize } from "./settings/records/batch-size.ts";
import { usualEpochs } from "./settings/records/epochs.ts";
import { pathScale, type Setting, type TableSize } from "./settings/setting.ts";
import { completeValues, type InForce, inForce } from "./settings/values.ts";
import { conclusionInMetric, reasonInMetric, type ToldPath } from "./stages/in-metric.ts";
import { type OpenedTable, openTable } from "./stages/open-table.ts";
import type { PathPointResult, PathResult } from "./stages/path-result.ts";
import { examplesOf, type Preparation, prepare, type RowExamples } from "./stages/prepare.ts";
import { refit } from "./stages/refit.ts";
import { type Runtimes, toRuntimes } from "./stages/runtimes.ts";
import {
  isFalling,
  type PathSetting,
  requirePathSetting,
  requireStrengths,
  usualStrengths,
} from "./stages/strengths.ts";
import { droppedColumns } from "./stages/table-notes.ts";
import type { ParameterMap } from "./stages/train.ts";
import { type Validated, validate } from "./stages/validate.ts";
import { type DealtFolds, dealFolds } from "./table/deal-folds.ts";
import type { TableInput } from "./table/to-table.ts";
import type { Understanding } from "./table/understand.ts";
import { TABLE_FIELDS } from "./table-fields.ts";
import { VERSION } from "./version.ts";

/** Options of `pathTable`. */
const PATH_TABLE = record("pathTable", {
  ...TABLE_FIELDS,
  /** The setting that is turned up, for example "l1" or "dropout". */
  penalty: text(),
  /** Its strengths, from the least to the most regularized. Default: `count` of them on the setting's own scale. */
  alphas: given<readonly number[]>(),
  /** Default 24. */
  count: optional(count(2), 24),
  /** Default 5, or as many as the rarest class has rows. */
  folds: optional(count(2)),
  /** How often the folds are dealt anew. Default 1. */
  repeats: optional(count(), 1),
  /** How many seeds, counted from `seed`, each fold is trained with. Default 1. */
  seeds: optional(count(), 1),
  /** Decides test rows, folds, initial weights, shuffles and masks. Default 0. */
  seed: optional(count(0), 0),
  /** Passes over the training rows. Default: by the number of rows, at most 100. */
  epochs: optional(count()),
  /** Name of the rule that chooses. Default "oneStandardError". */
  rule: optional(oneOf(RULES.map(({ name }) => name)), oneStandardErrorRule.name),
  /** Start each strength from the weights of the one before. Default false. */
  warmStart: optional(flag(), false),
});

export type PathTableOptions = OptionsOf<typeof PATH_TABLE>;

/** The options with their defaults, each checked by itself. */
type ReadPath = Read<typeof PATH_TABLE.fields>;

export interface TablePath {
  readonly result: PathResult;
  /** The networks trained on all rows that are not test, one a strength. */
  readonly runs: readonly Run[];
}

/** Enough for weights to settle at zero; every network trains to the end, so that the strength alone sets it apart. */
const PATH_EPOCHS = 100;
/** A weight moves by a few times the learning rate of a thousandth at a step: fewer steps bring none of them to zero. */
const PATH_STEPS = 1_000;

/**
 * The whole path: every strength on every fold with every seed, then on all rows that are not test, and the rule's choice.
 * @throws Error with code OCCAM_TABLE for a table that cannot be used so, RangeError with code OCCAM_OPTION for a bad option,
 * Error with code OCCAM_ABORTED when `signal` says stop.
 */
export async function pathTable(input: TableInput, options: PathTableOptions): Promise<TablePath> {
  const read = PATH_TABLE.read(options);
  const { warmStart, onProgress } = read;
  // The record has checked that there is one.
  const rule = RULES.find(({ name }) => name === read.rule) as Rule;
  const opened = openTable(input, read);
  const walk = await plannedWalk(opened, read);
  onProgress?.({
    stage: "walking",
    task: opened.known.task.name,
    target: opened.known.target.name,
    rows: { used: opened.used.length, test: opened.test.length },
    folds: walk.dealt.count,
    networks: walk.alphas.length * (walk.dealt.folds.length * walk.seeds.length + 1),
    warmStart,
  });
  const trained = warmStart ? await walkWarm(walk) : await trainStrengths(walk, walk.alphas);
  const choices = chooseBy(rule, walk, trained);
  return { result: toResult(opened, walk, trained, choices), runs: trained.map(({ run }) => run) };
}

interface Walk {
  readonly known: Understanding;
  readonly setting: PathSetting;
  readonly settings: readonly Setting[];
  readonly size: TableSize;
  readonly alphas: readonly number[];
  readonly dealt: DealtFolds;
  readonly seeds: readonly number[];
  readonly epochs: number;
  /** Of all rows that are not test. */
  readonly preparation: Preparation;
  readonly examples: RowExamples;
  readonly runtimes: Runtimes;
  readonly options: ReadPath;
}

async function plannedWalk({ known, used }: OpenedTable, options: ReadPath): Promise<Walk> {
  const { seed, seeds, repeats, folds, count, settings = SETTINGS, runtime } = options;
  const setting = requirePathSetting(options.penalty, settings, known);
  if (options.alphas !== undefined) requireStrengths(setting, options.alphas);
  const dealt = dealFolds(known, used, { folds, repeats, seed });
  const size: TableSize = { rowCount: dealt.folds[0]?.train.length ?? used.length, epochs: options.epochs };
  const runtimes = toRuntimes(runtime);
  const preparation = prepare(known, used);
  const examples = await examplesOf(runtimes[0], known, preparation, used);
  return {
    known,
    setting,
    settings,
    size,
    alphas: options.alphas ?? (await usualStrengths(setting, count, { runtime: runtimes[0], known, examples })),
    dealt,
    seeds: Array.from({ length: seeds }, (_, i) => seed + i),
    epochs: options.epochs ?? pathEpochs(size),
    preparation,
    examples,
    runtimes,
    options,
  };
}

function pathEpochs(size: TableSize): number {
  const stepsPerEpoch = Math.ceil(size.rowCount / usualBatchSize(size));
  return Math.max(Math.min(PATH_EPOCHS, usualEpochs(size)), Math.ceil(PATH_STEPS / stepsPerEpoch));
}

interface TrainedStrength {
  readonly alpha: number;
  readonly validated: Validated;
  /** Trained on all rows that are not test. */
  readonly run: Run;
}

/** One strength after another, each from the weights before. */
async function walkWarm(walk: Walk): Promise<readonly TrainedStrength[]> {
  const path: TrainedStrength[] = [];
  for (const alpha of walk.alphas) path.push(...(await trainStrengths(walk, [alpha], path)));
  return path;
}

/** `path`: the strengths that are trained already; the last gives the starting weights. */
async function trainStrengths(
  walk: Walk,
  alphas: readonly number[],
  path: readonly TrainedStrength[] = [],
): Promise<readonly TrainedStrength[]> {
  const { dealt, seeds, runtimes, examples, options } = walk;
  const before = path.at(-1);
  const wholeShare = (share: number) => (path.length + share * alphas.length) / walk.alphas.length;
  const networks = alphas.map((alpha) => networkAt(walk, alpha));
  const startOf = before && ((fold: number) => parametersOf(before.validated.runs, fold, seeds.length));
  const plan = { ...walk, networks, signal: options.signal };
  const validated = await validate({
    ...plan,
    folds: dealt.folds,
    foldCount: dealt.count,
    ...(startOf && { startOf }),
    onEpoch: (share, running) => options.onProgress?.({ stage: "validating", share: wholeShare(share), running }),
  });
  const runs = await refit({
    ...plan,
    runtime: runtimes[0],
    seed: seeds[0] as number,
    epochs: validated.map(({ epochs }) => epochs),
    train: examples,
    ...(before && { start: [before.run.parameters] }),
  });
  return alphas.map((alpha, i) => ({ alpha, validated: validated[i] as Validated, run: runs[i] as Run }));
}

function networkAt({ settings, setting, size }: Walk, alpha: number): readonly InForce[] {
  return inForce(settings, { [setting.options.name]: alpha, earlyStopping: null }, size);
}

function parametersOf(runs: readonly Run[], fold: number, seedCount: number): readonly ParameterMap[] {
  return runs.slice(fold * seedCount, (fold + 1) * seedCount).map(({ parameters }) => parameters);
}

/** Larger is more regularized. */
function strengthOf(setting: PathSetting, alpha: number): number {
  return isFalling(setting) ? -alpha : alpha;
}

interface Choices {
  readonly rule: Rule;
  readonly choice: RuleChoice;
  /** Of the one-standard-error rule, whichever rule chooses. */
  readonly classic: RuleChoice;
}

function chooseBy(rule: Rule, { setting, dealt }: Walk, trained: readonly TrainedStrength[]): Choices {
  const input: RuleInput = {
    repeats: dealt.repeats,
    points: trained.map(({ alpha, validated }) => ({
      strength: strengthOf(setting, alpha),
      losses: validated.foldLosses,
    })),
  };
  const classic = oneStandardErrorRule.choose(input);
  return { rule, classic, choice: rule === oneStandardErrorRule ? classic : rule.choose(input) };
}

function toResult(
  { known, used, test }: OpenedTable,
  walk: Walk,
  trained: readonly TrainedStrength[],
  { rule, choice, classic }: Choices,
): PathResult {
  const { task, target } = known;
  const { setting, dealt, seeds, preparation, options } = walk;
  const { preprocessing } = preparation;
  const points = trained.map((each) => pointOf(walk, each));
  const alphaAt = (i: number) => (trained[i] as TrainedStrength).alpha;
  const best = (trained[choice.best] as TrainedStrength).validated.foldLosses;
  const told: ToldPath = { deciding: task.deciding, means: trained.map(({ validated }) => mean(validated.foldLosses)) };
  return {
    occam: VERSION,
    command: "path",
    task: task.name,
    target: target.name,
    ...(target.classes.length > 0 && { classes: target.classes }),
    metric: task.deciding.name,
    penalty: setting.options.name,
    option: setting.main,
    scale: pathScale(setting),
    falls: isFalling(setting),
    seeds,
    data: {
      rows: { used: used.length, test: test.length },
      columns: preprocessing.columns.map(({ name }) => name),
      dropped: droppedColumns(known, preprocessing),
    },
    settings: completeValues(walk.settings, networkAt(walk, alphaAt(choice.chosen))),
    folds: dealt.count,
    repeats: dealt.repeats,
    warmStart: options.warmStart,
    points,
    best: { alpha: alphaAt(choice.best) },
    // The error of one repeat: more repeats bring no new rows.
    oneSe: {
      alpha: alphaAt(classic.chosen),
      limit: task.deciding.reduce(mean(best) + (standardErrorOf(best, dealt.repeats) || 0)),
    },
    chosen: {
      alpha: alphaAt(choice.chosen),
      rule: rule.name,
      verdict: choice.conclusion.verdict,
      reason: reasonInMetric(told, choice.reason),
      conclusion: conclusionInMetric(told, choice.conclusion, choice.chosen),
    },
  };
}

/** sqrt(s^2 / folds) over all folds and repeats: more repeats make s certain, but bring no new rows. */
function standardErrorOf(losses: Float64Array, repeats: number): number {
  return standardError(losses) * Math.sqrt(repeats);
}

function pointOf(walk: Walk, { alpha, validated, run }: TrainedStrength): PathPointResult {
  const { task } = walk.known;
  const { preprocessing } = walk.preparation;
  const { foldLosses, trainLosses } = validated;
  const { activeUnits, units, activeInputs, ...facts } = weightFacts(run.model, run.parameters);
  const columns = featureColumns(preprocessing);
  const loss = mean(foldLosses);
  const penalty = hasPenalty(walk.settings, networkAt(walk, alpha))
    ? (run.history.at(-1)?.penalty ?? Number.NaN)
    : Number.NaN;
  return {
    alpha,
    train: { [task.deciding.name]: task.deciding.reduce(mean(trainLosses)) },
    validation: {
      [task.deciding.name]: task.deciding.reduce(loss),
      se: task.deciding.standardError(standardErrorOf(foldLosses, walk.dealt.repeats), loss),
    },
    ...facts,
    activeNeurons: activeUnits,
    neurons: units,
    inputs: preprocessing.columns
      .map(({ name }) => name)
      .filter((column) => columns.some((each, feature) => each === column && activeInputs[feature])),
    inputNorms: inputNorms(run, preprocessing),
    penalty,
    radius: alpha === 0 ? Number.NaN : penalty / alpha,
    epochs: run.keptEpoch,
  };
}

/** For each column the Euclidean norm of all first-layer weights that lead out of its features. */
export function inputNorms({ model, parameters }: Run, preprocessing: Preprocessing): readonly number[] {
  const kernel = model.parameters.find(({ role }) => role === "kernel");
  const { shape, data } = parameters.get(kernel?.name ?? "") ?? { shape: [0, 0], data: new Float32Array() };
  const width = shape[1] as number;
  const squares = new Map<string, number>();
  featureColumns(preprocessing).forEach((column, feature) => {
    const own = data.subarray(feature * width, (feature + 1) * width);
    squares.set(
      column,
      own.reduce((sum, w) => sum + w * w, squares.get(column) ?? 0),
    );
  });
  return preprocessing.columns.map(({ name }) => Math.sqrt(squares.get(name) ?? 0));
}
