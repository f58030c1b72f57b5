import { afterAll, describe, expect, it } from "vitest";
import {
  adam,
  alphaDropout,
  batchNorm,
  conv2d,
  cutmix,
  type DenseOptions,
  dense,
  dropout,
  type FitOptions,
  fit,
  fitReplicas,
  flatten,
  gaussianDropout,
  gaussianNoise,
  type LayerFactory,
  LOSSES,
  l1,
  l2,
  type Model,
  maxPooling2d,
  mixup,
  type Run,
  residual,
  scheduled,
  sequential,
  sgd,
  spatialDropout2d,
} from "../index.ts";
import {
  ACTIVITY_PENALTIES,
  CLIPPINGS,
  CONSTRAINTS,
  INPUT_PENALTIES,
  KERNEL_GATES,
  OBJECTIVE_TERMS,
  OPTIMIZERS,
  PENALTIES,
  SCHEDULES,
  STRUCTURED_PENALTIES,
} from "../testing/batteries.ts";
import { twoClasses } from "../testing/problems.ts";
import { nodeRuntime } from "./node.ts";
import { webRuntime } from "./web.ts";

/** ONNX Runtime in Node and in wasm, and the compiler. */
const runtimes = [
  nodeRuntime({ engine: "onnxruntime" }),
  webRuntime({ engine: "onnxruntime" }),
  nodeRuntime({ engine: "compiled" }),
] as const;
afterAll(() => Promise.all(runtimes.map((runtime) => runtime.close())));

/** 40 rows in batches of 8 for 20 epochs: 100 steps. */
const train = twoClasses(40, 4);
const plain = { loss: "softmaxCrossEntropy", epochs: 20, batchSize: 8, seed: 5 } as const;
const quick = { ...plain, optimizer: adam({ learningRate: 0.02 }) };

interface Shape {
  readonly units?: number;
  readonly layer?: LayerFactory;
  readonly hidden?: Partial<DenseOptions>;
  readonly output?: Partial<DenseOptions>;
}

const network = ({ units = 2, layer, hidden = {}, output = {} }: Shape = {}): Model =>
  sequential({
    inputShape: [4],
    layers: [
      dense({ units: 5, activation: "tanh", ...hidden }),
      ...(layer ? [layer] : []),
      dense({ units, ...output }),
    ],
  });

const weights = ({ parameters }: Run) => [...parameters.values()].flatMap(({ data }) => Array.from(data));
const distance = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((w, i) => Math.abs(w - (b[i] as number))));

/** Trains in all three; the largest difference of weights is below 1e-5. Gives the weights. */
async function trainInAll(
  model: Model,
  options: Omit<FitOptions, "runtime">,
  data: Parameters<typeof fit>[1] = train,
): Promise<readonly number[]> {
  const runs = await Promise.all(runtimes.map((runtime) => fit(model, data, { ...options, runtime })));
  expect(runs.map(({ engine }) => engine)).toEqual(["onnxruntime", "onnxruntime", "compiled"]);
  const [ofNode, ...others] = runs.map(weights) as [number[], ...number[][]];
  for (const other of others) {
    expect(other.length).toBe(ofNode.length);
    expect(distance(ofNode, other)).toBeLessThan(1e-5);
  }
  return ofNode;
}

