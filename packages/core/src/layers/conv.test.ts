import { describe, expect, it } from "vitest";
import { countUp, layerOutput } from "../testing/layer-values.ts";
import { type Conv2dOptions, conv1d, conv2d } from "./conv.ts";
import { depthwiseConv2d } from "./depthwise-conv2d.ts";
import { sequential } from "./sequential.ts";

/** The 3 x 3 image 1 ... 9 and the 2 x 2 kernel 1 ... 4, worked out by hand. */
const outputOf = (options: Partial<Conv2dOptions>, bias = 0) =>
  layerOutput(conv2d({ filters: 1, kernelSize: 2, ...options }), [1, 3, 3], countUp(9), {
    kernel: countUp(4),
    bias: [bias],
  });

describe("conv2d", () => {
  it("slides its kernel without flipping it: 1*1 + 2*2 + 4*3 + 5*4 = 37", () => {
    expect(outputOf({})).toEqual({ shape: [1, 2, 2], data: [37, 47, 67, 77] });
    expect(outputOf({ activation: "relu" }, -50)).toEqual({ shape: [1, 2, 2], data: [0, 0, 17, 27] });
  });

  it("with padding same puts the odd zeros behind", () => {
    expect(outputOf({ padding: "same" }).data).toEqual([37, 47, 21, 67, 77, 33, 23, 26, 9]);
  });

  it("of a 3 x 3 kernel of ones sums each place's neighbours", () => {
    const layer = conv2d({ filters: 1, kernelSize: 3, padding: "same", useBias: false });
    const { data } = layerOutput(layer, [1, 3, 3], countUp(9), { kernel: new Array<number>(9).fill(1) });
    expect(data).toEqual([12, 21, 16, 27, 45, 33, 24, 39, 28]);
  });

  it("dilated, looks at every second place: 1*1 + 3*2 + 7*3 + 9*4 = 64", () => {
    expect(outputOf({ dilation: 2 })).toEqual({ shape: [1, 1, 1], data: [64] });
  });

  it("with strides skips places: 1*1 + 2*2 + 5*3 + 6*4 = 44 first of four", () => {
    const layer = conv2d({ filters: 1, kernelSize: 2, strides: 2, useBias: false });
    expect(layerOutput(layer, [1, 4, 4], countUp(16), { kernel: countUp(4) }).data).toEqual([44, 64, 124, 144]);
  });

  it("sums over channels, and keeps groups of them apart", () => {
    const kernels = { kernel: [1, 10, 100, 1000], bias: [0, 0] };
    const mixed = conv2d({ filters: 2, kernelSize: 1 });
    const apart = conv2d({ filters: 4, kernelSize: 1, groups: 2, useBias: false });
    expect(layerOutput(mixed, [2, 1, 1], [3, 5], kernels).data).toEqual([53, 5300]);
    expect(layerOutput(apart, [2, 1, 1], [3, 5], kernels).data).toEqual([3, 30, 500, 5000]);
  });

  it("has fans of receptive field times channels, and groups of weights by channel", () => {
    const layer = conv2d({ filters: 6, kernelSize: [3, 5], groups: 2 }).build("conv2d0", [4, 8, 8]);
    const [kernel, bias] = layer.parameters;
    expect(kernel).toMatchObject({
      shape: [6, 2, 3, 5],
      role: "kernel",
      fans: { fanIn: 30, fanOut: 90 },
      axes: { output: 0, input: 1 },
    });
    expect(bias).toMatchObject({ shape: [6], role: "bias" });
  });
});

describe("conv1d", () => {
  it("slides over sequences: 1*1 + 2*2 + 3*3 = 14", () => {
    const layer = conv1d({ filters: 1, kernelSize: 3 });
    const { shape, data } = layerOutput(layer, [1, 5], countUp(5), { kernel: countUp(3), bias: [100] });
    expect(shape).toEqual([1, 3]);
    expect(data).toEqual([114, 120, 126]);
  });
});

