/** The training of a playground's panels, and what of it is shown. Nothing here knows pages or workers. */
import {
  type Divergence,
  type FloatTensor,
  type Measures,
  openTraining,
  type Runtime,
  runOf,
  type StepDraws,
  type TrainingCheckpoint,
  type TrainingPosition,
} from "@occam/core";
import { type Grid, gridOf } from "./grid.ts";
import { createHistory } from "./history.ts";
import { createLows, type Low } from "./lows.ts";
import { type LayerWeights, layersOf, type NetworkFacts, networkFacts } from "./network-facts.ts";
import { describeProgram, makeProgram } from "./program.ts";
import { withoutUnits, withThreshold } from "./prune.ts";
import { type PlainExamples, type Sample, sampleOf } from "./sample.ts";
import { type SlowStep, slowStepOf } from "./slow-step.ts";
import type { PlaygroundState } from "./state.ts";
import type { ChosenTable } from "./tables/table-choice.ts";
import { constantLosses, type Evidence, type PanelEvidence, rowLosses } from "./verdict.ts";
import type { View } from "./view.ts";

export interface PanelSnapshot {
  /** In evaluation mode; penalty apart. */
  readonly train: Measures;
  readonly validation: Measures;
  readonly penalty: number;
  /** Where it stopped, if its numbers stopped being finite: all that is shown is of its last good weights. */
  readonly divergence: Divergence | undefined;
  /** Probabilities of class A, or values, at the points of the grid. */
  readonly plane: Float32Array;
  readonly layers: readonly LayerWeights[];
  readonly facts: NetworkFacts;
  /** What dropout turns off in the next step. */
  readonly draws: StepDraws;
}

export interface Snapshot {
  readonly position: TrainingPosition;
  readonly panels: readonly PanelSnapshot[];
  /** What each hidden unit of the chosen panel gives at the points of a grid: [layer][unit]. */
  readonly pictures: readonly (readonly Float32Array[])[];
}

/** A network without its small weights and the units that these leave without use. */
export interface PrunedFacts {
  readonly validation: Measures;
  readonly facts: NetworkFacts;
}

export interface Session {
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
  /** What the network of a panel would be without weights below the threshold; training is left as it is. */
  readonly pruned: (panel: number, threshold: number) => Promise<PrunedFacts>;
  /** Takes units out of the hidden layers of a panel, for each of them a list: what they always add goes into the next biases. */
  readonly removeUnits: (panel: number, units: readonly (readonly number[])[]) => Promise<void>;
  /** Brings back what was taken out last, if the training has not moved since. */
  readonly undoRemoval: () => Promise<void>;
  /** The network of a panel as an ONNX file. */
  readonly toOnnx: (panel: number) => Promise<Uint8Array>;
  readonly release: () => Promise<void>;
}

