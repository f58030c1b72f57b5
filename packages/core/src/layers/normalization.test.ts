import { describe, expect, it } from "vitest";
import { countUp, layerOutput } from "../testing/layer-values.ts";
import { groupNorm } from "./group-norm.ts";
import { layerNorm } from "./layer-norm.ts";
import { sequential } from "./sequential.ts";

const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6));

describe("layerNorm", () => {
  it("is (x - mean) / sqrt(variance + epsilon) of the population: of 1, 3 with epsilon 3, -1/2 and 1/2", () => {
    expect(layerOutput(layerNorm({ epsilon: 3 }), [2], [1, 3]).data).toEqual([-0.5, 0.5]);
    const [gamma, beta] = [
      [2, 4],
      [10, 20],
    ];
    expect(layerOutput(layerNorm({ epsilon: 3 }), [2], [1, 3], { gamma, beta }).data).toEqual([9, 22]);
  });

  it("goes over the last axis, over the axes that it is given, or over the whole example", () => {
    // Rows 1 2 / 5 10: variances 1/4 and 25/4 along rows, 4 and 16 along columns.
    const [rows, columns] = [layerNorm({ epsilon: 1e-12 }), layerNorm({ axis: 1, epsilon: 1e-12 })];
    expect(layerOutput(rows, [2, 2], [1, 2, 5, 10]).data).toEqual(close([-1, 1, -1, 1]));
    expect(layerOutput(columns, [2, 2], [1, 2, 5, 10]).data).toEqual(close([-1, -1, 1, 1]));
    const whole = layerNorm({ axis: [1, -1], epsilon: 5 });
    // Mean 4, variance 4: divided by 3.
    expect(layerOutput(whole, [2, 2], [2, 2, 6, 6]).data).toEqual(close([-2 / 3, -2 / 3, 2 / 3, 2 / 3]));
  });

  it("has gamma and beta of the lengths of its axes, which penalties on kernels leave alone", () => {
    const { parameters } = sequential({ inputShape: [3, 4], layers: [layerNorm({ axis: 1 })] });
    expect(parameters.map(({ name, shape, role }) => [name, shape, role])).toEqual([
      ["layerNorm0/gamma", [3], "scale"],
      ["layerNorm0/beta", [3], "bias"],
    ]);
    const bare = sequential({ inputShape: [3], layers: [layerNorm({ center: false, scale: false })] });
    expect(bare.parameters).toEqual([]);
  });

  it("refuses an epsilon of 0, the batch's axis and axes that are not there", () => {
    expect(() => layerNorm({ epsilon: 0 })).toThrow("layerNorm.epsilon expects a number above 0 but receives 0");
    expect(() => layerNorm({ axis: 0 })).toThrow("layerNorm.axis expects whole numbers other than 0 but receives 0");
    expect(() => sequential({ inputShape: [3], layers: [layerNorm({ axis: [1, 2] })] })).toThrow(
      "layerNorm0 expects inputs with axis 1, 2 but receives [*, 3]. (OCCAM_SHAPE)",
    );
  });
});

describe("groupNorm", () => {
  it("normalizes each group of channels with all its places", () => {
    // Channels 1 3 / 5 7 have mean 4 and variance 5; 0 0 / 4 4 mean 2 and variance 4. Epsilon 4: divided by 3 and sqrt 8.
    const { data } = layerOutput(groupNorm({ groups: 2, epsilon: 4 }), [4, 2], [1, 3, 5, 7, 0, 0, 4, 4]);
    const r = 1 / Math.sqrt(2);
    expect(data).toEqual(close([-1, -1 / 3, 1 / 3, 1, -r, -r, r, r]));
  });

  it("has a gamma and a beta for each channel", () => {
    const [gamma, beta] = [
      [1, 10],
      [0, 100],
    ];
    const { data } = layerOutput(groupNorm({ groups: 1, epsilon: 3 }), [2, 1, 1], [1, 3], { gamma, beta });
    expect(data).toEqual([-0.5, 105]);
  });

  it("with one group is layerNorm of the whole example", () => {
    const [groups, layers] = [groupNorm({ groups: 1 }), layerNorm({ axis: [1, 2] })];
    expect(layerOutput(groups, [3, 4], countUp(12)).data).toEqual(layerOutput(layers, [3, 4], countUp(12)).data);
  });

  it("refuses channels that do not fall into equal groups", () => {
    expect(() => groupNorm({ groups: 0 })).toThrow("groupNorm.groups expects a whole number of at least 1");
    expect(() => sequential({ inputShape: [3, 4], layers: [groupNorm({ groups: 2 })] })).toThrow(
      "groupNorm0 expects channels in 2 equal groups but receives [*, 3, 4]. (OCCAM_SHAPE)",
    );
  });
});
