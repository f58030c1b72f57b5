/** A cohort's program, open in a runtime, and what its feeds hang on. */
import type { Model } from "../../layers/model.ts";
import { isStreamed } from "../examples/prepared.ts";
import { compileEvaluation, type WantedOutputs } from "../program/compile-evaluation.ts";
import { compileTraining, type TrainingProgram } from "../program/compile-training.ts";
import type { FitOptions, ReplicaOptions } from "../recipe/fit-options.ts";
import type { Recipe } from "../recipe/recipe.ts";
import { type Engine, type HeldState, openEngine } from "./engine.ts";
import type { TrainingData } from "./epoch-log.ts";
import { type FeedPlan, seedOf } from "./feed-plan.ts";
import { chunkLengths } from "./pace.ts";
import type { CohortPlan } from "./plan-cohorts.ts";
import { hasStatistics } from "./starting-values.ts";

export interface OpenCohort {
  readonly plan: FeedPlan;
  readonly engine: Engine;
}

interface CohortWish extends Pick<FeedPlan, "learningRateOf"> {
  readonly cohort: CohortPlan;
  /** What evaluations give besides losses. */
  readonly wanted: WantedOutputs;
}

export async function openCohort(
  model: Model,
  data: Pick<TrainingData, "train" | "exampleWeights">,
  recipe: Recipe,
  options: FitOptions & ReplicaOptions,
  { cohort, wanted, learningRateOf }: CohortWish,
): Promise<OpenCohort> {
  const program = compileTraining(model, recipe, cohort);
  const evaluation = compileEvaluation(model, recipe, program.packs, { replicaCount: cohort.size, wanted });
  const facts = {
    program,
    exampleCount: data.train.x.shape[0] as number,
    batchSize: cohort.batchSize,
    stepsPerEpoch: cohort.stepsPerEpoch,
    streamed: isStreamed(data.train) ? data.train : undefined,
  };
  const lengths = { ...chunkLengths(facts, cohort.size), streams: firstStreams(recipe, cohort) };
  const engine = await openEngine(options.runtime, program, evaluation, data.train, lengths);
  const plan: FeedPlan = {
    ...facts,
    recipe,
    exampleWeights: data.exampleWeights,
    drawsInside: engine.drawsInside,
    learningRateOf,
    continuesStatistics: (replica) => hasStatistics(model, options, replica),
  };
  return { plan, engine };
}

/** Streams of noise of the replicas that begin: one for each seed. */
function firstStreams(recipe: Recipe, { replicas, size }: CohortPlan): number {
  return new Set(replicas.slice(0, size).map((replica) => seedOf(recipe, replica))).size;
}

/** The packs of a state that are looked at and kept: the weights, or their averages. */
export function evaluatedPart({ evaluatedFrom, packs }: TrainingProgram, state: HeldState): HeldState {
  return state.slice(evaluatedFrom, evaluatedFrom + packs.length);
}
