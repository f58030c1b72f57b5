/** A search over a space of settings for a table, in folds. */
import type { Fold } from "../data/fold.ts";
import { count, given, oneOf, optional } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { parameterImportances } from "../selection/importances.ts";
import { PRUNERS, type Pruner, type Resource } from "../selection/pruners/index.ts";
import { SAMPLERS, type Sampler } from "../selection/samplers/index.ts";
import { search } from "../selection/search.ts";
import { type FoldExamples, SEARCH, type TrialRecord } from "../selection/search-options.ts";
import type { Space } from "../selection/space/index.ts";
import { square } from "../tensor/elementary.ts";
import { defaultSpace, toSpace } from "./settings/default-space.ts";
import { SETTINGS } from "./settings/index.ts";
import { networkPlan } from "./settings/network-plan.ts";
import { usualEpochs } from "./settings/records/epochs.ts";
import type { Setting, TableSize } from "./settings/setting.ts";
import { graphKey, inForce, type SettingValues } from "./settings/values.ts";
import { type OpenedTable, openTable } from "./stages/open-table.ts";
import { examplesOf, prepare, type RowExamples } from "./stages/prepare.ts";
import { toRuntimes } from "./stages/runtimes.ts";
import type { SearchResult, SearchTrial } from "./stages/search-result.ts";
import { type DealtFolds, dealFolds } from "./table/deal-folds.ts";
import type { TableInput } from "./table/to-table.ts";
import type { Understanding } from "./table/understand.ts";
import { TABLE_FIELDS } from "./table-fields.ts";
import { VERSION } from "./version.ts";

const { runtime, onProgress, signal, ...FIELDS_OF_DESIGN } = TABLE_FIELDS;

/** Options of `designSearch`. */
const DESIGN_SEARCH = record("designSearch", {
  ...FIELDS_OF_DESIGN,
  /**
   * JSON of what may vary. Default: every setting that has a domain; of the library's l1, l2, dropout, inputNoise, weightDecay and
   * labelSmoothing (classification), each off or on with a strength, the learning rate and hidden layers.
   */
  space: given<unknown>(),
  /** Default 3, or as many as the rarest class has rows. */
  folds: optional(count(2)),
  /** Name of what suggests settings. Default "tpe". */
  sampler: optional(oneOf(SAMPLERS.map(({ name }) => name)), "tpe"),
  /** Name of what stops trials that will not win. Default "hyperband". */
  pruner: optional(oneOf(prunersOf({ maxEpochs: 1 }).map(({ name }) => name)), "hyperband"),
  /** Decides test rows, folds, suggestions and trainings. Default 0. */
  seed: optional(count(0), 0),
  /** Passes over the training rows of a trial, at most. Default: by the number of rows. */
  epochs: optional(count()),
});

export type SearchDesignOptions = OptionsOf<typeof DESIGN_SEARCH>;

/** Everything that decides the trials of a search, before the first. */
export interface SearchDesign {
  readonly opened: OpenedTable;
  readonly space: Space;
  readonly dealt: DealtFolds;
  readonly seed: number;
  readonly sampler: Sampler;
  readonly pruner: Pruner;
  /** A trial trains no longer. */
  readonly epochs: number;
  readonly settings: readonly Setting[];
  readonly size: TableSize;
}

/** Options of `runSearch`. */
const RUN_SEARCH = record("runSearch", {
  runtime,
  /** Default 48 trials. */
  budget: optional(SEARCH.fields.budget, { trials: 48 }),
  /** Trials of an earlier part of the search. */
  finished: SEARCH.fields.finished,
  /** Called for each trial as it ends: what is kept of it is there when the search goes on. */
  onTrial: SEARCH.fields.onTrial,
  onProgress,
  signal,
});

export type SearchRunOptions = OptionsOf<typeof RUN_SEARCH>;

/** Options of `searchTable`. */
const SEARCH_TABLE = record("searchTable", { ...DESIGN_SEARCH.fields, ...RUN_SEARCH.fields });

export type SearchTableOptions = OptionsOf<typeof SEARCH_TABLE>;

export interface TableSearch {
  readonly result: SearchResult;
  readonly trials: readonly TrialRecord[];
}

const USUAL_FOLDS = 3;
/** The first rung of a pruner is the last one over this, or one epoch. */
const RUNG_SPAN = 27;

/**
 * Searches settings for a table: each trial is trained in folds of the rows that are not test.
 * @throws as `designSearch` and `search`.
 */
export function searchTable(input: TableInput, options: SearchTableOptions): Promise<TableSearch> {
  const { runtime, budget, finished, onTrial, onProgress, signal, ...design } = SEARCH_TABLE.read(options);
  return runSearch(designSearch(input, design), { runtime, budget, finished, onTrial, onProgress, signal });
}

/**
 * @throws Error with code OCCAM_TABLE for a table that cannot be used so, RangeError with code OCCAM_OPTION for a space, sampler or
 * pruner that is none.
 */
