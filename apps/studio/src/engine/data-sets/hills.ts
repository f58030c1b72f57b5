import { noisyFunction } from "./noisy-function.ts";

/** Two inputs: a hill at (1, 1) and a hollow at (-1, -0.5). */
export const hills = noisyFunction({
  name: "hills",
  inputCount: 2,
  reach: 3,
  spread: 2.5,
  noise: 0.2,
  mean: (x1, x2) => Math.exp(-((x1 - 1) ** 2 + (x2 - 1) ** 2)) - Math.exp(-((x1 + 1) ** 2 + (x2 + 0.5) ** 2)),
});
