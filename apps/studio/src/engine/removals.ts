/** Networks without their small weights, to look at, and without units, to go on with. */
import type { FloatTensor, Measures, TrainingCheckpoint } from "@occam/core";
import type { History } from "./history.ts";
import { layersOf, type NetworkFacts, networkFacts } from "./network-facts.ts";
import { withoutUnits, withThreshold } from "./prune.ts";
import { hiddenOutputs, type Subject } from "./subject.ts";

/** A network without its small weights and the units that these leave without use. */
export interface PrunedFacts {
  readonly validation: Measures;
  readonly facts: NetworkFacts;
}

export interface Removals {
  /** What the network of a panel would be without weights below the threshold; training is left as it is. */
  readonly pruned: (panel: number, threshold: number) => Promise<PrunedFacts>;
  /** Takes units out of the hidden layers of a panel, for each of them a list: what they always add goes into the next biases. */
  readonly removeUnits: (panel: number, units: readonly (readonly number[])[]) => Promise<void>;
  /** Brings back what was taken out last, if the training has not moved since. */
  readonly undoRemoval: () => Promise<void>;
  /** The training moves: what was taken out stays out. */
  readonly settle: () => void;
}

export function createRemovals(subject: Subject, history: History): Removals {
  const { sample, training, lows } = subject;
  /** What the training was before units were taken out of it, since it last moved. */
  let removals: readonly TrainingCheckpoint[] = [];
  const hiddenOf = async (panel: number) =>
    (await hiddenOutputs(subject, sample.train.x))[panel] as readonly FloatTensor[];

  return {
    pruned: async (panel, threshold) => {
      const before = await training.checkpoint();
      await training.restore(withThreshold(before, panel, threshold));
      try {
        const { measures } = (await training.evaluate(sample.validation))[panel] as { readonly measures: Measures };
        const layers = layersOf((await training.parameters())[panel] ?? new Map());
        return { validation: measures, facts: networkFacts(layers, await hiddenOf(panel), threshold) };
      } finally {
        await training.restore(before);
      }
    },
    removeUnits: async (panel, ofLayers) => {
      const before = await training.checkpoint();
      let after = before;
      for (const [layer, units] of ofLayers.entries()) {
        if (units.length === 0) continue;
        // What a unit always adds is known with the layers before it as they now are.
        const activations = (await hiddenOf(panel))[layer] as FloatTensor;
        after = withoutUnits(after, { panel, layer, units, activations });
        await training.restore(after);
      }
      history.keep(after);
      lows.goOn(after.step);
      removals = [...removals, before];
    },
    undoRemoval: async () => {
      const before = removals.at(-1);
      if (before === undefined) return;
      removals = removals.slice(0, -1);
      history.keep(before);
      await training.restore(before);
    },
    settle: () => {
      removals = [];
    },
  };
}
