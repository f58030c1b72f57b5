/** Networks of any settings trained on the same rows: those that differ in numbers alone as one graph. */
import { isStillImproving } from "../../diagnosis/findings/still-improving.ts";
import type { Model } from "../../layers/model.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { FloatTensor } from "../../tensor/tensor.ts";
import { evaluateRuns, fitReplicas, type Run } from "../../training/fit.ts";
import type { Callback } from "../../training/recipe/fit-options.ts";
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
  /** At most, for all or for each network. */
  readonly epochs: number | readonly number[];
  /**
   * Epochs of the first round: only networks whose validation loss still falls then train on, until it does no more; without validation rows there is one round. Default:
   * every network trains to the end.
   */
  readonly round?: number;
  readonly train: RowExamples;
  /** Rows to stop early by; undefined: there are none, and every network trains to the end. */
  readonly validation?: RowExamples;
  /** Starting values of each network and seed, in the order of the runs. */
  readonly start?: readonly ParameterMap[];
  /** Called after each epoch with the number of runs that are training, and the epochs that the furthest has done. */
  readonly onEpoch?: (epoch: number, running: number) => void;
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
    columns: train.columns,
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
  return fitReplicas(model, train, {
    ...recipe,
    epochs: group.map((network, i) => epochsOf(training, network, own[i] as readonly InForce[])),
    seeds: replicas.map(({ seed }) => seed),
    candidates: replicas.map(({ candidate }) => candidate),
    ...(start && { initialParameterSets: replicas.map(({ run }) => start[run] as ParameterMap) }),
    callbacks: [callback(training)],
    ...(signal && { signal }),
  });
}

/** A network with a part that is spread over its whole training has one round. */
function epochsOf({ epochs, round }: NetworkTraining, index: number, network: readonly InForce[]): number {
  const most = typeof epochs === "number" ? epochs : (epochs[index] as number);
  return network.some(({ setting }) => setting.needsEnd) ? Math.min(most, round ?? most) : most;
}

/** Further rounds have a fifth of the first one's epochs. */
const ROUND_SHARE = 1 / 5;

/** Ends networks that improve no more, at the end of each round. */
function callback({ validation, round: own = Infinity, onEpoch }: NetworkTraining): Callback {
  const round = validation === undefined ? Infinity : own;
  const lossesOf = new Map<number, number[]>();
  const further = Math.max(1, Math.round(ROUND_SHARE * round));
  const isRoundOver = (epoch: number) => epoch >= round && (epoch - round) % further === 0;
  return {
    onEpochEnd: (_, logs) => {
      onEpoch?.(Math.max(0, ...[...logs.values()].map(({ epoch }) => epoch)), logs.size);
      return [...logs].flatMap(([replica, { epoch, validation }]) => {
        const losses = lossesOf.get(replica) ?? [];
        lossesOf.set(replica, losses);
        losses.push(validation?.loss ?? Number.NaN);
        return isRoundOver(epoch) && !isStillImproving(losses) ? [replica] : [];
      });
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
