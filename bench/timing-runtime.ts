/** A runtime that tells the time of training steps from the time of evaluations, seen from outside the library. */
import type { Runtime } from "@occam/core";

export interface StepClock {
  /** Forgets what came before. */
  readonly reset: () => void;
  readonly trainingMs: () => number;
  readonly stepCount: () => number;
}

/**
 * Time up to the end of each run of the training graph counts as training (drawing its inputs too), time up to the end
 * of any other run does not. The training graph is the one that is fed a `stepCount`.
 */
export function timingRuntime(inner: Runtime): { readonly runtime: Runtime; readonly clock: StepClock } {
  let markMs = performance.now();
  let trainingMs = 0;
  let stepCount = 0;
  const load: Runtime["load"] = async (bytes, options) => {
    const session = await inner.load(bytes, options);
    return {
      ...session,
      begin: (inputs, outputs) => {
        const begun = session.begin(inputs, outputs);
        const fetched = begun.fetched.then((answer) => {
          const nowMs = performance.now();
          const steps = inputs.stepCount;
          if (steps !== undefined && "data" in steps) {
            trainingMs += nowMs - markMs;
            stepCount += Number(steps.data[0]);
          }
          markMs = nowMs;
          return answer;
        });
        return { ...begun, fetched };
      },
    };
  };
  const reset = () => {
    markMs = performance.now();
    trainingMs = 0;
    stepCount = 0;
  };
  return { runtime: { ...inner, load }, clock: { reset, trainingMs: () => trainingMs, stepCount: () => stepCount } };
}
