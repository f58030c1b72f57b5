import { twoClasses } from "./two-classes.ts";

/** A ring around a smaller one: the true boundary is a circle. */
export const circle = twoClasses({
  name: "circle",
  reach: 3,
  noise: 0.3,
  pointCount: 96,
  line: (isA, t) => {
    const radius = isA ? 0.6 : 1.8;
    return [radius * Math.cos(2 * Math.PI * t), radius * Math.sin(2 * Math.PI * t)];
  },
});
