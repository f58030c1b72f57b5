/** Networks of any settings trained on the same rows: those that differ in numbers alone as one graph. */
import type { Model } from "../../layers/model.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { FloatTensor } from "../../tensor/tensor.ts";
import { evaluateRuns, fitReplicas, type Run } from "../../training/fit.ts";
import { type Callback, sweepLength } from "../../training/recipe/recipe.ts";
import { networkPlan } from "../settings/network-plan.ts";
import type { Setting } from "../settings/setting.ts";
import { graphGroups, type InForce } from "../settings/values.ts";
import type { Understanding } from "../table/understand.ts";
import type { RowExamples } from "./prepare.ts";

export type ParameterMap = ReadonlyMap<string, FloatTensor>;

export interface NetworkTraining {
  readonly known: Understanding;
  readonly settings: readonly Setting[];
  /** What each network has in force. */
  readonly networks: readonly (readonly InForce[])[];
  /** Each network is trained once with each. */
  readonly seeds: readonly number[];
  readonly epochs: number;
  readonly train: RowExamples;
  /** Rows to stop early by; undefined: there are none, and every network trains to the end. */
  readonly validation?: RowExamples;
  /** Starting values of each network and seed, in the order of the runs. */
  readonly start?: readonly ParameterMap[];
  /** What happens after each epoch, with the indices of the runs that are training. */
  readonly onEpoch?: (epoch: number, running: ReadonlyMap<number, { readonly epoch: number }>) => readonly number[];
  readonly signal: AbortSignal | undefined;
}

/** A run for each network and seed: network by network, seed after seed. */
export async function trainNetworks(runtime: Runtime, training: NetworkTraining): Promise<readonly Run[]> {
  const runs: Run[] = [];
  for (const group of graphGroups(training.networks)) {
    const trained = await trainGroup(runtime, training, group);
    const perNetwork = training.seeds.length;
    trained.forEach((run, i) => {
      runs[(group[Math.floor(i / perNetwork)] as number) * perNetwork + (i % perNetwork)] = run;
    });
  }
  return runs;
}

async function trainGroup(
  runtime: Runtime,
  training: NetworkTraining,
  group: readonly number[],
): Promise<readonly Run[]> {
  const { known, settings, networks, seeds, train, validation, start, signal } = training;
  const own = group.map((i) => networks[i] as readonly InForce[]);
  const { model, options } = networkPlan(settings, own, {
    inputs: train.x.shape[1] as number,
    outputs: known.task.outputCount(known.target),
  });
  const replicas = group.flatMap((network, candidate) =>
    seeds.map((seed, i) => ({ candidate, seed, run: network * seeds.length + i })),
  );
  const { earlyStopping, ...further } = options;
  const recipe = {
    ...further,
    ...(validation && { validation, ...(earlyStopping && { earlyStopping }) }),
    runtime,
    loss: known.task.loss,
  };
  const valueCount = sweepLength(model, recipe);
  return fitReplicas(model, train, {
    ...recipe,
    epochs: training.epochs,
    seeds: replicas.map(({ seed }) => seed),
    // Networks that differ in no number, such as by early stopping where there is nothing to stop by, share one value.
    candidates: replicas.map(({ candidate }) => Math.min(candidate, valueCount - 1)),
    ...(start && { initialParameterSets: replicas.map(({ run }) => start[run] as ParameterMap) }),
    callbacks: [callback(training, replicas)],
    ...(signal && { signal }),
  });
}

function callback({ onEpoch }: NetworkTraining, replicas: readonly { readonly run: number }[]): Callback {
  return {
    onEpochEnd: (epoch, logs) => {
      if (onEpoch === undefined) return true;
      const runOf = (replica: number) => (replicas[replica] as { readonly run: number }).run;
      const stopped = new Set(onEpoch(epoch, new Map([...logs].map(([replica, log]) => [runOf(replica), log]))));
      return [...logs.keys()].filter((replica) => stopped.has(runOf(replica)));
    },
  };
}

/** Predictions [n * outputs] of each run on the same examples; runs of one model are looked at together. */
export async function predictAll(
  runtime: Runtime,
  { task }: Understanding,
  runs: readonly Run[],
  examples: RowExamples,
): Promise<readonly Float32Array[]> {
  const predictions: Float32Array[] = [];
  for (const model of new Set<Model>(runs.map((run) => run.model))) {
    const own = [...runs.keys()].filter((i) => runs[i]?.model === model);
    const found = await evaluateRuns(
      own.map((i) => runs[i] as Run),
      examples,
      { runtime, loss: task.loss },
    );
    found.forEach((each, i) => {
      predictions[own[i] as number] = each.predictions.data;
    });
  }
  return predictions;
}