describe("depthwiseConv2d", () => {
  it("gives each channel filters of its own", () => {
    const layer = depthwiseConv2d({ kernelSize: [1, 2], depthMultiplier: 2, useBias: false });
    const kernel = [1, 1, 1, -1, 10, 10, 10, -10];
    expect(layerOutput(layer, [2, 1, 2], [1, 2, 5, 7], { kernel }).data).toEqual([3, -1, 120, -20]);
  });

  it("counts its own filters as fans: a channel feeds depthMultiplier of them", () => {
    const [kernel] = depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2 }).build("d", [5, 8, 8]).parameters;
    expect(kernel).toMatchObject({
      shape: [10, 1, 3, 3],
      fans: { fanIn: 9, fanOut: 18 },
      axes: { output: 0, input: 0 },
    });
  });
});

it("shapes follow Keras's rule: ceil(length / stride) for same, ceil((length - (size - 1) dilation) / stride) for valid", () => {
  for (const length of [1, 2, 5, 8, 9]) {
    for (const kernelSize of [1, 2, 3, 4]) {
      for (const strides of [1, 2, 3]) {
        for (const dilation of [1, 2]) {
          const extent = (kernelSize - 1) * dilation + 1;
          const options = { filters: 1, kernelSize, strides, dilation };
          const same = conv1d({ ...options, padding: "same" });
          const ones = new Array<number>(length).fill(1);
          expect(layerOutput(same, [1, length], ones).shape).toEqual([1, Math.ceil(length / strides)]);
          expect(same.build("c", [1, length]).outputShape).toEqual([1, Math.ceil(length / strides)]);
          if (length < extent) continue;
          const expected = Math.ceil((length - extent + 1) / strides);
          expect(layerOutput(conv1d(options), [1, length], ones).shape).toEqual([1, expected]);
          expect(conv1d(options).build("c", [1, length]).outputShape).toEqual([1, expected]);
        }
      }
    }
  }
});

describe("what convolutions refuse", () => {
  // What a caller without types may give.
  const untyped = (options: object) => () => conv2d({ filters: 1, kernelSize: 3, ...options } as Conv2dOptions);
  it.each([
    [{ filters: 0 }, "conv2d.filters expects a whole number of at least 1 but receives 0."],
    [{ kernelSize: 1.5 }, "conv2d.kernelSize expects a whole number of at least 1 but receives 1.5."],
    [{ kernelSize: [3, 0] }, "conv2d.kernelSize[1] expects a whole number of at least 1 but receives 0."],
    [{ strides: [1, 1, 1] }, "conv2d.strides expects one whole number or 2 of them but receives [1, 1, 1]."],
    [{ dilation: -1 }, "conv2d.dilation expects a whole number of at least 1 but receives -1."],
    [{ padding: "full" }, 'conv2d.padding expects "valid" or "same" but receives "full".'],
    [{ filters: 3, groups: 2 }, "conv2d.filters expects a multiple of groups, 2 but receives 3."],
    [{ activation: "rellu" }, "conv2d.activation expects one of linear, relu,"],
    [{ dropConnect: 1 }, "conv2d.dropConnect expects a number of at least 0 and below 1"],
  ])("%o", (options, message) => {
    expect(untyped(options)).toThrow(RangeError);
    expect(untyped(options)).toThrow(message);
  });

  it.each([
    [
      [8, 8],
      "conv2d0 expects inputs [*, channels, height, width] but receives [*, 8, 8]: put reshape({ targetShape: [1, 8, 8] }) before it. (OCCAM_SHAPE)",
    ],
    [
      [64],
      "conv2d0 expects inputs [*, channels, height, width] but receives [*, 64]: put reshape({ targetShape: [channels, height, width] }) before it. (OCCAM_SHAPE)",
    ],
    [
      [1, 2, 9],
      'conv2d0 expects inputs of at least 3 x 3 places but receives 2 x 9: use padding "same" or a smaller kernelSize. (OCCAM_SHAPE)',
    ],
  ])("inputs of shape %o", (inputShape, message) => {
    const build = () => sequential({ inputShape, layers: [conv2d({ filters: 1, kernelSize: 3 })] });
    expect(build).toThrow(expect.objectContaining({ code: "OCCAM_SHAPE", message }));
  });

  it("channels that do not fall into the groups", () => {
    const build = () => sequential({ inputShape: [3, 4], layers: [conv1d({ filters: 4, kernelSize: 2, groups: 2 })] });
    expect(build).toThrow("conv1d0 expects channels in 2 equal groups but receives 3 channels. (OCCAM_SHAPE)");
  });
});