describe("100 steps of ONNX Runtime in Node and in wasm, and of the compiler, give the same weights (1e-5, absolute), other ones than without", async () => {
  const without = await trainInAll(network(), quick);
  const expectEffect = (found: readonly number[]) => expect(distance(found, without)).toBeGreaterThan(1e-3);

  const penalties = [...PENALTIES, ...STRUCTURED_PENALTIES].map((make) => make(0.1));
  it.each(penalties)("penalty %#: $name", async (regularizer) => {
    expectEffect(await trainInAll(network(), { ...quick, regularizer }));
  });

  it.each(CONSTRAINTS)("constraint $name", async (kernelConstraint) => {
    expectEffect(await trainInAll(network({ hidden: { kernelConstraint } }), quick));
  });

  it.each(OBJECTIVE_TERMS.map((make) => make(0.3)))("objective term $name", async (term) => {
    expectEffect(await trainInAll(network(), { ...quick, objectiveTerms: [term] }));
  });

  it.each(ACTIVITY_PENALTIES.map((make) => make(0.3)))("activity penalty %#: $name", async (activityRegularizer) => {
    const hidden = { activation: "sigmoid", activityRegularizer } as const;
    const bare = await trainInAll(network({ hidden: { activation: "sigmoid" } }), quick);
    expect(distance(await trainInAll(network({ hidden }), quick), bare)).toBeGreaterThan(1e-3);
  });

  it.each(KERNEL_GATES.map((make) => make(0.1)))("gates %#: $name of each $groups", async (kernelRegularizer) => {
    const found = await trainInAll(network({ hidden: { kernelRegularizer } }), quick);
    expect(found.length).toBeGreaterThan(without.length);
  });

  it.each(INPUT_PENALTIES.map((make) => make(0.1)))("penalty of inputs $name", async (kernelRegularizer) => {
    const three = { hidden: { units: 3 } };
    const bare = await trainInAll(network(three), quick);
    const found = await trainInAll(network({ ...three, output: { kernelRegularizer } }), quick);
    expect(distance(found, bare)).toBeGreaterThan(1e-3);
  });

  it.each(CLIPPINGS.map((make) => make(0.02)))("clipping $name", async (gradientClipping) => {
    expectEffect(await trainInAll(network(), { ...quick, optimizer: sgd({ learningRate: 0.1 }), gradientClipping }));
  });

  it.each(SCHEDULES)("schedule %#: $name, of the rate and of a penalty", async (schedule) => {
    const optimizer = adam({ learningRate: 0.02, schedule });
    expectEffect(
      await trainInAll(network(), { ...quick, optimizer, regularizer: scheduled(l1({ alpha: 0.1 }), schedule) }),
    );
  });

  it("momentum with dropout and l1", async () => {
    const optimizer = sgd({ learningRate: 0.05, momentum: 0.9 });
    const regularizer = l1({ alpha: 1e-3 });
    await trainInAll(network({ layer: dropout({ rate: 0.2 }) }), { ...plain, optimizer, regularizer });
  });

  it("mixup", async () => {
    expectEffect(await trainInAll(network(), { ...quick, mixing: mixup({ alpha: 1 }) }));
  });

  it("cutmix on images through convolutions, pooling, batch normalization and a residual block", async () => {
    const images = { x: { shape: [40, 1, 2, 2], data: train.x.data }, y: train.y };
    const convnet = sequential({
      inputShape: [1, 2, 2],
      layers: [
        conv2d({ filters: 3, kernelSize: 2, padding: "same", activation: "tanh" }),
        batchNorm(),
        residual({ layers: [conv2d({ filters: 3, kernelSize: 2, padding: "same" })], stochasticDepth: 0.2 }),
        spatialDropout2d({ rate: 0.2 }),
        maxPooling2d(),
        flatten(),
        dense({ units: 2 }),
      ],
    });
    const options = { ...quick, mixing: cutmix(), epochs: 4 };
    await trainInAll(convnet, options, images);
  });

  const noise: readonly (Shape & { readonly title: string })[] = [
    { title: "dropout", layer: dropout({ rate: 0.3 }) },
    { title: "gaussianDropout", layer: gaussianDropout({ rate: 0.3 }) },
    { title: "gaussianNoise", layer: gaussianNoise({ deviation: 0.3 }) },
    { title: "alphaDropout", layer: alphaDropout({ rate: 0.3 }) },
    { title: "dropConnect", hidden: { dropConnect: 0.3 } },
  ];
  it.each(noise)("noise by $title", async (shape) => {
    expectEffect(await trainInAll(network(shape), quick));
  });

  it.each(OPTIMIZERS)("optimizer %#: $name", async (optimizer) => {
    expectEffect(await trainInAll(network(), { ...plain, optimizer }));
  });

  it.each(LOSSES)("loss $name", async (loss) => {
    const units = loss.name === "softmaxCrossEntropy" ? 2 : 1;
    const start = weights(
      await fit(network({ units }), train, {
        ...quick,
        loss,
        runtime: runtimes[0],
        optimizer: sgd({ learningRate: 1e-30 }),
      }),
    );
    expect(distance(start, await trainInAll(network({ units }), { ...quick, loss }))).toBeGreaterThan(1e-2);
  });

  it("a sweep of replicas", async () => {
    const options = { ...quick, regularizer: l2({ alpha: [0, 0.1, 1] }) };
    const [ofNode, ...others] = await Promise.all(
      runtimes.map(async (runtime) =>
        (await fitReplicas(network({ layer: dropout({ rate: 0.2 }) }), train, { ...options, runtime })).map(weights),
      ),
    );
    expect(ofNode?.length).toBe(3);
    ofNode?.forEach((own, i) => {
      for (const other of others) expect(distance(own, other[i] ?? [])).toBeLessThan(1e-5);
      expect(distance(own, ofNode[(i + 1) % 3] ?? [])).toBeGreaterThan(1e-2);
    });
  });
});

describe("dropout masks", () => {
  const UNITS = 8;
  const model = sequential({
    inputShape: [UNITS],
    layers: [dropout({ rate: 0.5 }), dense({ units: 1, useBias: false })],
  });
  const zeros = { shape: [UNITS, 1], data: new Float32Array(UNITS) };

  /**
   * The mask of each of six steps. Inputs are ones and outputs stay far above the targets, so that each step of
   * learning rate 1 takes its mask from the weights, which start at 0: the difference of two trainings is a mask.
   */
  async function masks(runtime: FitOptions["runtime"], seed: number): Promise<readonly (readonly number[])[]> {
    const sums = await Promise.all(
      [0, 1, 2, 3, 4, 5].map(async (last) => {
        const rows = last + 1;
        const x = { shape: [rows, UNITS], data: new Float32Array(rows * UNITS).fill(1) };
        const y = { shape: [rows], data: new Float32Array(rows).fill(-1e6) };
        const run = await fit(
          model,
          { x, y },
          {
            runtime,
            seed,
            loss: "meanAbsoluteError",
            optimizer: sgd({ learningRate: 1 }),
            batchSize: 1,
            shuffle: false,
            initialParameters: new Map([["dense0/kernel", zeros]]),
          },
        );
        return weights(run).map((w) => 0 - w);
      }),
    );
    return sums.map((sum, step) => sum.map((value, i) => value - (sums[step - 1]?.[i] ?? 0)));
  }

  it("are the same in Node and in wasm, for each seed; they differ between steps and seeds", async () => {
    const [node, web, again, other] = await Promise.all([
      masks(runtimes[0], 0),
      masks(runtimes[1], 0),
      masks(runtimes[1], 0),
      masks(runtimes[1], 1),
    ]);
    expect(new Set(web.flat())).toEqual(new Set([0, 2]));
    expect(web).toEqual(node);
    expect(again).toEqual(web);
    expect(other).not.toEqual(web);
    expect(other).toEqual(await masks(runtimes[0], 1));
    expect(new Set(web.map((mask) => mask.join())).size).toBeGreaterThan(4);
  });
});
