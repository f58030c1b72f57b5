import type { Model } from "../../layers/model.ts";
import { isFedBy, kernelOf } from "../../layers/wiring.ts";
import type { Loss } from "../../losses/loss.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { mean } from "../../statistics/mean.ts";
import { standardError } from "../../statistics/variance.ts";
import type { FloatTensor } from "../../tensor/tensor.ts";
import { evaluateRuns, type TrainedNetwork } from "../../training/fit.ts";
import type { Examples } from "../../training/recipe/fit-options.ts";

/** How much a unit is needed. */
export interface UnitImportance {
  readonly layer: string;
  readonly unit: number;
  /** Mean loss without the unit (its outgoing weights are 0) minus mean loss with it. Below 0: better without. */
  readonly importance: number;
  /** Standard error of that difference over the examples, paired. */
  readonly standardError: number;
}

/** Replicas of one evaluation: their weights and activations stay within tens of megabytes. */
const MOST_REPLICAS = 64;

/**
 * The importance of every unit of a layer whose outputs feed a dense kernel, by ablation one at a time; batches of
 * ablated networks are evaluated as replicas. What other units could take over after a retraining is not counted.
 */
export async function unitImportances(
  run: TrainedNetwork,
  examples: Examples,
  { runtime, loss }: { readonly runtime: Runtime; readonly loss: Loss },
): Promise<readonly UnitImportance[]> {
  const [whole] = await evaluateRuns([run], examples, { runtime, loss });
  const intact = whole?.losses as Float64Array;
  const units = outgoingKernels(run.model).flatMap(({ layer, kernel, units }) =>
    Array.from({ length: units }, (_, unit) => ({ layer, kernel, unit })),
  );
  const found: UnitImportance[] = [];
  for (let start = 0; start < units.length; start += MOST_REPLICAS) {
    const batch = units.slice(start, start + MOST_REPLICAS);
    const ablated = batch.map(({ kernel, unit }) => withoutUnit(run, kernel, unit));
    const looked = await evaluateRuns(ablated, examples, { runtime, loss });
    batch.forEach(({ layer, unit }, i) => {
      const differences = intact.map((loss, row) => (looked[i]?.losses[row] as number) - loss);
      found.push({
        layer,
        unit,
        importance: mean(differences),
        standardError: differences.length < 2 ? 0 : standardError(differences),
      });
    });
  }
  return found;
}

/**
 * Each dense kernel [units, next] that is fed by a layer with units of its own, dropout and the like in between. Not those of shared
 * layers, whose rows weigh, and whose units stand, in several places.
 */
export function outgoingKernels(
  model: Model,
): readonly { readonly layer: string; readonly kernel: string; readonly units: number }[] {
  return model.layers.flatMap((layer, i) => {
    const kernel = kernelOf(layer);
    if (kernel?.shape.length !== 2 || kernel.axes?.input !== 0 || layer.sharing !== undefined) return [];
    const units = kernel.shape[0] as number;
    const feeding = model.layers.find((source, j) => kernelOf(source) !== undefined && isFedBy(model, i, j));
    if (feeding?.sharing !== undefined) return [];
    return feeding?.outputShape.at(-1) === units ? [{ layer: feeding.name, units, kernel: kernel.name }] : [];
  });
}

/** The same network with the weights of one row of a kernel [units, next] at 0. */
function withoutUnit(run: TrainedNetwork, kernel: string, unit: number): TrainedNetwork {
  const { shape, data } = run.parameters.get(kernel) as FloatTensor;
  const width = shape[1] as number;
  const thinned = data.slice().fill(0, unit * width, (unit + 1) * width);
  return { ...run, parameters: new Map(run.parameters).set(kernel, { shape, data: thinned }) };
}