/** `table`: where the state's data are those of a table. */
export async function openSession(first: PlaygroundState, runtime: Runtime, table?: ChosenTable): Promise<Session> {
  let state = first;
  const sample = sampleOf(first.data, table);
  const { train, validation } = sample;
  const programOf = (own: PlaygroundState) => makeProgram(describeProgram(own, sample), runtime);
  let { model, options } = programOf(first);
  const training = await openTraining(model, train, options);
  const history = createHistory(await training.checkpoint());
  const lows = createLows();
  const constant = constantLosses(sample);
  let grids: { readonly view: View; readonly plane: Grid; readonly units: Grid } | undefined;

  const gridsFor = (view: View) => {
    if (grids?.view.side !== view.side || grids.view.unitSide !== view.unitSide)
      grids = { view, plane: gridOf(sample, view.side), units: gridOf(sample, view.unitSide) };
    return grids;
  };

  /** What the training was before units were taken out of it, since it last moved. */
  let removals: readonly TrainingCheckpoint[] = [];

  const advance = async (stepCount: number): Promise<TrainingPosition> => {
    removals = [];
    const { step } = training.position();
    history.goOn(step);
    lows.goOn(step);
    const position = await training.advance(stepCount);
    if (history.isDue(position.step)) history.keep(await training.checkpoint());
    return position;
  };

  const slowStep = async (panel: number): Promise<SlowStep | undefined> => {
    const [position, start, evaluations] = [
      training.position(),
      await training.checkpoint(),
      await training.evaluate(train),
    ];
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

  const snapshot = async (view: View): Promise<Snapshot> => {
    const { plane, units } = gridsFor(view);
    const [onTrain, onValidation] = [await training.evaluate(train), await training.evaluate(validation)];
    const [planes, parameters] = [await training.predict(plane.x), await training.parameters()];
    lows.learn(
      training.position(),
      onValidation.map(({ measures }) => measures.loss),
    );
    const activations = await hiddenActivations(train.x);
    const pictures = (await hiddenActivations(units.x))[view.chosen] ?? [];
    const [draws, divergences] = [training.draws(), training.divergences()];
    const panels = parameters.map((own, i): PanelSnapshot => {
      const layers = layersOf(own);
      return {
        train: onTrain[i]?.measures as Measures,
        validation: onValidation[i]?.measures as Measures,
        penalty: onTrain[i]?.penalty as number,
        divergence: divergences[i],
        plane: planes[i]?.data as Float32Array,
        layers,
        facts: networkFacts(layers, activations[i] as readonly FloatTensor[], view.threshold),
        draws: draws[i] as StepDraws,
      };
    });
    return { position: training.position(), panels, pictures: pictures.map(unitsOf) };
  };

  /** Of the layers with units, for each panel: last the raw outputs. */
  const denseOutputs = async (x: FloatTensor): Promise<readonly (readonly FloatTensor[])[]> => {
    const dense = model.layers.flatMap(({ kind }, i) => (kind === "dense" ? [i] : []));
    const found = await training.activations(x);
    return found.map((layers) => dense.map((i) => layers[i] as FloatTensor));
  };

  const hiddenActivations = async (x: FloatTensor) => (await denseOutputs(x)).map((layers) => layers.slice(0, -1));

  const evidence = async (threshold: number): Promise<Evidence> => {
    const [onTrain, onValidation] = [await denseOutputs(train.x), await denseOutputs(validation.x)];
    const [parameters, divergences, lowest] = [
      await training.parameters(),
      training.divergences(),
      lows.lowest(training.position().step),
    ];
    const lossesOf = (outputs: readonly FloatTensor[], { y }: PlainExamples) =>
      rowLosses(sample.task, (outputs.at(-1) as FloatTensor).data, y.data);
    const panels = parameters.map((own, i): PanelEvidence => {
      const outputs = onTrain[i] as readonly FloatTensor[];
      return {
        divergence: divergences[i],
        train: lossesOf(outputs, train),
        validation: lossesOf(onValidation[i] as readonly FloatTensor[], validation),
        lowest: lowest[i] as Low,
        facts: networkFacts(layersOf(own), outputs.slice(0, -1), threshold),
      };
    });
    return { position: training.position(), task: sample.task, constant, panels };
  };

  const restore = async (checkpoint: TrainingCheckpoint): Promise<TrainingPosition> => {
    await training.restore(checkpoint);
    return training.position();
  };

  const pruned = async (panel: number, threshold: number): Promise<PrunedFacts> => {
    const before = await training.checkpoint();
    await training.restore(withThreshold(before, panel, threshold));
    try {
      const { measures } = (await training.evaluate(validation))[panel] as { readonly measures: Measures };
      const layers = layersOf((await training.parameters())[panel] ?? new Map());
      const activations = (await hiddenActivations(train.x))[panel] as readonly FloatTensor[];
      return { validation: measures, facts: networkFacts(layers, activations, threshold) };
    } finally {
      await training.restore(before);
    }
  };

  const removeUnits = async (panel: number, ofLayers: readonly (readonly number[])[]): Promise<void> => {
    const before = await training.checkpoint();
    let after = before;
    for (const [layer, units] of ofLayers.entries()) {
      if (units.length === 0) continue;
      // What a unit always adds is known with the layers before it as they now are.
      const activations = (await hiddenActivations(train.x))[panel]?.[layer] as FloatTensor;
      after = withoutUnits(after, { panel, layer, units, activations });
      await training.restore(after);
    }
    history.keep(after);
    lows.goOn(after.step);
    removals = [...removals, before];
  };

  const undoRemoval = async (): Promise<void> => {
    const before = removals.at(-1);
    if (before === undefined) return;
    removals = removals.slice(0, -1);
    history.keep(before);
    await training.restore(before);
  };

  const rewind = async (step: number): Promise<TrainingPosition> => {
    removals = [];
    const isNewest = training.position().step > (history.steps().at(-1) as number);
    // There must be a way back.
    if (isNewest) history.keep(await training.checkpoint());
    return restore(history.goTo(step));
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
    snapshot,
    evidence,
    rewind,
    pruned,
    removeUnits,
    undoRemoval,
    toOnnx,
    release: training.release,
  };
}

/** The columns of [n, units]. */
function unitsOf({ shape: [, width = 1], data }: FloatTensor): readonly Float32Array[] {
  return Array.from({ length: width }, (_, unit) => data.filter((_, i) => i % width === unit));
}
