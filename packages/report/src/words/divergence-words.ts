/** Where and why a training diverged, in words. */
import type { Divergence, DivergenceCause } from "@occam/core";

/** Said of a network that is shown although its training diverged; no full stop. */
export function divergenceWords({ epoch, step, cause }: Divergence): string {
  return `its training diverged in epoch ${epoch} at step ${step}, and the last good weights are shown: ${causeWords(cause)}`;
}

/** The likely cause and what to do. */
function causeWords(cause: DivergenceCause): string {
  switch (cause.code) {
    case "inputNotFinite":
      return `input column ${cause.column} of row ${cause.row} is ${cause.value}: fill or drop missing values first`;
    case "targetNotFinite":
      return `the target of row ${cause.row} is ${cause.value}: fill or drop missing values first`;
    case "largeInput":
      return `input column ${cause.column} reaches ${cause.value}: scale the inputs to about 1, or lower the learning rate`;
    case "largeTarget":
      return `the target reaches ${cause.value}: standardize it, or lower the learning rate`;
    case "learningRate":
      return "the learning rate is too high for this network: lower it, for example to a tenth";
  }
}