export function designSearch(input: TableInput, options: SearchDesignOptions): SearchDesign {
  const read = DESIGN_SEARCH.read(options);
  const { seed, folds, settings = SETTINGS } = read;
  const opened = openTable(input, read);
  const { known, used } = opened;
  const dealt = dealFolds(known, used, { folds, usual: USUAL_FOLDS, repeats: 1, seed });
  const size: TableSize = { rowCount: dealt.folds[0]?.train.length ?? used.length, epochs: read.epochs };
  const epochs = usualEpochs(size);
  const resource: Resource = { maxEpochs: epochs, minEpochs: Math.max(1, Math.floor(epochs / RUNG_SPAN)) };
  return {
    opened,
    space:
      read.space === undefined
        ? defaultSpace(settings, known.task, size)
        : toSpace(read.space, "space", settings, known.task),
    dealt,
    seed,
    // The record has checked that there is one of each.
    sampler: SAMPLERS.find(({ name }) => name === read.sampler) as Sampler,
    pruner: prunersOf(resource).find(({ name }) => name === read.pruner) as Pruner,
    epochs,
    settings,
    size,
  };
}

/** Trains the trials that are missing, and says what was found. */
export async function runSearch(design: SearchDesign, options: SearchRunOptions): Promise<TableSearch> {
  const { finished, budget, onTrial, onProgress, signal, ...read } = RUN_SEARCH.read(options);
  const { opened, settings, size, space } = design;
  const { known } = opened;
  const runtimes = toRuntimes(read.runtime);
  const folds = await foldsOf(design, runtimes[0]);
  const networkOf = (values: SettingValues) => inForce(settings, values, size);
  let ended = finished.length;
  onProgress?.({ stage: "searching", ...progressFacts(design), finished: ended });
  const trials = await search({
    space,
    folds,
    build: (all, fold) => {
      const { model, options: training } = networkPlan(
        settings,
        all.map(networkOf),
        widthsOf(known, folds[fold] as TableFold),
        Object.keys(space),
      );
      return { model, options: { ...training, loss: known.task.loss } };
    },
    shapeOf: (values) => graphKey(networkOf(values)),
    seeds: [design.seed],
    seed: design.seed,
    sampler: design.sampler,
    pruner: design.pruner,
    budget,
    runtimes,
    finished,
    onTrial: async (trial) => {
      await onTrial?.(trial);
      ended += 1;
    },
    onEpoch: (epoch, running) => {
      const share = budget.trials === undefined ? epoch / design.epochs : ended / budget.trials;
      onProgress?.({ stage: "trying", share, epoch, running, ended, trials: budget.trials });
    },
    signal,
  });
  return { trials, result: toResult(design, trials, finished.length) };
}

/** The lowest loss among trials that trained to the end; where none did, among all. */
export function bestTrial(trials: readonly TrialRecord[]): TrialRecord {
  const complete = trials.filter(({ state }) => state === "complete");
  const [first, ...rest] = complete.length > 0 ? complete : trials;
  return rest.reduce((best, trial) => (trial.loss < best.loss ? trial : best), first as TrialRecord);
}

type TableFold = FoldExamples & { readonly examples: RowExamples };

/** Each fold with what it learnt of the columns on its own training rows. */
function foldsOf({ opened, dealt }: SearchDesign, runtime: Runtime): Promise<readonly TableFold[]> {
  const { known } = opened;
  return Promise.all(
    dealt.folds.map(async ({ train, validation }: Fold): Promise<TableFold> => {
      const preparation = prepare(known, train);
      return {
        examples: await examplesOf(runtime, known, preparation, train),
        validation: await examplesOf(runtime, known, preparation, validation),
        lossScale: square(preparation.targetScale.deviation),
      };
    }),
  );
}

function widthsOf({ task, target }: Understanding, { examples }: TableFold) {
  return { columns: examples.columns, outputs: task.outputCount(target) };
}

function prunersOf(resource: Resource): readonly Pruner[] {
  return PRUNERS.map((make) => make(resource));
}

function progressFacts({ opened: { known, used, test }, dealt }: SearchDesign) {
  return {
    task: known.task.name,
    target: known.target.name,
    rows: { used: used.length, test: test.length },
    folds: dealt.count,
  };
}

function toResult(design: SearchDesign, trials: readonly TrialRecord[], resumed: number): SearchResult {
  const { opened, dealt, seed, sampler, pruner, space } = design;
  const { known, used, test } = opened;
  const { name: metric, reduce, standardError } = known.task.deciding;
  const toTrial = (trial: TrialRecord): SearchTrial => ({
    id: trialId(trial),
    state: trial.state,
    values: trial.values,
    validation: { [metric]: reduce(trial.loss), se: standardError(trial.standardError, trial.loss) },
    epochs: trial.keptEpochs,
    seconds: trial.seconds,
  });
  const { state: _, seconds: _seconds, ...best } = toTrial(bestTrial(trials));
  return {
    occam: VERSION,
    command: "sweep",
    task: known.task.name,
    target: known.target.name,
    data: { rows: { used: used.length, test: test.length } },
    metric,
    folds: dealt.count,
    seed,
    sampler: sampler.name,
    pruner: pruner.name,
    trials: trials.map(toTrial),
    best,
    importances: Object.fromEntries(
      parameterImportances({ space, trials }).map(({ parameter, share }) => [parameter, share ?? Number.NaN]),
    ),
    resumed,
  };
}

/** "t7": a trial's name in logs and results. */
export function trialId({ index }: Pick<TrialRecord, "index">): string {
  return `t${index}`;
}
