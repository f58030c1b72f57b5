/** An open training with its examples, and what its layers give. */
import type { FloatTensor, Model, Training } from "@occam/core";
import type { Lows } from "./lows.ts";
import type { Sample } from "./sample.ts";

export interface Subject {
  readonly sample: Sample;
  readonly training: Training;
  /** As it is now: strengths change. */
  readonly model: () => Model;
  readonly lows: Lows;
}

/** Of the layers with units, for each panel: last the raw outputs. */
export async function denseOutputs(
  { training, model }: Subject,
  x: FloatTensor,
): Promise<readonly (readonly FloatTensor[])[]> {
  const dense = model().layers.flatMap(({ kind }, i) => (kind === "dense" ? [i] : []));
  const found = await training.activations(x);
  return found.map((layers) => dense.map((i) => layers[i] as FloatTensor));
}

export async function hiddenOutputs(subject: Subject, x: FloatTensor): Promise<readonly (readonly FloatTensor[])[]> {
  return (await denseOutputs(subject, x)).map((layers) => layers.slice(0, -1));
}
