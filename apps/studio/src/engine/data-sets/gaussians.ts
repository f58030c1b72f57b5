import { twoClasses } from "./two-classes.ts";

/** A heap of each class: the true boundary is the straight line halfway between them. */
export const gaussians = twoClasses({
  name: "gaussians",
  reach: 3,
  noise: 0.7,
  pointCount: 1,
  line: (isA) => (isA ? [1, 1] : [-1, -1]),
});
