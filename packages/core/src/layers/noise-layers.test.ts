import { afterAll, describe, expect, it } from "vitest";
import { evaluate } from "../graph/evaluate.ts";
import { type NdArray, ndArray, numbersOf } from "../graph/nd-array.ts";
import { input } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import {
  alphaDropout,
  dense,
  dropout,
  fit,
  fitReplicas,
  gaussianDropout,
  gaussianNoise,
  type LayerFactory,
  sequential,
  spatialDropout1d,
  spatialDropout2d,
  tensor,
} from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { randomNormal, randomUniform } from "../tensor/random.ts";
import type { LayerScope } from "./layer.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const N = 200_000;
const RATE = 0.3;

/** A layer's training output for N inputs, with real random numbers in place of those that training feeds. */
function disturbed(factory: LayerFactory, values: Float64Array): Float64Array {
  const layer = factory.build("layer", [1]);
  const [x, keep, noise] = ["x", "keep", "noise"].map((name) => input(name, "float32", [N, 1])) as [
    Value,
    Value,
    Value,
  ];
  const number = input("number", "float32", []);
  const scope: LayerScope = {
    mode: "training",
    parameter: () => x,
    batchParameter: () => x,
    dropoutMask: () => keep,
    parameterMask: () => keep,
    keepMask: () => keep,
    normalNoise: () => noise,
    parameterNoise: () => noise,
    hyperparameter: () => number,
    updateStatistic: () => {},
    batchMean: () => x,
    withReplicas: () => x,
  };
  const y = layer.apply(x, scope);
  const key = { seed: 9, stream: "noise" };
  const inputs = {
    x: ndArray([N, 1], values),
    keep: ndArray(
      [N, 1],
      randomUniform(N, key).map((u) => Number(u >= RATE)),
    ),
    noise: ndArray([N, 1], randomNormal(N, key)),
    number: ndArray([], [RATE]),
  };
  return numbersOf(
    evaluate({ name: "layer", inputs: [x, keep, noise, number], outputs: [["y", y]] }, inputs).y as NdArray,
  );
}

const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: Float64Array) => {
  const center = mean(values);
  return mean(values.map((value) => (value - center) ** 2));
};

describe("moments of the noise (five standard errors)", () => {
  const ones = new Float64Array(N).fill(1);

  it("gaussianNoise adds mean 0 and variance deviation^2", () => {
    const y = disturbed(gaussianNoise({ deviation: RATE }), ones);
    expect(Math.abs(mean(y) - 1)).toBeLessThan((5 * RATE) / Math.sqrt(N));
    expect(Math.abs(variance(y) - RATE ** 2)).toBeLessThan(5 * RATE ** 2 * Math.sqrt(2 / N));
  });

  it("gaussianDropout keeps the mean and has dropout's variance rate / (1 - rate)", () => {
    const y = disturbed(gaussianDropout({ rate: RATE }), ones);
    const expected = RATE / (1 - RATE);
    expect(Math.abs(mean(y) - 1)).toBeLessThan(5 * Math.sqrt(expected / N));
    expect(Math.abs(variance(y) - expected)).toBeLessThan(5 * expected * Math.sqrt(2 / N));
  });

  it("alphaDropout keeps mean 0 and variance 1, and off units saturate", () => {
    const z = randomNormal(N, { seed: 1, stream: "z" });
    const y = disturbed(alphaDropout({ rate: RATE }), z);
    expect(Math.abs(mean(y))).toBeLessThan(5 / Math.sqrt(N));
    expect(Math.abs(variance(y) - 1)).toBeLessThan(5 * Math.sqrt(2 / N));
    // a (s) + b for the units that are off, by the formulas of the paper.
    const [s, q] = [-1.7580993408473766, 1 - RATE];
    const a = 1 / Math.sqrt(q + s * s * q * (1 - q));
    const off = a * s - a * (1 - q) * s;
    expect(Array.from(y).filter((value) => Math.abs(value - off) < 1e-6).length / N).toBeCloseTo(RATE, 2);
  });
});

const x = tensor(Float32Array.from(randomNormal(60 * 6, { seed: 1, stream: "x" })), [60, 6]);
const y = tensor(
  Float32Array.from({ length: 60 }, (_, i) => Math.sin(x.data[i * 6] as number)),
  [60],
);
const options = { runtime, loss: "meanSquaredError", epochs: 4, batchSize: 16, seed: 3 } as const;

