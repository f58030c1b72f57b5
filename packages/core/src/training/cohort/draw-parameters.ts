import { occamError } from "../../errors.ts";
import type { Model } from "../../layers/model.ts";
import { type FloatTensor, sizeOf } from "../../tensor/tensor.ts";

/**
 * Starting values of all parameters: those given, the rest drawn from the seed, each from its own stream.
 * @throws Error with code OCCAM_SHAPE for a given parameter of another shape, OCCAM_DATA for an unknown name.
 */
export function drawParameters(
  model: Model,
  seed: number,
  given: ReadonlyMap<string, FloatTensor> = new Map(),
): ReadonlyMap<string, FloatTensor> {
  const names = model.parameters.map(({ name }) => name);
  for (const name of given.keys()) {
    if (!names.includes(name))
      throw occamError("OCCAM_DATA", {
        where: "initialParameters",
        expected: `names among ${names.join(", ")}`,
        received: name,
      });
  }
  return new Map(
    model.parameters.map(({ name, shape, initializer, fans }) => {
      const own = given.get(name);
      if (own === undefined)
        return [name, { shape, data: initializer.sample(sizeOf(shape), fans, { seed, stream: `init/${name}` }) }];
      if (own.shape.join() === shape.join() && own.data.length === sizeOf(shape))
        return [name, { shape, data: Float32Array.from(own.data) }];
      throw occamError("OCCAM_SHAPE", {
        where: `initialParameters ${name}`,
        expected: `[${shape.join(", ")}]`,
        received: `[${own.shape.join(", ")}]`,
      });
    }),
  );
}

/**
 * All parameters of a model, in its order.
 * @throws Error with code OCCAM_SHAPE for a parameter of another shape, OCCAM_DATA for one that is missing or unknown.
 */
export function requireParameters(
  model: Model,
  given: ReadonlyMap<string, FloatTensor>,
): ReadonlyMap<string, FloatTensor> {
  const missing = model.parameters.find(({ name }) => !given.has(name));
  if (missing === undefined) return drawParameters(model, 0, given);
  throw occamError("OCCAM_DATA", {
    where: "parameters",
    expected: `one for each name of the model, ${missing.name} too`,
    received: [...given.keys()].join(", ") || "none",
  });
}
