/** The training of a playground's panels, and what of it is shown. Nothing here knows pages or workers. */
import { type FloatTensor, openTraining, type Runtime, runOf, type TrainingPosition } from "@occam/core";
import { createWitness } from "./evidence.ts";
import { createHistory } from "./history.ts";
import { createLows } from "./lows.ts";
import { describeProgram, makeProgram } from "./program.ts";
import { createRemovals, type Removals } from "./removals.ts";
import { type Sample, sampleOf } from "./sample.ts";
import { type SlowStep, slowStepOf } from "./slow-step.ts";
import { createCamera, type Snapshot } from "./snapshot.ts";
import type { PlaygroundState } from "./state.ts";
import type { Subject } from "./subject.ts";
import type { ChosenTable } from "./tables/table-choice.ts";
import type { Evidence } from "./verdict.ts";
import type { View } from "./view.ts";

export interface Session extends Omit<Removals, "settle"> {
  readonly sample: Sample;
  readonly state: () => PlaygroundState;
  readonly position: () => TrainingPosition;
  /** Takes steps, and keeps states to go back to. */
  readonly advance: (stepCount: number) => Promise<TrainingPosition>;
  /** Takes one step, and says of a panel what happened in it; undefined where its numbers have stopped being finite. */
  readonly slowStep: (panel: number) => Promise<SlowStep | undefined>;
  /** Goes on under a state of the same examples and network. @throws as `Training.change`. */
  readonly change: (state: PlaygroundState) => Promise<void>;
  readonly snapshot: (view: View) => Promise<Snapshot>;
  /** What verdicts on the panels are made of; weights below `threshold` are negligible. */
  readonly evidence: (threshold: number) => Promise<Evidence>;
  /** Goes to the latest kept state of at most so many steps; Infinity: to where it had come. */
  readonly rewind: (step: number) => Promise<TrainingPosition>;
  /** The network of a panel as an ONNX file. */
  readonly toOnnx: (panel: number) => Promise<Uint8Array>;
  readonly release: () => Promise<void>;
}

/** `table`: where the state's data are those of a table. */
export async function openSession(first: PlaygroundState, runtime: Runtime, table?: ChosenTable): Promise<Session> {
  let state = first;
  const sample = sampleOf(first.data, table);
  const programOf = (own: PlaygroundState) => makeProgram(describeProgram(own, sample), runtime);
  let { model, options } = programOf(first);
  const training = await openTraining(model, sample.train, options);
  const history = createHistory(await training.checkpoint());
  const lows = createLows();
  const subject: Subject = { sample, training, model: () => model, lows };
  const { settle, ...removals } = createRemovals(subject, history);

  const advance = async (stepCount: number): Promise<TrainingPosition> => {
    settle();
    const { step } = training.position();
    history.goOn(step);
    lows.goOn(step);
    const position = await training.advance(stepCount);
    if (history.isDue(position.step)) history.keep(await training.checkpoint());
    return position;
  };

  const slowStep = async (panel: number): Promise<SlowStep | undefined> => {
    const position = training.position();
    const [start, evaluations] = [await training.checkpoint(), await training.evaluate(sample.train)];
    const [before, draws] = [start.replicas[panel], training.draws()[panel]];
    await advance(1);
    const after = (await training.checkpoint()).replicas[panel];
    if (before === undefined || draws === undefined || after === undefined || after.divergence) return undefined;
    const penalty = evaluations[panel]?.penalty as number;
    return slowStepOf({ state, panel, sample, position, draws, penalty, before, after });
  };

  const change = async (next: PlaygroundState): Promise<void> => {
    const made = programOf(next);
    await training.change(made.model, made.options);
    [state, model, options] = [next, made.model, made.options];
  };

  const rewind = async (step: number): Promise<TrainingPosition> => {
    settle();
    const isNewest = training.position().step > (history.steps().at(-1) as number);
    // There must be a way back.
    if (isNewest) history.keep(await training.checkpoint());
    await training.restore(history.goTo(step));
    return training.position();
  };

  const toOnnx = async (panel: number): Promise<Uint8Array> => {
    const parameters = (await training.parameters())[panel] as ReadonlyMap<string, FloatTensor>;
    return runOf({ model, parameters }, { runtime, loss: options.loss }).toOnnx();
  };

  return {
    sample,
    state: () => state,
    position: training.position,
    advance,
    slowStep,
    change,
    snapshot: createCamera(subject),
    evidence: createWitness(subject),
    rewind,
    ...removals,
    toOnnx,
    release: training.release,
  };
}
