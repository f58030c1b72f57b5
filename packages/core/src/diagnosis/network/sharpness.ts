import { requireCount, requireRange } from "../../errors.ts";
import type { Loss } from "../../losses/loss.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { mean } from "../../statistics/mean.ts";
import { randomNormal } from "../../tensor/random.ts";
import { evaluateRuns, type TrainedNetwork } from "../../training/fit.ts";
import type { Examples } from "../../training/recipe/fit-options.ts";

export interface SharpnessOptions {
  readonly runtime: Runtime;
  readonly loss: Loss;
  /** Length of a perturbation relative to the parameter, above 0. Default 0.05. */
  readonly radius?: number;
  /** Random directions. Default 16. */
  readonly directions?: number;
  /** Default 0. */
  readonly seed?: number;
}

/** How fast the loss rises around the weights. */
export interface Sharpness {
  readonly radius: number;
  readonly loss: number;
  /** Mean and largest of (loss of perturbed weights - loss) over the directions. */
  readonly meanIncrease: number;
  readonly largestIncrease: number;
}

/**
 * Loss increase under random relative perturbations of the kernels: K <- K + radius * norm(K) / norm(Z) * Z with Z standard
 * normal, for every kernel at once, so that no rescaling of a layer changes it (after Li et al. 2018). A flat minimum
 * rises little; it says how much the weights may be off, not by itself how the network generalizes (Dinh et al. 2017).
 */
export async function sharpness(
  run: TrainedNetwork,
  examples: Examples,
  { runtime, loss, radius = 0.05, directions = 16, seed = 0 }: SharpnessOptions,
): Promise<Sharpness> {
  requireRange("sharpness.radius", radius, Number.MIN_VALUE, Infinity);
  requireCount("sharpness.directions", directions);
  const shaken = Array.from({ length: directions }, (_, position) => perturbed(run, radius, { seed, position }));
  const [own, ...others] = (await evaluateRuns([run, ...shaken], examples, { runtime, loss })).map(({ losses }) =>
    mean(losses),
  ) as [number, ...number[]];
  const increases = others.map((other) => other - own);
  return { radius, loss: own, meanIncrease: mean(increases), largestIncrease: Math.max(...increases) };
}

function perturbed(
  run: TrainedNetwork,
  radius: number,
  { seed, position }: { seed: number; position: number },
): TrainedNetwork {
  const parameters = new Map(run.parameters);
  for (const { name, role } of run.model.parameters) {
    const kernel = parameters.get(name);
    if (role !== "kernel" || kernel === undefined) continue;
    const z = randomNormal(kernel.data.length, { seed, stream: `sharpness/${name}`, position });
    const step = (radius * norm(kernel.data)) / norm(z);
    parameters.set(name, { shape: kernel.shape, data: kernel.data.map((w, i) => w + step * (z[i] as number)) });
  }
  return { ...run, parameters };
}

function norm(values: Float32Array | Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}
