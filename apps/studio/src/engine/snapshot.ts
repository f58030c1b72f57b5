/** What a page shows of a training at one of its steps. */
import type { Divergence, FloatTensor, Measures, StepDraws, TrainingPosition } from "@occam/core";
import { type Grid, gridOf } from "./grid.ts";
import { type LayerWeights, layersOf, type NetworkFacts, networkFacts } from "./network-facts.ts";
import { hiddenOutputs, type Subject } from "./subject.ts";
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

/** Takes snapshots, whose losses it remembers as lows. */
export function createCamera(subject: Subject): (view: View) => Promise<Snapshot> {
  const { sample, training, lows } = subject;
  const { train, validation } = sample;
  let grids: { readonly view: View; readonly plane: Grid; readonly units: Grid } | undefined;

  const gridsFor = (view: View) => {
    if (grids?.view.side !== view.side || grids.view.unitSide !== view.unitSide)
      grids = { view, plane: gridOf(sample, view.side), units: gridOf(sample, view.unitSide) };
    return grids;
  };

  return async (view) => {
    const { plane, units } = gridsFor(view);
    const [onTrain, onValidation] = [await training.evaluate(train), await training.evaluate(validation)];
    const [planes, parameters] = [await training.predict(plane.x), await training.parameters()];
    lows.learn(
      training.position(),
      onValidation.map(({ measures }) => measures.loss),
    );
    const activations = await hiddenOutputs(subject, train.x);
    const pictures = (await hiddenOutputs(subject, units.x))[view.chosen] ?? [];
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
}

/** The columns of [n, units]. */
function unitsOf({ shape: [, width = 1], data }: FloatTensor): readonly Float32Array[] {
  return Array.from({ length: width }, (_, unit) => data.filter((_, i) => i % width === unit));
}
