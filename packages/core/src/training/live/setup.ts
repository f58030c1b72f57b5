/** A training's program, open in a runtime, with all that does not change from step to step. */
import { optionError } from "../../errors.ts";
import type { Model } from "../../layers/model.ts";
import { sweepAt } from "../../options/sweep.ts";
import { allAnswered } from "../../runtime/with-session.ts";
import type { Engine } from "../cohort/engine.ts";
import { type Evaluator, openEvaluator } from "../cohort/evaluator.ts";
import type { FeedPlan, Lane } from "../cohort/feed-plan.ts";
import { openCohort } from "../cohort/open-cohort.ts";
import { type CohortPlan, cohortsOf, isBatchable } from "../cohort/plan-cohorts.ts";
import { requireScheduled } from "../cohort/schedule-limits.ts";
import { startOf, startState } from "../cohort/starting-values.ts";
import { exampleWeightsOf } from "../examples/example-weights.ts";
import type { Prepared } from "../examples/prepared.ts";
import { prepareExamples } from "../prepare-examples.ts";
import { compileEvaluation, outputsFor, type WantedOutputs } from "../program/compile-evaluation.ts";
import { slotScale } from "../program/compile-training.ts";
import type { Examples } from "../recipe/fit-options.ts";
import { type Recipe, toRecipe } from "../recipe/recipe.ts";
import { namedState, type TrainingCheckpoint } from "./checkpoint.ts";
import { OPEN_TRAINING, type OpenTrainingOptions } from "./live-options.ts";

export interface Setup {
  readonly model: Model;
  readonly options: OpenTrainingOptions;
  readonly train: Prepared;
  readonly plan: FeedPlan;
  readonly engine: Engine;
  /** All replicas, in their order. */
  readonly lanes: readonly Lane[];
  /** What looks at features alone, opened when it is first asked for. */
  readonly predictions: () => Promise<Evaluator>;
  readonly activations: () => Promise<Evaluator>;
  readonly release: () => Promise<void>;
}

export async function openSetup(model: Model, examples: Examples, options: OpenTrainingOptions): Promise<Setup> {
  OPEN_TRAINING.read(options);
  const recipe = toRecipe(model, options);
  const train = prepareExamples(model, recipe.loss, examples, "training examples");
  const exampleWeights = exampleWeightsOf(train, recipe.loss, options, recipe.rows);
  const cohort = onlyCohort(model, recipe, train.x.shape[0] as number);
  requireScheduled(model, recipe, cohort);
  const { plan, engine } = await openCohort(model, { train, exampleWeights }, recipe, options, {
    cohort,
    wanted: { ...outputsFor(recipe.metrics, recipe.loss), predictions: true },
    learningRateOf: ({ candidate }) => sweepAt(recipe.optimizer.learningRate, candidate),
  });
  const opened: Evaluator[] = [];
  const open = async (wanted: WantedOutputs): Promise<Evaluator> => {
    const program = compileEvaluation(model, recipe, plan.program.packs, { replicaCount: cohort.size, wanted });
    const evaluator = await openEvaluator(options.runtime, program, engine.name);
    opened.push(evaluator);
    return evaluator;
  };
  const once = (wanted: WantedOutputs) => {
    let evaluator: Promise<Evaluator> | undefined;
    return () => {
      evaluator ??= open(wanted);
      return evaluator;
    };
  };
  return {
    model,
    options,
    train,
    plan,
    engine,
    lanes: recipe.candidates.map((candidate, replica) => ({ replica, candidate, startEpoch: 0 })),
    predictions: once({ losses: false, predictions: true, logits: false }),
    activations: once({ losses: false, predictions: false, logits: false, layers: true }),
    release: async () => void (await allAnswered([...opened, engine].map(({ release }) => release()))),
  };
}

/** All replicas train at one time, on one clock. */
function onlyCohort(model: Model, recipe: Recipe, exampleCount: number): CohortPlan {
  const { replicaCount } = recipe;
  if (replicaCount > 1 && !isBatchable(model)) {
    const layer = model.layers.find(({ isBatchable }) => isBatchable === false);
    throw optionError({
      where: "openTraining",
      expected: `one replica of a model with ${layer?.name}, whose layer has no form for several`,
      received: `${replicaCount}`,
      fix: "open a training for each",
    });
  }
  const [cohort, ...others] = cohortsOf(model, recipe, exampleCount, replicaCount) as [CohortPlan, ...CohortPlan[]];
  if (others.length === 0) return cohort;
  throw optionError({
    where: "openTraining.rows",
    expected: "as many batches of one size an epoch for each replica",
    received: "lists of other lengths",
    fix: "give all replicas equally many rows",
  });
}

/** Before the first step: drawn or given weights, slots of 0. */
export function startOfTraining({ model, options, plan, lanes }: Setup): TrainingCheckpoint {
  const { program, recipe } = plan;
  const starts = lanes.map(({ replica }) => startOf(model, recipe, options, replica));
  const tensors = startState(program, starts);
  const replicas = lanes.map(({ replica, candidate }) => ({
    tensors: namedState(program, tensors, replica),
    slotScale: slotScale(recipe, candidate),
  }));
  return { step: 0, replicas };
}
