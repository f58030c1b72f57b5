/** What verdicts on the panels of a training are made of. */
import type { FloatTensor } from "@occam/core";
import type { Low } from "./lows.ts";
import { layersOf, networkFacts } from "./network-facts.ts";
import type { PlainExamples } from "./sample.ts";
import { denseOutputs, type Subject } from "./subject.ts";
import { constantLosses, type Evidence, type PanelEvidence, rowLosses } from "./verdict.ts";

/** Weights below the threshold are negligible. */
export function createWitness(subject: Subject): (threshold: number) => Promise<Evidence> {
  const { sample, training, lows } = subject;
  const { task, train, validation } = sample;
  const constant = constantLosses(sample);
  const lossesOf = (outputs: readonly FloatTensor[], { y }: PlainExamples) =>
    rowLosses(task, (outputs.at(-1) as FloatTensor).data, y.data);

  return async (threshold) => {
    const [onTrain, onValidation] = [await denseOutputs(subject, train.x), await denseOutputs(subject, validation.x)];
    const parameters = await training.parameters();
    const [position, divergences] = [training.position(), training.divergences()];
    const lowest = lows.lowest(position.step);
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
    return { position, task, constant, panels };
  };
}
