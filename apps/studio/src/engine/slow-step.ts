/** One step of training, taken apart: what it draws, computes and changes, in the order in which it does. */
import type { FloatTensor, ReplicaCheckpoint, StepDraws, TrainingPosition } from "@occam/core";
import { type DenseOutcome, denseGradient, type LayerNumbers } from "./dense-gradient.ts";
import { type LayerWeights, layersOf } from "./network-facts.ts";
import type { PlainExamples, Sample } from "./sample.ts";
import type { PlaygroundState, Strengths } from "./state.ts";
import { STEP_RULES, type WeightMoment } from "./step-rules.ts";

/**
 * Weights before and after, rows, masks and noise are the training's own, to the bit. All else is computed again in float64, and is what the training's float32
 * numbers round.
 */
export interface SlowStep {
  /** Before the step. */
  readonly position: TrainingPosition;
  readonly weights: readonly LayerWeights[];
  readonly mask: {
    /** The batch: which of the training examples, and their inputs [rows, inputs] with the noise of this step. */
    readonly rows: Int32Array;
    readonly x: Float64Array;
    /** What is to be predicted, smoothed where labels are. */
    readonly targets: Float64Array;
    /** Of each hidden layer, [rows, units]: 0 for what dropout leaves out, 1 for what it keeps. None: no panel has dropout. */
    readonly kept: readonly Uint8Array[];
  };
  readonly forward: {
    /** What the units of each hidden layer give, [rows, units]: 0 where left out, and more by 1 / (1 - rate) where kept. */
    readonly units: readonly Float64Array[];
    /** Probabilities of class A, or values. */
    readonly predictions: Float64Array;
  };
  readonly loss: {
    readonly ofRows: Float64Array;
    /** Their mean. */
    readonly data: number;
    /** Apart, of all penalties at the weights before. */
    readonly penalty: number;
  };
  readonly gradient: {
    readonly ofLoss: readonly LayerNumbers[];
    /** Of the smooth penalty: alpha w of L2, on kernels alone. */
    readonly ofPenalty: readonly LayerNumbers[];
  };
  readonly step: {
    readonly learningRate: number;
    /** Of each weight: w - size * direction, less what decay takes of a kernel's weight, is `weights`. */
    readonly sizes: readonly LayerNumbers[];
    readonly directions: readonly LayerNumbers[];
    /** Before any threshold or bound. */
    readonly weights: readonly LayerNumbers[];
  };
  readonly threshold: {
    /** By so much L1 takes each kernel weight towards 0, at most; undefined without L1. */
    readonly l1: readonly Float64Array[] | undefined;
    /** The same of group lasso: of the weights into a unit all or none become 0. */
    readonly groupLasso: readonly Float64Array[] | undefined;
    /** After the step, with bounds of norms. */
    readonly weights: readonly LayerWeights[];
    /** Places in each kernel that were not 0 before and are exactly 0 now. */
    readonly zeroed: readonly (readonly number[])[];
  };
}

export interface StepTaken {
  readonly state: PlaygroundState;
  readonly panel: number;
  readonly sample: Pick<Sample, "task" | "train">;
  readonly position: TrainingPosition;
  readonly draws: StepDraws;
  readonly penalty: number;
  readonly before: ReplicaCheckpoint;
  readonly after: ReplicaCheckpoint;
}

export function slowStepOf(taken: StepTaken): SlowStep {
  const { state, panel, sample, position, penalty } = taken;
  const strengths = state.panels[panel] as Strengths;
  const [weights, after] = [layersOf(taken.before.tensors), layersOf(taken.after.tensors)];
  const { factors, ...mask } = maskPhase(taken, strengths, weights);
  const { units, predictions, losses, gradients } = denseGradient({
    ...{ task: sample.task, activation: state.network.activation, layers: weights, factors },
    ...{ x: mask.x, targets: mask.targets },
  });
  const pulls = weights.map((layer) => penaltyGradient(layer, strengths.l2 ?? 0));
  return {
    ...{ position, weights, mask },
    forward: { units, predictions },
    loss: { ofRows: losses, data: losses.reduce((sum, loss) => sum + loss, 0) / losses.length, penalty },
    gradient: { ofLoss: gradients, ofPenalty: pulls },
    ...updatePhases(taken, { strengths, weights, after, gradients, pulls }),
  };
}

