import { SPECTRAL_NORM, spectralNorm } from "../../../regularizers/spectral-norm.ts";
import { penaltySetting } from "../kinds.ts";

export const spectralNormSetting = penaltySetting(SPECTRAL_NORM, spectralNorm, {
  path: { of: "range", low: 1e-5, high: 10, scale: "log" },
});
