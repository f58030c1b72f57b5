import { occamError } from "../errors.ts";
import { mul } from "../graph/ops/index.ts";
import { HIGHEST_RATE } from "../options/field.ts";
import { defineLayer } from "./connection.ts";
import { type DropoutOptions, dropoutRecord } from "./dropout.ts";
import type { LayerFactory } from "./layer.ts";
import { noiseLayer } from "./noise-layer.ts";

/** Whole channels of [channels, ...places] are off together: neighbours say nearly the same. Tompson et al. 2015. */
function spatialDropout(kind: string, places: number, options: DropoutOptions): LayerFactory {
  const { rate, schedule, name } = dropoutRecord(kind).read(options);
  const shared = Array.from({ length: places }, (_, i) => i + 2);
  const layer = noiseLayer({
    kind,
    name,
    strength: rate,
    hyperparameter: "rate",
    highest: HIGHEST_RATE,
    schedule,
    disturb: (x, { dropoutMask }) => mul(x, dropoutMask(x, "rate", shared)),
  });
  return defineLayer({
    kind,
    name,
    build: (layerName, inputShape, inputShapes) => {
      if (inputShape.length === places + 1) return layer.build(layerName, inputShape, inputShapes);
      const expected = `inputs [*, channels${", length".repeat(places === 1 ? 1 : 0)}${places === 2 ? ", height, width" : ""}]`;
      throw occamError("OCCAM_SHAPE", {
        where: layerName,
        expected,
        received: `[*, ${inputShape.join(", ")}]`,
        fix: "use dropout for flat inputs",
      });
    },
  });
}

/**
 * Dropout of whole channels of sequences [channels, length].
 * @throws RangeError with code OCCAM_OPTION when rate is outside [0, 1); Error with code OCCAM_SHAPE for other inputs.
 */
export function spatialDropout1d(options: DropoutOptions): LayerFactory {
  return spatialDropout("spatialDropout1d", 1, options);
}

/**
 * Dropout of whole channels of images [channels, height, width].
 * @throws RangeError with code OCCAM_OPTION when rate is outside [0, 1); Error with code OCCAM_SHAPE for other inputs.
 */
export function spatialDropout2d(options: DropoutOptions): LayerFactory {
  return spatialDropout("spatialDropout2d", 2, options);
}
