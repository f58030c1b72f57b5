/** What the course trains and solves, each a function of a runtime and plain numbers: in its worker, in tests and while the app is built. */
import type { Runtime } from "@occam/core";
import { trainOverfit } from "../hidden/train-overfit.ts";
import { allKernels } from "../intuition/random-features.ts";
import { trainSamples } from "../samples/train-samples.ts";
import { trainStrip } from "../strip/train-strip.ts";
import { pathsOfDiabetes } from "../zeros/paths.ts";
import { trainNetwork } from "./train-network.ts";

export const TASKS = {
  // Exact, and too long for the thread that draws.
  kernels: async (_: Runtime, __: undefined) => allKernels(),
  paths: async (_: Runtime, __: undefined) => pathsOfDiabetes(),
  network: trainNetwork,
  overfit: trainOverfit,
  samples: trainSamples,
  strip: trainStrip,
};

export type TaskName = keyof typeof TASKS;
export type ArgumentOf<Name extends TaskName> = Parameters<(typeof TASKS)[Name]>[1];
export type ResultOf<Name extends TaskName> = Awaited<ReturnType<(typeof TASKS)[Name]>>;
export type Task<Name extends TaskName> = (runtime: Runtime, argument: ArgumentOf<Name>) => Promise<ResultOf<Name>>;
