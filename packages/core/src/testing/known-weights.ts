/** Test support: ten trainings, and the fingerprints of their weights; in Node and as the module of a web page. */
import {
  adam,
  adamW,
  batchNorm,
  clipGlobalNorm,
  cosineSchedule,
  dense,
  dropout,
  elasticNet,
  exponentialAverage,
  type FitOptions,
  fit,
  fitReplicas,
  gaussianNoise,
  groupLasso,
  l0,
  l1,
  l2,
  layerNorm,
  type Model,
  maxNorm,
  mixup,
  type Run,
  type Runtime,
  rmsprop,
  sequential,
  sgd,
} from "../index.ts";
import { webRuntime } from "../runtime/web.ts";
import { noisyLine, twoClasses } from "./problems.ts";

const classes = twoClasses(96, 5);
const line = noisyLine(96, 5);
const usual = { epochs: 6, batchSize: 16, seed: 11 } as const;
const ofClasses = { ...usual, loss: "softmaxCrossEntropy" } as const;
const ofLine = { ...usual, loss: "meanSquaredError" } as const;

function network(outputs: number, ...hidden: Parameters<typeof sequential>[0]["layers"]): Model {
  return sequential({ inputShape: [5], layers: [...hidden, dense({ units: outputs })] });
}

type Recipe = (runtime: Runtime) => Promise<readonly Run[]>;

function single(model: () => Model, options: Omit<FitOptions, "runtime">): Recipe {
  const problem = options.loss === "meanSquaredError" || options.loss === "huber" ? line : classes;
  return async (runtime) => [await fit(model(), problem, { ...options, runtime })];
}

/** Each trains with other parts: together they hold every function that is computed otherwise than by + - * / and roots. */
export const RECIPES = {
  "relu, dropout, l1, l2, adam": single(
    () => network(2, dense({ units: 9, activation: "relu" }), dropout({ rate: 0.3 })),
    {
      ...ofClasses,
      optimizer: adam({ learningRate: 0.02 }),
      regularizer: [l1({ alpha: 1e-3 }), l2({ alpha: 1e-2 })],
    },
  ),
  "tanh, momentum": single(() => network(1, dense({ units: 7, activation: "tanh" })), {
    ...ofLine,
    optimizer: sgd({ learningRate: 0.05, momentum: 0.9 }),
  }),
  "gelu, rmsprop, schedule": single(() => network(2, dense({ units: 6, activation: "gelu" })), {
    ...ofClasses,
    optimizer: rmsprop({ learningRate: 0.01, schedule: cosineSchedule() }),
  }),
  "elu, group lasso, huber": single(
    () => network(1, dense({ units: 8, activation: "elu", kernelRegularizer: groupLasso({ alpha: 0.02 }) })),
    { ...ofLine, loss: "huber", optimizer: adam({ learningRate: 0.01 }) },
  ),
  "softplus, batchNorm, adamW": single(
    () => network(2, dense({ units: 6 }), batchNorm(), dense({ units: 5, activation: "softplus" })),
    { ...ofClasses, optimizer: adamW({ learningRate: 0.01, weightDecay: 0.05 }) },
  ),
  "silu, layerNorm, maxNorm, clipping": single(
    () => network(1, dense({ units: 6, activation: "silu", kernelConstraint: maxNorm({ c: 1 }) }), layerNorm()),
    { ...ofLine, optimizer: sgd({ learningRate: 0.05 }), gradientClipping: clipGlobalNorm({ limit: 1 }) },
  ),
  "selu, noise, elastic net": single(
    () => network(1, gaussianNoise({ deviation: 0.2 }), dense({ units: 6, activation: "selu" })),
    {
      ...ofLine,
      optimizer: adam({ learningRate: 0.01 }),
      regularizer: elasticNet({ alpha: 0.01, mix: 0.4 }),
    },
  ),
  "gates of l0, averages": single(
    () => network(2, dense({ units: 6, activation: "relu", kernelRegularizer: l0({ alpha: 1e-3 }) })),
    { ...ofClasses, optimizer: adam({ learningRate: 0.02 }), averaging: exponentialAverage({ decay: 0.9 }) },
  ),
  "sigmoid, mixup, label smoothing": single(() => network(2, dense({ units: 7, activation: "sigmoid" })), {
    ...ofClasses,
    optimizer: adam({ learningRate: 0.02 }),
    mixing: mixup({ alpha: 0.3 }),
    labelSmoothing: 0.1,
  }),
  "three strengths together": async (runtime) =>
    fitReplicas(network(2, dense({ units: 8, activation: "relu" }), dropout({ rate: [0.1, 0.3, 0.5] })), classes, {
      ...ofClasses,
      runtime,
      optimizer: adam({ learningRate: 0.02 }),
      regularizer: l1({ alpha: [0, 1e-3, 1e-2] }),
    }),
} as const satisfies Readonly<Record<string, Recipe>>;

/** The SHA-256 of all weights of each recipe. */
export async function weightFingerprints(runtime: Runtime): Promise<Readonly<Record<string, string>>> {
  const found: [string, string][] = [];
  for (const [name, recipe] of Object.entries(RECIPES)) found.push([name, await fingerprint(await recipe(runtime))]);
  await runtime.close();
  return Object.fromEntries(found);
}

async function fingerprint(runs: readonly Run[]): Promise<string> {
  const tensors = runs.flatMap(({ parameters }) => [...parameters.values()]);
  const numbers = Float32Array.from(tensors.flatMap(({ data }) => [...data]));
  // Pages and Node have it; Node's types name it otherwise.
  const { crypto } = globalThis as unknown as {
    crypto: { subtle: { digest: (name: string, data: ArrayBufferView) => Promise<ArrayBuffer> } };
  };
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", numbers));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** In the thread that calls, a page's or one of another Node; with more `threads` in workers of a page. */
export function fingerprintsHere(threads = 1): Promise<Readonly<Record<string, string>>> {
  return weightFingerprints(webRuntime({ engine: "compiled", threads }));
}
