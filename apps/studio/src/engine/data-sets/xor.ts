import { twoClasses } from "./two-classes.ts";

/** Two heaps of each class at opposite corners: the true boundary is the two axes. */
export const xor = twoClasses({
  name: "xor",
  reach: 3,
  noise: 0.5,
  pointCount: 2,
  line: (isA, t) => {
    const side = t < 0.5 ? 1.2 : -1.2;
    return [side, isA ? side : -side];
  },
});
