import { describe, expect, it } from "vitest";
import { evaluate } from "../graph/evaluate.ts";
import { type NdArray, ndArray, numbersOf } from "../graph/nd-array.ts";
import { input } from "../graph/ops/index.ts";
import type { Value } from "../graph/value.ts";
import { dense, dropout, heNormal, l1, l2, sequential } from "../index.ts";
import type { LayerFactory, LayerRecord, LayerScope } from "./layer.ts";

/** A layer that gives images, as a convolution would. */
const images: LayerRecord = {
  kind: "images",
  name: undefined,
  build: (name) => ({
    name,
    kind: "images",
    outputShape: [8, 8],
    parameters: [],
    hyperparameters: {},
    apply: (x) => x,
  }),
};

/** A scope that has nothing to give. */
function scopeOf(mode: LayerScope["mode"]): LayerScope {
  const refuse = () => {
    throw new Error("nothing should be asked for");
  };
  return {
    mode,
    parameter: refuse,
    batchParameter: refuse,
    dropoutMask: refuse,
    parameterMask: refuse,
    keepMask: refuse,
    normalNoise: refuse,
    parameterNoise: refuse,
    hyperparameter: refuse,
    updateStatistic: refuse,
    batchMean: refuse,
    withReplicas: refuse,
  };
}

describe("sequential", () => {
  it("names layers by their kind and their number among their kind", () => {
    const { layers, parameters, outputShape } = sequential({
      inputShape: [4],
      layers: [
        dense({ units: 5 }),
        dropout({ rate: 0.5 }),
        dense({ units: 2, useBias: false }),
        dropout({ rate: 0.1 }),
      ],
    });
    expect(layers.map(({ name }) => name)).toEqual(["dense0", "dropout0", "dense1", "dropout1"]);
    expect(parameters.map(({ name, shape }) => [name, shape])).toEqual([
      ["dense0/kernel", [4, 5]],
      ["dense0/bias", [5]],
      ["dense1/kernel", [5, 2]],
    ]);
    expect(outputShape).toEqual([2]);
  });

  it("counts a named layer among its kind, so that a name moves no other", () => {
    const { layers } = sequential({
      inputShape: [4],
      layers: [dense({ units: 5, name: "first" }), dense({ units: 2 })],
    });
    expect(layers.map(({ name }) => name)).toEqual(["first", "dense1"]);
  });

  it("refuses one name for two layers; default names step aside", () => {
    const doubled = (names: readonly (string | undefined)[]) => () =>
      sequential({ inputShape: [4], layers: names.map((name) => dense({ units: 2, ...(name && { name }) })) });
    expect(doubled(["a", "b", "a"])).toThrow(
      expect.objectContaining({
        code: "OCCAM_OPTION",
        message: 'sequential.layers expects a different name for each layer but receives "a" twice. (OCCAM_OPTION)',
      }),
    );
    expect(doubled(["dense1", undefined, undefined, "b"])().layers.map(({ name }) => name)).toEqual([
      "dense1",
      "dense2",
      "dense3",
      "b",
    ]);
    expect(doubled([undefined, "dense0"])).toThrow('but receives "dense0" twice');
  });

  it("refuses a model of no layers and a shape that is not whole", () => {
    expect(() => sequential({ inputShape: [4], layers: [] })).toThrow(
      "sequential.layers expects at least one layer but receives none. (OCCAM_OPTION)",
    );
    expect(() => sequential({ inputShape: [2.5], layers: [dense({ units: 1 })] })).toThrow(
      "sequential.inputShape[0] expects a whole number of at least 1 but receives 2.5. (OCCAM_OPTION)",
    );
  });
});

