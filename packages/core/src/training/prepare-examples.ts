/** Examples and features as graphs take them. */
import { occamError } from "../errors.ts";
import type { Model, ModelInput } from "../layers/model.ts";
import type { Loss } from "../losses/loss.ts";
import { type FloatTensor, sizeOf, type TensorLike, toFloatTensor } from "../tensor/tensor.ts";
import type { Prepared } from "./examples/prepared.ts";
import type { Examples, ModelFeed } from "./recipe/fit-options.ts";

/**
 * Examples as graphs take them.
 * @throws Error with code OCCAM_SHAPE or OCCAM_DATA for examples that do not fit the model.
 */
export function prepareExamples(model: Model, loss: Loss, { x, y }: Examples, where: string): Prepared {
  const features = toFeatures(model, x, where);
  requireIndices(model, features, where);
  const targets = loss.toTargets(y, model.outputShape);
  if (targets.shape[0] !== features.shape[0]) {
    throw occamError("OCCAM_SHAPE", {
      where,
      expected: `as many targets as the ${features.shape[0]} rows of x`,
      received: `${targets.shape[0]}`,
    });
  }
  return { x: features, targets };
}

/** @throws Error with code OCCAM_DATA where a layer that looks indices up is fed, straight from an input, what is none. */
export function requireIndices({ inputs, layers, wiring }: Model, { shape, data }: FloatTensor, where: string): void {
  const width = data.length / (shape[0] as number);
  let start = 0;
  inputs.forEach(({ shape: own }, i) => {
    const size = sizeOf(own);
    const counts = layers.flatMap(({ indexCount }, at) =>
      indexCount !== undefined && wiring[at]?.includes(-1 - i) ? [indexCount] : [],
    );
    const least = Math.min(...counts);
    if (counts.length > 0) requireIndicesBelow(least, { data, width, start, size }, where);
    start += size;
  });
}

function requireIndicesBelow(
  count: number,
  { data, width, start, size }: { data: Float32Array; width: number; start: number; size: number },
  where: string,
): void {
  for (let at = 0; at < data.length; at += width) {
    for (let i = at + start; i < at + start + size; i++) {
      const value = data[i] as number;
      if (Number.isInteger(value) && value >= 0 && value < count) continue;
      throw occamError("OCCAM_DATA", {
        where: `${where}: x`,
        expected: `whole numbers from 0 to ${count - 1}, as the embedding has ${count} vectors,`,
        received: `${value} in row ${at / width}`,
        fix: "give missing and unknown categories an index of their own",
      });
    }
  }
}

/**
 * The inputs of a model as one tensor: those of several inputs lie side by side, as they may be given too.
 * @throws Error with code OCCAM_SHAPE or OCCAM_DATA for inputs that do not fit the model.
 */
export function toFeatures(model: Model, x: ModelFeed, where: string): FloatTensor {
  if (model.inputs.length > 1 && isFeedByName(x)) return sideBySide(model, x, where);
  const [only] = model.inputs as readonly [ModelInput];
  const features = toFloatTensor(isFeedByName(x) ? feedOf(x, only.name, where) : x, `${where}: x`);
  requireFeatures(model.inputShape, features, `${where}: x`);
  return features;
}

function sideBySide(
  { inputs, inputShape }: Model,
  x: Readonly<Record<string, TensorLike>>,
  where: string,
): FloatTensor {
  const unknown = Object.keys(x).find((key) => !inputs.some(({ name }) => name === key));
  if (unknown !== undefined) {
    throw occamError("OCCAM_DATA", {
      where: `${where}: x`,
      expected: `entries ${inputs.map(({ name }) => `"${name}"`).join(", ")}`,
      received: `"${unknown}" too`,
    });
  }
  const parts = inputs.map(({ name, shape }) => {
    const part = toFloatTensor(feedOf(x, name, where), `${where}: x.${name}`);
    requireFeatures(shape, part, `${where}: x.${name}`);
    return part;
  });
  const rows = parts[0]?.shape[0] as number;
  const uneven = parts.findIndex(({ shape }) => shape[0] !== rows);
  if (uneven >= 0) {
    throw occamError("OCCAM_SHAPE", {
      where: `${where}: x.${inputs[uneven]?.name}`,
      expected: `${rows} rows, as x.${inputs[0]?.name} has`,
      received: `${parts[uneven]?.shape[0]}`,
    });
  }
  const width = inputShape[0] as number;
  const data = new Float32Array(rows * width);
  let start = 0;
  for (const part of parts) {
    const size = part.data.length / rows;
    for (let row = 0; row < rows; row++)
      data.set(part.data.subarray(row * size, (row + 1) * size), row * width + start);
    start += size;
  }
  return { shape: [rows, width], data };
}

function isFeedByName(x: ModelFeed): x is Readonly<Record<string, TensorLike>> {
  return typeof x === "object" && x !== null && !Array.isArray(x) && !("data" in x && "shape" in x);
}

function feedOf(x: Readonly<Record<string, TensorLike>>, name: string, where: string): TensorLike {
  const own = Object.hasOwn(x, name) ? x[name] : undefined;
  if (own !== undefined) return own;
  throw occamError("OCCAM_DATA", {
    where: `${where}: x`,
    expected: `an entry "${name}"`,
    received: Object.keys(x).join(", "),
  });
}

function requireFeatures(shape: readonly number[], x: FloatTensor, where: string): void {
  const expected = shape.join(", ");
  const fits = x.shape.slice(1).join(", ") === expected && (x.shape[0] ?? 0) > 0;
  if (fits) return;
  throw occamError("OCCAM_SHAPE", {
    where,
    expected: `[n, ${expected}] with n of at least 1`,
    received: `[${x.shape.join(", ")}]`,
  });
}