type Make = (strength: number | readonly number[]) => LayerFactory;
const layers: readonly { readonly name: string; readonly make: Make }[] = [
  { name: "dropout", make: (rate) => dropout({ rate }) },
  { name: "gaussianDropout", make: (rate) => gaussianDropout({ rate }) },
  { name: "gaussianNoise", make: (deviation) => gaussianNoise({ deviation }) },
  { name: "alphaDropout", make: (rate) => alphaDropout({ rate }) },
  { name: "dropConnect", make: (dropConnect) => dense({ units: 7, activation: "tanh", dropConnect }) },
];

describe("every noise layer", () => {
  const network = (layer: LayerFactory) =>
    sequential({ inputShape: [6], layers: [dense({ units: 7, activation: "tanh" }), layer, dense({ units: 1 })] });
  const kernels = (run: Awaited<ReturnType<typeof fit>>) =>
    [...run.parameters.values()].flatMap(({ data }) => Array.from(data));

  it.each(layers)("$name: replicas equal single runs (1e-5)", async ({ make }) => {
    const strengths = [0.1, 0.4];
    const together = await fitReplicas(network(make(strengths)), { x, y }, options);
    for (const [i, strength] of strengths.entries()) {
      const alone = kernels(await fit(network(make(strength)), { x, y }, options));
      const own = kernels(together[i] as Awaited<ReturnType<typeof fit>>);
      expect(Math.max(...own.map((w, at) => Math.abs(w - (alone[at] as number))))).toBeLessThan(1e-5);
    }
  });

  it.each(layers)("$name: strength 0 changes nothing, another strength does", async ({ make }) => {
    const [none, swept, some] = await Promise.all([
      fit(network(make(0)), { x, y }, options),
      fitReplicas(network(make([0, 0.3])), { x, y }, options),
      fit(network(make(0.3)), { x, y }, options),
    ]);
    const [plain, zero, noisy] = [none, swept[0] as typeof none, some].map(kernels) as [number[], number[], number[]];
    expect(Math.max(...plain.map((w, at) => Math.abs(w - (zero[at] as number))))).toBeLessThan(1e-5);
    expect(Math.max(...plain.map((w, at) => Math.abs(w - (noisy[at] as number))))).toBeGreaterThan(1e-3);
  });

  it.each(layers)("$name: inference is without noise", async ({ make }) => {
    const run = await fit(network(make(0.3)), { x, y }, options);
    expect((await run.predict(x)).data).toEqual((await run.predict(x)).data);
    const session = await runtime.load(await run.toOnnx());
    const { fetched } = await session.run({ x }, { fetch: ["value"] });
    await session.release();
    const predicted = (await run.predict(x)).data;
    expect(Array.from(fetched.value?.data as Float32Array)).toEqual(
      Array.from(predicted, (value) => expect.closeTo(value, 6)),
    );
  });

  it("as the first layer, dropout drops inputs", async () => {
    const model = sequential({ inputShape: [6], layers: [dropout({ rate: [0.2, 0.6] }), dense({ units: 1 })] });
    const [light, heavy] = await fitReplicas(model, { x, y }, options);
    expect(light?.parameters.get("dense0/kernel")?.data).not.toEqual(heavy?.parameters.get("dense0/kernel")?.data);
  });
});

describe("spatial dropout", () => {
  it("drops whole channels: one draw for all places", () => {
    const layer = spatialDropout2d({ rate: 0.5 }).build("s", [3, 4, 5]);
    const seen: (readonly number[] | undefined)[] = [];
    const image = input("x", "float32", [2, 3, 4, 5]);
    const scope = {
      mode: "training",
      dropoutMask: (value: Value, _: string, shared?: readonly number[]) => {
        seen.push(shared);
        return value;
      },
    };
    layer.apply(image, scope as unknown as LayerScope);
    expect(seen).toEqual([[2, 3]]);
  });

  it("refuses inputs of another rank by name", () => {
    expect(() => sequential({ inputShape: [6], layers: [spatialDropout1d({ rate: 0.5 })] })).toThrow(
      /spatialDropout1d0 expects inputs \[\*, channels, length\] but receives \[\*, 6\]: use dropout/,
    );
  });
});

it.each([
  ["gaussianNoise.deviation", () => gaussianNoise({ deviation: -1 })],
  ["gaussianDropout.rate", () => gaussianDropout({ rate: 1 })],
  ["alphaDropout.rate", () => alphaDropout({ rate: Number.NaN })],
  ["spatialDropout2d.rate", () => spatialDropout2d({ rate: 2 })],
  ["dense.dropConnect", () => dense({ units: 1, dropConnect: 1 })],
])("%s out of range is refused", (name, make) => {
  expect(make).toThrow(RangeError);
  expect(make).toThrow(name);
});
