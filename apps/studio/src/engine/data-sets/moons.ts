import { twoClasses } from "./two-classes.ts";

/** Two half circles that reach into each other. */
export const moons = twoClasses({
  name: "moons",
  reach: 3,
  noise: 0.4,
  pointCount: 96,
  line: (isA, t) => {
    const [cosine, sine] = [Math.cos(Math.PI * t), Math.sin(Math.PI * t)];
    return isA ? [1.4 * (cosine - 0.5), 1.4 * (sine - 0.25)] : [1.4 * (0.5 - cosine), 1.4 * (0.25 - sine)];
  },
});
