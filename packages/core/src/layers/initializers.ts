import { type RandomKey, randomNormal, randomUniform } from "../tensor/random.ts";

/** Draws the starting values of a parameter. */
export interface Initializer {
  readonly name: string;
  /** `fanIn` and `fanOut`: how many inputs feed a unit, and how many units an input feeds. */
  readonly sample: (size: number, fans: Fans, key: RandomKey) => Float32Array;
}

export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** Uniform on [-limit, limit] with limit = sqrt(3 * variance). */
function uniform(name: string, variance: (fans: Fans) => number): () => Initializer {
  return () => ({
    name,
    sample: (size, fans, key) => {
      const limit = Math.sqrt(3 * variance(fans));
      return new Float32Array(randomUniform(size, key).map((u) => limit * (2 * u - 1)));
    },
  });
}

/** Normal with mean 0 (not truncated). */
function normal(name: string, variance: (fans: Fans) => number): () => Initializer {
  return () => ({
    name,
    sample: (size, fans, key) => {
      const deviation = Math.sqrt(variance(fans));
      return new Float32Array(randomNormal(size, key).map((z) => deviation * z));
    },
  });
}

const glorot = ({ fanIn, fanOut }: Fans) => 2 / (fanIn + fanOut);
const he = ({ fanIn }: Fans) => 2 / fanIn;
const lecun = ({ fanIn }: Fans) => 1 / fanIn;

/** Variance 2 / (fanIn + fanOut). Glorot & Bengio 2010. */
export const glorotUniform = uniform("glorotUniform", glorot);
export const glorotNormal = normal("glorotNormal", glorot);
/** Variance 2 / fanIn, for relu. He et al. 2015. */
export const heUniform = uniform("heUniform", he);
export const heNormal = normal("heNormal", he);
/** Variance 1 / fanIn, for selu and tanh. LeCun et al. 1998. */
export const lecunUniform = uniform("lecunUniform", lecun);
export const lecunNormal = normal("lecunNormal", lecun);

/** All zeros: the start of biases. */
export function zeros(): Initializer {
  return { name: "zeros", sample: (size) => new Float32Array(size) };
}

/** All ones: the start of scales. */
export function ones(): Initializer {
  return { name: "ones", sample: (size) => new Float32Array(size).fill(1) };
}

/** Every random initializer; the initializer battery runs over this list. */
export const INITIALIZERS: readonly { readonly make: () => Initializer; readonly variance: (fans: Fans) => number }[] =
  [
    { make: glorotUniform, variance: glorot },
    { make: glorotNormal, variance: glorot },
    { make: heUniform, variance: he },
    { make: heNormal, variance: he },
    { make: lecunUniform, variance: lecun },
    { make: lecunNormal, variance: lecun },
  ];
