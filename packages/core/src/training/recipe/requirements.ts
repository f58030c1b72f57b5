/** What options of a training ask of its model and of each other. Each throws a RangeError with code OCCAM_OPTION. */
import { optionError, requireCount, requireRange } from "../../errors.ts";
import type { Model } from "../../layers/model.ts";
import type { Loss } from "../../losses/loss.ts";
import type { Sweep } from "../../options/sweep.ts";
import type { ExampleMixing } from "../../regularizers/example-mixing.ts";
import type { ObjectiveTerm } from "../../regularizers/objective-term.ts";
import type { ReadFit } from "./fit-options.ts";
import { needsValidation } from "./monitor.ts";

export function requireTrainable({ parameters }: Model): void {
  if (parameters.some(({ role, isFrozen }) => role !== "statistic" && isFrozen !== true)) return;
  throw optionError({ where: "fit", expected: "a model with parameters to train", received: "one without" });
}

/** What decides by validation examples needs some. */
export function requireWatchable(options: ReadFit): void {
  if (options.validation !== undefined || options.validationRows !== undefined) return;
  for (const name of ["earlyStopping", "reduceLearningRateOnPlateau"] as const) {
    const watching = options[name];
    if (watching === undefined || !needsValidation(watching)) continue;
    throw optionError({
      where: `fit.${name}`,
      expected: "validation examples to watch",
      received: "none",
      fix: "give fit validation: { x, y }",
    });
  }
}

export function requireReplicaOptions({ seeds, validation, validationRows }: ReadFit): void {
  seeds?.forEach((seed, replica) => {
    requireCount(`fitReplicas.seeds[${replica}]`, seed, 0);
  });
  if (validation === undefined || validationRows === undefined) return;
  throw optionError({ where: "fitReplicas.validationRows", expected: "no validation beside it", received: "both" });
}

export function requireMixing(model: Model, mixing: ExampleMixing | undefined): ExampleMixing | undefined {
  if (mixing === undefined) return undefined;
  const where = `fit.mixing: ${mixing.name}`;
  mixing.weightShape(model.inputShape, where);
  const indexed = model.layers.find(({ indexCount }) => indexCount !== undefined);
  if (indexed === undefined) return mixing;
  throw optionError({
    where,
    expected: "inputs that can be blended",
    received: `indices, which ${indexed.name} looks up`,
    fix: "leave it out, or give one-hot columns to a dense layer",
  });
}

export function requireSnapshots({ snapshots, epochs }: ReadFit): number {
  requireRange("fit.snapshots", snapshots, 0, Math.min(...[epochs].flat()));
  return snapshots;
}

export function requireStart({ keepZeros, initialParameters, initialParameterSets }: ReadFit): boolean {
  if (!keepZeros || initialParameters !== undefined || initialParameterSets !== undefined) return keepZeros;
  throw optionError({
    where: "fit.keepZeros",
    expected: "initialParameters beside it, whose zeros are kept,",
    received: "none",
    fix: "give fit initialParameters, or leave keepZeros out",
  });
}

export function requireTerms(
  { layers }: Model,
  { name, entropy }: Loss,
  terms: readonly ObjectiveTerm[],
): readonly ObjectiveTerm[] {
  const bad = terms.find(({ needsEntropy }) => needsEntropy && entropy === undefined);
  if (bad !== undefined) {
    throw optionError({ where: `fit.objectiveTerms: ${bad.name}`, expected: "a classification loss", received: name });
  }
  const joining = layers.find(({ fewestRows }) => fewestRows !== undefined);
  const ofOneRow = terms.find(({ needsOwnGradients }) => needsOwnGradients);
  if (joining === undefined || ofOneRow === undefined) return terms;
  throw optionError({
    where: `fit.objectiveTerms: ${ofOneRow.name}`,
    expected: "a network in which the loss of a row hangs on no other row of its batch",
    received: joining.name,
    fix: "use layerNorm or groupNorm instead",
  });
}

export function requireOneRemainder({ dropLast, evenBatches }: Pick<ReadFit, "dropLast" | "evenBatches">): void {
  if (!dropLast || !evenBatches) return;
  throw optionError({
    where: "fit.evenBatches",
    expected: "no dropLast beside it",
    received: "both",
    fix: "even batches have no small last one to drop",
  });
}

export function requireFullBatches({ layers }: Model, batchSize: number): void {
  const joining = layers.find(({ fewestRows }) => fewestRows !== undefined && fewestRows > batchSize);
  if (joining === undefined) return;
  throw optionError({
    where: "fit.batchSize",
    expected: `at least ${joining.fewestRows}, of which ${joining.name} takes the mean`,
    received: `${batchSize}`,
  });
}

export function requireSmoothing({ name, uninformed }: Loss, strength: Sweep): Sweep {
  if (strength === 0 || uninformed !== undefined) return strength;
  throw optionError({ where: "fit.labelSmoothing", expected: "a classification loss", received: name });
}