describe("dense", () => {
  /** The layer's output for x [rows, 2], in float64. */
  const applied = (factory: LayerFactory, x: readonly number[], kernel: readonly number[], bias: readonly number[]) => {
    const layer = factory.build("dense0", [2]);
    const inputs = new Map<string, Value>(
      layer.parameters.map(({ name, shape }) => [name.replace("dense0/", ""), input(name, "float32", shape)]),
    );
    const parameter = (name: string) => inputs.get(name) as Value;
    const scope: LayerScope = { ...scopeOf("training"), parameter, batchParameter: parameter };
    const features = input("x", "float32", [x.length / 2, 2]);
    const graph = {
      name: "dense",
      inputs: [features, ...inputs.values()],
      outputs: [["y", layer.apply(features, scope)]] as const,
    };
    const result = evaluate(graph, {
      x: ndArray([x.length / 2, 2], x),
      "dense0/kernel": ndArray([2, kernel.length / 2], kernel),
      "dense0/bias": ndArray([bias.length], bias),
    });
    return Array.from(numbersOf(result.y as NdArray));
  };

  it("computes activation(x K + b) with a kernel of [inputs, units]", () => {
    // [1 2] [1 2 3; 4 5 6] + [10 20 -40] = [19 32 -25]
    const [x, kernel, bias] = [
      [1, 2],
      [1, 2, 3, 4, 5, 6],
      [10, 20, -40],
    ] as const;
    expect(applied(dense({ units: 3 }), x, kernel, bias)).toEqual([19, 32, -25]);
    expect(applied(dense({ units: 3, activation: "relu" }), x, kernel, bias)).toEqual([19, 32, 0]);
    expect(applied(dense({ units: 3, useBias: false }), x, kernel, bias)).toEqual([9, 12, 15]);
  });

  it("keeps its penalties apart: those of the kernel and those of the bias", () => {
    const [kernelPenalty, biasPenalty] = [l1({ alpha: 1 }), l2({ alpha: 2 })];
    const layer = dense({
      units: 3,
      kernelRegularizer: [kernelPenalty, biasPenalty],
      biasRegularizer: biasPenalty,
      kernelInitializer: heNormal(),
    }).build("dense0", [2]);
    expect(layer.parameters.map(({ role, penalties }) => [role, penalties])).toEqual([
      ["kernel", [kernelPenalty, biasPenalty]],
      ["bias", [biasPenalty]],
    ]);
    expect(layer.parameters.map(({ initializer }) => initializer.name)).toEqual(["heNormal", "zeros"]);
    expect(layer.parameters[0]?.fans).toEqual({ fanIn: 2, fanOut: 3 });
  });

  it("says what to do about an input that is not flat", () => {
    const build = () => sequential({ inputShape: [3], layers: [images, dense({ units: 2 })] });
    expect(build).toThrow(
      expect.objectContaining({
        code: "OCCAM_SHAPE",
        message:
          "dense0 expects inputs of one dimension, [*, n] but receives [*, 8, 8]: put flatten() before it. (OCCAM_SHAPE)",
      }),
    );
  });

  it.each([0, -1, 1.5, Number.NaN])("refuses %d units", (units) => {
    expect(() => dense({ units })).toThrow(RangeError);
    expect(() => dense({ units })).toThrow(
      `dense.units expects a whole number of at least 1 but receives ${units}. (OCCAM_OPTION)`,
    );
  });
});

describe("dropout", () => {
  it.each([-0.1, 1 - 1e-9, 1, 1.5, Number.NaN])("refuses the rate %d", (rate) => {
    expect(() => dropout({ rate })).toThrow(RangeError);
    expect(() => dropout({ rate })).toThrow(
      /^dropout\.rate expects a number of at least 0 and below 1 but receives .*OCCAM_OPTION/,
    );
  });

  it("names the replica whose rate is wrong", () => {
    expect(() => dropout({ rate: [0, 0.5, 2] })).toThrow(/^dropout\.rate\[2\] expects/);
  });

  it("is the identity in inference, and in training at rate 0", () => {
    const x = input("x", "float32", [2, 3]);
    expect(dropout({ rate: 0.5 }).build("dropout0", [3]).apply(x, scopeOf("inference"))).toBe(x);
    expect(dropout({ rate: 0 }).build("dropout0", [3]).apply(x, scopeOf("training"))).toBe(x);
    expect(() => dropout({ rate: 0.5 }).build("dropout0", [3]).apply(x, scopeOf("training"))).toThrow("nothing");
  });
});
