import { occamError } from "../errors.ts";
import { number, optional } from "../options/field.ts";
import { type OptionsOf, record } from "../options/record.ts";
import { type RandomKey, randomBeta, randomUniform } from "../tensor/random.ts";

/** How the examples of a training batch are blended with each other: all facts. */
export interface ExampleMixing {
  readonly name: string;
  /** Shape of the weights that a step draws, for examples of a shape: they broadcast with one example. */
  readonly weightShape: (exampleShape: readonly number[], where: string) => readonly number[];
  /**
   * Draws how much of each number of an example stays its own, in [0, 1]; the rest is its partner's. Targets mix by the mean
   * of these weights.
   */
  readonly draw: (out: Float32Array, exampleShape: readonly number[], key: RandomKey) => void;
}

function mixingRecord(name: string, usual: number) {
  return record(name, {
    /** Parameter of the Beta(alpha, alpha) distribution that the share is drawn from, above 0. */
    alpha: optional(number(Number.MIN_VALUE, Infinity), usual),
  });
}

/** Options of `mixup`. */
export const MIXUP = mixingRecord("mixup", 0.2);
/** Options of `cutmix`. */
export const CUTMIX = mixingRecord("cutmix", 1);

export type MixingOptions = OptionsOf<typeof MIXUP>;

/**
 * Mixup: in training each example becomes lambda x + (1 - lambda) x', its target likewise, with x' another example of the
 * batch and lambda ~ Beta(alpha, alpha), fresh at every step. Zhang, Cisse, Dauphin & Lopez-Paz 2018. Default alpha 0.2.
 * @throws RangeError with code OCCAM_OPTION when alpha is not above 0.
 */
export function mixup(options: MixingOptions = {}): ExampleMixing {
  const { alpha } = MIXUP.read(options);
  return {
    name: MIXUP.name,
    weightShape: (shape) => shape.map(() => 1),
    draw: (out, _, key) => void out.fill(randomBeta(alpha, alpha, key)),
  };
}

/**
 * Cutmix: in training a box of each image is another image's, the same box for all images of a step; targets mix by the area.
 * The box covers a share 1 - lambda of the image before it is cut at the border, lambda ~ Beta(alpha, alpha), its centre is
 * uniform. Yun et al. 2019. Default alpha 1. For images [channels, height, width].
 * @throws RangeError with code OCCAM_OPTION when alpha is not above 0.
 */
export function cutmix(options: MixingOptions = {}): ExampleMixing {
  const { alpha } = CUTMIX.read(options);
  return {
    name: CUTMIX.name,
    weightShape: (shape, where) => {
      if (shape.length === 3) return [1, shape[1] as number, shape[2] as number];
      throw occamError("OCCAM_SHAPE", {
        where,
        expected: "images [*, channels, height, width]",
        received: `[*, ${shape.join(", ")}]`,
        fix: "use mixup for other inputs",
      });
    },
    draw: (out, [, height = 1, width = 1], key) => {
      const side = Math.sqrt(1 - randomBeta(alpha, alpha, key));
      const [v = 0, u = 0] = randomUniform(2, { ...key, stream: `${key.stream}/centre` });
      const [top, bottom] = interval(v * height, side * height, height);
      const [left, right] = interval(u * width, side * width, width);
      out.fill(1);
      for (let row = top; row < bottom; row++) out.fill(0, row * width + left, row * width + right);
    },
  };
}

/** Whole positions around a centre, cut at 0 and `length`. */
function interval(centre: number, size: number, length: number): readonly [number, number] {
  const clip = (at: number) => Math.min(length, Math.max(0, Math.round(at)));
  return [clip(centre - size / 2), clip(centre + size / 2)];
}
