import { gaussianNoise } from "../../../layers/gaussian-noise.ts";
import { strength } from "../../../options/field.ts";
import { record } from "../../../options/record.ts";
import { float } from "../../../selection/space/index.ts";
import { featureNoiseSetting } from "../kinds.ts";

/** Gaussian noise on the features, whose scale is about 1. */
export const inputNoiseSetting = featureNoiseSetting(
  record("inputNoise", { deviation: strength() }),
  "deviation",
  gaussianNoise,
  {
    domain: () => float({ low: 0.02, high: 1, scale: "log" }),
    path: { of: "range", low: 0.01, high: 2, scale: "log" },
  },
);
