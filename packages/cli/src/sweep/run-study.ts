/** Searching a study's space: settings of one shape train in one graph, groups side by side. */
import {
  type Fold,
  PRUNERS,
  type Pruner,
  type Resource,
  type Runtime,
  SAMPLERS,
  type Sampler,
  type SearchBudget,
  type SpaceValues,
  search,
  type TrialRecord,
} from "@occam/core";
import { networkPlan, PLAIN, type Sizes } from "../fit/network-plan.ts";
import { LOSSES, outputsOf } from "../fit/scores.ts";
import type { Examples } from "../fit/train-candidates.ts";
import type { Understanding } from "../fit/understanding.ts";
import { configure } from "../settings/configuration.ts";
import type { Study } from "./study.ts";

export interface StudyRun {
  readonly study: Study;
  readonly known: Understanding;
  readonly examples: Examples;
  readonly folds: readonly Fold[];
  readonly sizes: Sizes;
  readonly budget: SearchBudget;
  readonly runtimes: readonly [Runtime, ...Runtime[]];
  readonly finished: readonly TrialRecord[];
  readonly onTrial: (trial: TrialRecord) => Promise<void>;
  readonly onEpoch: (epoch: number, running: number) => void;
  readonly signal: AbortSignal;
}

/** The first rung of a pruner is the last one over this, or one epoch. */
const RUNG_SPAN = 27;

export function runStudy(run: StudyRun): Promise<readonly TrialRecord[]> {
  const { study, known, examples, sizes } = run;
  const widths = { inputs: examples.x.shape[1] as number, outputs: outputsOf(known) };
  const configured = (values: SpaceValues) => configure(values, { shape: sizes.shape, strengths: PLAIN });
  return search({
    space: study.space,
    build: (settings) => {
      const all = settings.map(configured);
      const { shape } = all[0] as (typeof all)[number];
      const { model, options } = networkPlan(
        shape,
        all.map(({ strengths }) => strengths),
        widths,
        Object.keys(study.space),
      );
      return {
        model,
        options: { ...options, loss: LOSSES[known.task], earlyStopping: { patience: sizes.patience } },
      };
    },
    shapeOf: (values) => {
      const { units, activation, batchSize } = configured(values).shape;
      return `${units.join("-")} ${activation} ${batchSize}`;
    },
    examples,
    folds: run.folds,
    seeds: [study.seed],
    seed: study.seed,
    sampler: SAMPLERS.find(({ name }) => name === study.sampler) as Sampler,
    pruner: prunerFor(study),
    budget: run.budget,
    runtimes: run.runtimes,
    finished: run.finished,
    onTrial: run.onTrial,
    onEpoch: run.onEpoch,
    signal: run.signal,
  });
}

function prunerFor({ pruner, epochs }: Study): Pruner {
  const resource: Resource = { maxEpochs: epochs, minEpochs: Math.max(1, Math.floor(epochs / RUNG_SPAN)) };
  return PRUNERS.map((make) => make(resource)).find(({ name }) => name === pruner) as Pruner;
}