function maskPhase(
  { sample: { train, task }, draws }: StepTaken,
  strengths: Strengths,
  layers: readonly LayerWeights[],
) {
  const { rows } = draws;
  const targets = Float64Array.from(rows, (row) => train.y.data[row] as number);
  const smoothing = task === "classification" ? (strengths.labelSmoothing ?? 0) : 0;
  // Rows of masks and noise beyond the batch's last only fill it up.
  const ofBatch = <T extends Uint8Array | Float32Array>({ shape, data }: { shape: readonly number[]; data: T }) =>
    data.subarray(0, rows.length * (shape.at(-1) as number)) as T;
  const hidden = layers.slice(0, -1);
  const kept = hidden.flatMap((_, i) => {
    const found = draws.masks.get(`dropout${i}`);
    return found === undefined ? [] : [ofBatch(found)];
  });
  const normals = draws.normals.get("gaussianNoise0");
  return {
    rows,
    x: batchInputs(train, rows, normals && ofBatch(normals), strengths.noise ?? 0),
    targets: targets.map((target) => target + smoothing * (0.5 - target)),
    kept,
    factors: hidden.map((_, i) => kept[i] && Float64Array.from(kept[i], (bit) => bit / (1 - (strengths.dropout ?? 0)))),
  };
}

function batchInputs(
  { x: { shape, data } }: PlainExamples,
  rows: Int32Array,
  normals: Float32Array | undefined,
  deviation: number,
): Float64Array {
  const width = shape[1] as number;
  return Float64Array.from({ length: rows.length * width }, (_, i) => {
    const row = rows[Math.floor(i / width)] as number;
    return (data[row * width + (i % width)] as number) + deviation * (normals?.[i] ?? 0);
  });
}

function penaltyGradient({ kernel, bias }: LayerWeights, alpha: number): LayerNumbers {
  return { kernel: Float64Array.from(kernel.data, (w) => alpha * w), bias: new Float64Array(bias.data.length) };
}

interface Update {
  readonly strengths: Strengths;
  readonly weights: readonly LayerWeights[];
  readonly after: readonly LayerWeights[];
  readonly gradients: DenseOutcome["gradients"];
  readonly pulls: readonly LayerNumbers[];
}

/** A number for each weight: of its part in the step, and of what it was. */
type OfWeights = (part: (moment: WeightMoment, w: number, isKernel: boolean) => number) => readonly LayerNumbers[];

function updatePhases(taken: StepTaken, { strengths, weights, after, gradients, pulls }: Update) {
  const { learningRate, optimizer } = taken.state.learning;
  const { l1 = 0, groupLasso = 0, weightDecay = 0 } = strengths;
  const rule = STEP_RULES[optimizer];
  const decay = learningRate * weightDecay;
  const ofWeights: OfWeights = (part) =>
    weights.map((layer, i) => {
      const of = (name: "kernel" | "bias") =>
        Float64Array.from(layer[name].data, (w, k) => {
          const gradient = (gradients[i]?.[name][k] as number) + (pulls[i]?.[name][k] as number);
          return part(momentOf(taken, `dense${i}/${name}`, k, gradient), w, name === "kernel");
        });
      return { kernel: of("kernel"), bias: of("bias") };
    });
  /** Alpha times the step size, but no more than a step can be. */
  const thresholds = (alphaOf: (kernel: FloatTensor) => number): readonly Float64Array[] =>
    ofWeights(rule.reached).map(({ kernel }, i) => {
      const alpha = alphaOf((weights[i] as LayerWeights).kernel);
      return kernel.map((size) => Math.min(alpha * size, rule.most(learningRate)));
    });
  const moved = (moment: WeightMoment, w: number) => w - rule.size(moment) * rule.direction(moment);
  return {
    step: {
      learningRate,
      sizes: ofWeights(rule.size),
      directions: ofWeights(rule.direction),
      weights: ofWeights((moment, w, isKernel) => moved(moment, w) - (isKernel ? decay * w : 0)),
    },
    threshold: {
      l1: l1 > 0 ? thresholds(() => l1) : undefined,
      // A group's strength is that of a weight times the root of their number.
      groupLasso: groupLasso > 0 ? thresholds(({ shape: [size = 1] }) => groupLasso * Math.sqrt(size)) : undefined,
      weights: after,
      zeroed: weights.map(({ kernel }, i) => zeroedPlaces(kernel, (after[i] as LayerWeights).kernel)),
    },
  };
}

function momentOf({ state, position, after }: StepTaken, name: string, k: number, gradient: number) {
  const slot = (slotName: string) => (after.tensors.get(`${name}/${slotName}`)?.data[k] as number) / after.slotScale;
  return { learningRate: state.learning.learningRate, step: position.step + 1, gradient, slot };
}

function zeroedPlaces(before: FloatTensor, after: FloatTensor): readonly number[] {
  return Array.from(after.data.entries()).flatMap(([i, w]) => (w === 0 && before.data[i] !== 0 ? [i] : []));
}
