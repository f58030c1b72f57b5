/** Many strengths of one regularizer at once, each from several seeds: the error over the strength, and how sure it is. */
import { type Divergence, type Measures, openTraining, type Runtime, type TrainingPosition } from "@occam/core";
import { gridOf } from "./grid.ts";
import { describeProgram, makeProgram } from "./program.ts";
import { REGULARIZERS, type RegularizerRecord } from "./regularizers.ts";
import { sampleOf } from "./sample.ts";
import type { PlaygroundState, Strengths } from "./state.ts";
import { stripStrengths } from "./strip-strengths.ts";
import type { ChosenTable } from "./tables/table-choice.ts";
import { toldLoss } from "./told-loss.ts";

export interface StripChoice {
  /** The panel whose other regularizers all networks have. */
  readonly panel: number;
  /** The name of the regularizer that differs. */
  readonly regularizer: string;
}

/** The losses of one network of a strip as a page tells them, in evaluation mode. */
export interface StripCell {
  readonly train: number;
  readonly validation: number;
  readonly divergence: Divergence | undefined;
}

export interface StripSnapshot {
  readonly position: TrainingPosition;
  /** [strength][seed] */
  readonly cells: readonly (readonly StripCell[])[];
  /** The first seed's picture of each strength. */
  readonly tiles: readonly Float32Array[];
}

export interface Strip {
  readonly strengths: readonly number[];
  readonly position: () => TrainingPosition;
  readonly advance: (stepCount: number) => Promise<TrainingPosition>;
  /** `side`: points along each axis of a tile. */
  readonly snapshot: (side: number) => Promise<StripSnapshot>;
  readonly release: () => Promise<void>;
}

const SEED_COUNT = 5;

/** All networks are replicas of one graph; networks of one seed share start, batches and masks. */
export async function openStrip(
  state: PlaygroundState,
  { panel, regularizer }: StripChoice,
  runtime: Runtime,
  table?: ChosenTable,
): Promise<Strip> {
  const sample = sampleOf(state.data, table);
  const record = REGULARIZERS.find(({ name }) => name === regularizer) as RegularizerRecord;
  const strengths = stripStrengths(record);
  const others: Strengths = state.panels[panel] ?? {};
  const seeds = Array.from({ length: SEED_COUNT }, (_, i) => state.learning.seed + i);
  const replicas = {
    strengths: strengths.flatMap((strength) => seeds.map(() => ({ ...others, [regularizer]: strength }))),
    seeds: strengths.flatMap(() => seeds),
  };
  const { model, options } = makeProgram(describeProgram(state, sample, replicas), runtime);
  const training = await openTraining(model, sample.train, options);

  const snapshot = async (side: number): Promise<StripSnapshot> => {
    const onTrain = await training.evaluate(sample.train);
    const onValidation = await training.evaluate(sample.validation);
    const planes = await training.predict(gridOf(sample, side).x);
    const divergences = training.divergences();
    const cellAt = (replica: number): StripCell => ({
      train: toldLoss(onTrain[replica]?.measures as Measures),
      validation: toldLoss(onValidation[replica]?.measures as Measures),
      divergence: divergences[replica],
    });
    return {
      position: training.position(),
      cells: strengths.map((_, i) => seeds.map((_, k) => cellAt(i * SEED_COUNT + k))),
      tiles: strengths.map((_, i) => planes[i * SEED_COUNT]?.data as Float32Array),
    };
  };

  return { strengths, position: training.position, advance: training.advance, snapshot, release: training.release };
}
