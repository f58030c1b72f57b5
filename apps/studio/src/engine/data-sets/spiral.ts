import { twoClasses } from "./two-classes.ts";

const TURNS = 1.25;

/** Two arms that wind around each other: A's, and the same turned by half a turn. */
export const spiral = twoClasses({
  name: "spiral",
  reach: 3,
  noise: 0.1,
  pointCount: 160,
  line: (isA, t) => {
    const angle = 2 * Math.PI * TURNS * t + (isA ? 0 : Math.PI);
    const radius = 0.25 + 2.1 * t;
    return [radius * Math.sin(angle), radius * Math.cos(angle)];
  },
});
