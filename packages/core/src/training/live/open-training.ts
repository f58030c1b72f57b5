/** A training whose caller says when it takes steps, looks at it in between, and changes its numbers while it goes on. */
import { requireCount } from "../../errors.ts";
import type { Model } from "../../layers/model.ts";
import type { Session } from "../../runtime/runtime.ts";
import { releaseOnError } from "../../runtime/with-session.ts";
import type { FloatTensor } from "../../tensor/tensor.ts";
import type { ParameterMap } from "../cohort/trainee.ts";
import type { Examples, ModelFeed, WeightedExamples } from "../recipe/fit-options.ts";
import type { Divergence } from "../recipe/history.ts";
import {
  requireCheckpoint,
  requireReplicas,
  requireSameShapes,
  stateShapes,
  type TrainingCheckpoint,
} from "./checkpoint.ts";
import type { OpenTrainingOptions } from "./live-options.ts";
import { holdReplicas, type LiveReplicas } from "./live-replicas.ts";
import { activationLook, evaluationLook, isFiniteEvaluation, predictionLook, type ReplicaEvaluation } from "./looks.ts";
import { openSetup, startOfTraining } from "./setup.ts";
import { drawsAt, type StepDraws } from "./step-draws.ts";

/** Where a training stands. */
export interface TrainingPosition {
  /** Steps taken by every replica that has not stopped. */
  readonly step: number;
  readonly stepsPerEpoch: number;
  /** Epochs completed. */
  readonly epoch: number;
}

/** A training that is under way. What is asked of it is done in the order of asking, each when the one before is done. */
export interface Training {
  /** What takes the steps. */
  readonly engine: Session["engine"];
  readonly replicaCount: number;
  readonly position: () => TrainingPosition;
  /**
   * Takes so many minibatch steps in all replicas, through the ends of epochs. The same steps in other pieces are the same bits; those
   * of `fitReplicas` too. Where every replica has stopped, it takes none.
   * @throws RangeError with code OCCAM_OPTION when stepCount is not a whole number of at least 0.
   */
  readonly advance: (stepCount: number) => Promise<TrainingPosition>;
  /**
   * Goes on with other numbers: strengths, rates, the learning rate, or whatever leaves the names and shapes of weights and of the
   * optimizer's numbers as they are; all of these, and the step, are kept. From the next step on, training is as if it had always had
   * these options. Where other penalties make another graph, that is compiled. Starting values are of no use any more, but for `keepZeros`.
   * @throws as `openTraining`; Error with code OCCAM_SHAPE that names the first tensor that differs, and RangeError with code OCCAM_OPTION for another
   * number of replicas. Then training stays as it is.
   */
  readonly change: (model: Model, options: OpenTrainingOptions) => Promise<void>;
  /** The whole state as plain data, which may be kept, sent and restored. */
  readonly checkpoint: () => Promise<TrainingCheckpoint>;
  /**
   * Goes back, or forth, to a state: what follows are the very bits that followed then, and replicas train on that had not stopped.
   * @throws RangeError with code OCCAM_OPTION for another number of replicas or no step; Error with code OCCAM_SHAPE or OCCAM_DATA for tensors that are not
   * this training's.
   */
  readonly restore: (checkpoint: TrainingCheckpoint) => Promise<void>;
  /**
   * Examples in evaluation mode: dropout off, no penalty in the loss. A replica whose loss is not finite, although its weights are, goes back to the last
   * state that was evaluated to finite losses, or to the one that training began or was restored with, and stops there.
   * @throws Error with code OCCAM_SHAPE or OCCAM_DATA for examples that do not fit the model, or hold what is no finite number.
   */
  readonly evaluate: (examples: WeightedExamples) => Promise<readonly ReplicaEvaluation[]>;
  /** What each replica predicts: probabilities [n, classes], or values [n, outputs]. */
  readonly predict: (x: ModelFeed) => Promise<readonly FloatTensor[]>;
  /** What each replica's layers give in evaluation mode, in the order of the model's layers: [n, ...outputShape]. */
  readonly activations: (x: ModelFeed) => Promise<readonly (readonly FloatTensor[])[]>;
  /** Weights by name, or their averages where there are such, of each replica. */
  readonly parameters: () => Promise<readonly ParameterMap[]>;
  /** What the step of this number, from 0, draws in each replica; by default the next one. */
  readonly draws: (step?: number) => readonly StepDraws[];
  /** Where each replica's numbers stopped being finite. It keeps its last good weights and takes no steps until a state is restored. */
  readonly divergences: () => readonly (Divergence | undefined)[];
  /** Gives back what it holds in the runtime. */
  readonly release: () => Promise<void>;
}

/**
 * A training before its first step. Hyperparameters that are arrays train as replicas of one graph on one clock, as in `fitReplicas`: from the same weights,
 * on the same batches, with the same random numbers. `epochs` says where schedules end, beyond which they stay as they are; training goes on as long as it is told to.
 * @throws as `fitReplicas`; RangeError with code OCCAM_OPTION also for replicas that cannot train at one time: of a layer without a form for several, or with
 * other numbers of rows.
 */
export async function openTraining(model: Model, examples: Examples, options: OpenTrainingOptions): Promise<Training> {
  let setup = await openSetup(model, examples, options);
  let replicas: LiveReplicas = await releaseOnError(setup, () => holdReplicas(setup, startOfTraining(setup)));
  const { replicaCount } = setup.plan.recipe;
  const inTurn = createQueue();

  const position = (): TrainingPosition => {
    const { stepsPerEpoch } = setup.plan;
    const step = replicas.step();
    return { step, stepsPerEpoch, epoch: Math.floor(step / stepsPerEpoch) };
  };

  const change = async (nextModel: Model, nextOptions: OpenTrainingOptions): Promise<void> => {
    const [before, state] = [setup, await replicas.checkpoint()];
    const next = await openSetup(nextModel, examples, nextOptions);
    const held = await releaseOnError(next, async () => {
      requireReplicas("change", replicaCount, next.lanes.length);
      requireSameShapes("change", stateShapes(before.plan.program), stateShapes(next.plan.program));
      return holdReplicas(next, state);
    });
    [setup, replicas] = [next, held];
    await before.release();
  };

  const restore = async (checkpoint: TrainingCheckpoint): Promise<void> => {
    requireCheckpoint(setup.plan.program, checkpoint, replicaCount);
    const held = await holdReplicas(setup, checkpoint);
    replicas.free();
    replicas = held;
  };

  return {
    engine: setup.engine.name,
    replicaCount,
    position,
    advance: async (stepCount) => {
      requireCount("advance.stepCount", stepCount, 0);
      return inTurn(async () => {
        await replicas.advance(stepCount);
        return position();
      });
    },
    change: (...next) => inTurn(() => change(...next)),
    checkpoint: () => inTurn(() => replicas.checkpoint()),
    restore: (checkpoint) => inTurn(() => restore(checkpoint)),
    evaluate: (given) => inTurn(async () => replicas.inspect(evaluationLook(setup, given), isFiniteEvaluation)),
    predict: (x) => inTurn(async () => replicas.look(await predictionLook(setup, x))),
    activations: (x) => inTurn(async () => replicas.look(await activationLook(setup, x))),
    parameters: () => inTurn(() => replicas.parameters()),
    draws: (step = replicas.step()) => {
      requireCount("draws.step", step, 0);
      return drawsAt(setup, step);
    },
    divergences: () => replicas.divergences(),
    release: () => inTurn(() => setup.release()),
  };
}

/** Does one thing after the other, in the order of asking; one that fails does not keep the next from its turn. */
function createQueue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
}
