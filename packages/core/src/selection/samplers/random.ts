import { randomUniform } from "../../tensor/random.ts";
import { composeValues, parametersOf } from "../space/index.ts";
import type { Sampler } from "./sampler.ts";

/** Every parameter by itself from its prior (Bergstra & Bengio 2012); history changes nothing. */
export function random(): Sampler {
  return {
    name: "random",
    capacity: () => Infinity,
    suggest: (space, _, { seed, index }) => {
      // One number for each parameter, there or not: what is off does not move the others.
      const units = randomUniform(parametersOf(space).length, { seed, stream: "search/random", position: index });
      return composeValues(space, (parameter) => parameter.domain.at(units[parameter.index] as number));
    },
  };
}
