/** The networks that are looked at in the end, on all rows that are not test. */
import type { Runtime } from "../../runtime/runtime.ts";
import type { Run } from "../../training/fit.ts";
import { type NetworkTraining, trainNetworks } from "./train.ts";

export interface RefitPlan extends Omit<NetworkTraining, "epochs" | "round" | "validation" | "onEpoch" | "seeds"> {
  readonly runtime: Runtime;
  readonly seed: number;
  /** Of each network, which the folds found. */
  readonly epochs: readonly number[];
}

/** Trains each network for its own number of epochs: there is nothing left to stop it by. */
export function refit({ runtime, seed, ...plan }: RefitPlan): Promise<readonly Run[]> {
  return trainNetworks(runtime, {
    ...plan,
    seeds: [seed],
    epochs: plan.epochs.map((each) => Math.max(1, Math.round(each))),
  });
}
