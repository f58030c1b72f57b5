import { randomUniform, randomWords } from "../../tensor/random.ts";
import { composeValues, parametersOf } from "../space/index.ts";
import type { Sampler } from "./sampler.ts";
import { SOBOL_DIMENSIONS, sobolWord } from "./sobol-directions.ts";

const BIT_COUNT = 32;
const TWO_32 = 2 ** 32;

/**
 * Points of a Sobol sequence (Sobol 1967, direction numbers of Joe & Kuo 2008), which fill the space more evenly than
 * random ones, scrambled by the seed. A parameter has a dimension of its own, there or not. The dimensions are those of
 * the first 32 parameters with more than one value; any others are drawn at random. Best in powers of two of trials;
 * history changes nothing.
 */
export function sobol(): Sampler {
  return {
    name: "sobol",
    capacity: () => TWO_32,
    suggest: (space, _, { seed, index }) => {
      const varying = parametersOf(space).filter(({ domain }) => domain.levelCount > 1);
      const rest = randomUniform(varying.length, { seed, stream: "search/sobol/rest", position: index });
      const units = new Map(
        varying.map(({ path }, dimension) => [
          path,
          dimension < SOBOL_DIMENSIONS ? scrambledSobol(index, dimension, seed) : (rest[dimension] as number),
        ]),
      );
      return composeValues(space, ({ path, domain }) => domain.at(units.get(path) ?? 0));
    },
  };
}

/**
 * A coordinate of the sequence in [0, 1) under Owen's nested uniform scramble (1995): each binary digit is flipped or
 * not by a random bit that belongs to all the digits before it. Every point is then uniform, and any 2^m consecutive
 * points from a multiple of 2^m on are as evenly spread as before.
 */
export function scrambledSobol(index: number, dimension: number, seed: number): number {
  const word = sobolWord(index, dimension);
  let flips = 0;
  for (let digit = 0; digit < BIT_COUNT; digit++) {
    // The digits before, with a leading one so that their number counts: below 2^32.
    const position = 2 ** digit + Math.floor(word / 2 ** (BIT_COUNT - digit));
    const [bits = 0] = randomWords(1, { seed, stream: `search/sobol/${dimension}`, position });
    flips += (bits % 2) * 2 ** (BIT_COUNT - 1 - digit);
  }
  return ((word ^ flips) >>> 0) / TWO_32;
}
