import { noisyFunction } from "./noisy-function.ts";

/** One input: a wave that flattens out. */
export const curve = noisyFunction({
  name: "curve",
  inputCount: 1,
  reach: 3,
  spread: 2.5,
  noise: 0.3,
  mean: (x) => Math.sin(2 * x) * Math.exp(-x * x * 0.15),
});
