import { describe, expect, it } from "vitest";
import * as occam from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";

/** Each factory with options that it takes. */
const FACTORIES: readonly (readonly [name: string, make: (more: object) => unknown])[] = [
  ["dense", (more) => occam.dense({ units: 1, ...more })],
  ["conv1d", (more) => occam.conv1d({ filters: 1, kernelSize: 1, ...more })],
  ["conv2d", (more) => occam.conv2d({ filters: 1, kernelSize: 1, ...more })],
  ["depthwiseConv2d", (more) => occam.depthwiseConv2d({ kernelSize: 1, ...more })],
  ["maxPooling1d", occam.maxPooling1d],
  ["maxPooling2d", occam.maxPooling2d],
  ["averagePooling1d", occam.averagePooling1d],
  ["averagePooling2d", occam.averagePooling2d],
  ["globalMaxPooling1d", occam.globalMaxPooling1d],
  ["globalMaxPooling2d", occam.globalMaxPooling2d],
  ["globalAveragePooling1d", occam.globalAveragePooling1d],
  ["globalAveragePooling2d", occam.globalAveragePooling2d],
  ["flatten", occam.flatten],
  ["reshape", (more) => occam.reshape({ targetShape: [1], ...more })],
  ["permute", (more) => occam.permute({ dims: [1], ...more })],
  ["embedding", (more) => occam.embedding({ inputDim: 1, outputDim: 1, ...more })],
  ["prelu", occam.prelu],
  ["batchNorm", occam.batchNorm],
  ["layerNorm", occam.layerNorm],
  ["groupNorm", (more) => occam.groupNorm({ groups: 1, ...more })],
  ["add", occam.add],
  ["concatenate", occam.concatenate],
  ["residual", (more) => occam.residual({ layers: [occam.dense({ units: 1 })], ...more })],
  ["dropout", (more) => occam.dropout({ rate: 0.1, ...more })],
  ["alphaDropout", (more) => occam.alphaDropout({ rate: 0.1, ...more })],
  ["gaussianDropout", (more) => occam.gaussianDropout({ rate: 0.1, ...more })],
  ["gaussianNoise", (more) => occam.gaussianNoise({ deviation: 0.1, ...more })],
  ["spatialDropout1d", (more) => occam.spatialDropout1d({ rate: 0.1, ...more })],
  ["spatialDropout2d", (more) => occam.spatialDropout2d({ rate: 0.1, ...more })],
  ["stochasticDepth", (more) => occam.stochasticDepth({ rate: 0.1, ...more })],
  ["l1", (more) => occam.l1({ alpha: 1, ...more })],
  ["l2", (more) => occam.l2({ alpha: 1, ...more })],
  ["elasticNet", (more) => occam.elasticNet({ alpha: 1, ...more })],
  ["groupLasso", (more) => occam.groupLasso({ alpha: 1, ...more })],
  ["sparseGroupLasso", (more) => occam.sparseGroupLasso({ alpha: 1, ...more })],
  ["orthogonal", (more) => occam.orthogonal({ alpha: 1, ...more })],
  ["spectralNorm", (more) => occam.spectralNorm({ alpha: 1, ...more })],
  ["klSparsity", (more) => occam.klSparsity({ alpha: 1, ...more })],
  ["confidencePenalty", (more) => occam.confidencePenalty({ alpha: 1, ...more })],
  ["inputGradient", (more) => occam.inputGradient({ alpha: 1, ...more })],
  ["l0", (more) => occam.l0({ alpha: 1, ...more })],
  ["maxNorm", (more) => occam.maxNorm({ c: 1, ...more })],
  ["minMaxNorm", occam.minMaxNorm],
  ["sgd", occam.sgd],
  ["adam", occam.adam],
  ["adamW", occam.adamW],
  ["rmsprop", occam.rmsprop],
  ["clipValue", (more) => occam.clipValue({ limit: 1, ...more })],
  ["clipNorm", (more) => occam.clipNorm({ limit: 1, ...more })],
  ["clipGlobalNorm", (more) => occam.clipGlobalNorm({ limit: 1, ...more })],
  ["exponentialAverage", occam.exponentialAverage],
  ["stochasticWeightAveraging", (more) => occam.stochasticWeightAveraging({ startEpoch: 1, ...more })],
  ["linearSchedule", occam.linearSchedule],
  ["cosineSchedule", occam.cosineSchedule],
  ["flatThenCosineSchedule", occam.flatThenCosineSchedule],
  ["cyclicCosineSchedule", (more) => occam.cyclicCosineSchedule({ cycles: 2, ...more })],
  ["stepSchedule", (more) => occam.stepSchedule({ every: 2, ...more })],
  ["warmUpSchedule", (more) => occam.warmUpSchedule({ steps: 2, ...more })],
  ["generalizationLoss", occam.generalizationLoss],
  ["progressQuotient", occam.progressQuotient],
  ["huber", occam.huber],
  ["mixup", occam.mixup],
  ["cutmix", occam.cutmix],
];

describe("an option that nobody looks at is refused, not ignored", () => {
  it.each(FACTORIES)("%s", (name, make) => {
    expect(() => make({})).not.toThrow();
    expect(() => make({ lambda: 1 })).toThrow(RangeError);
    expect(() => make({ lambda: 1 })).toThrow(
      new RegExp(`^${name} expects options among [^.]+ but receives "lambda"\\.`),
    );
  });

  it("such as a regularizer of a kernel on a layer without one", () => {
    // What a caller without types may give.
    const options = { rate: 0.5, kernelRegularizer: occam.l2({ alpha: 1 }) };
    expect(() => occam.dropout(options)).toThrow(
      'dropout expects options among rate, schedule, name but receives "kernelRegularizer". (OCCAM_OPTION)',
    );
  });

  it.each([
    ["dense.biasRegularizer", () => occam.dense({ units: 1, useBias: false, biasRegularizer: occam.l2({ alpha: 1 }) })],
    [
      "conv2d.biasConstraint",
      () => occam.conv2d({ filters: 1, kernelSize: 1, useBias: false, biasConstraint: occam.nonNegative() }),
    ],
    ["batchNorm.gammaRegularizer", () => occam.batchNorm({ scale: false, gammaRegularizer: occam.l2({ alpha: 1 }) })],
    ["layerNorm.betaConstraint", () => occam.layerNorm({ center: false, betaConstraint: occam.nonNegative() })],
  ])("nor one whose parameter is switched off: %s", (name, make) => {
    expect(make).toThrow(new RegExp(`^${name.replace(".", "\\.")} expects (useBias|scale|center): true beside it`));
  });
});

it("fit refuses an option that it does not know, such as a misspelt one", async () => {
  const model = occam.sequential({ inputShape: [1], layers: [occam.dense({ units: 1 })] });
  // What a caller without types may give.
  const options = { loss: "meanSquaredError", regulariser: occam.l2({ alpha: 1 }) } as unknown as occam.FitOptions;
  await expect(occam.fit(model, { x: [[1]], y: [1] }, { ...options, runtime: nodeRuntime() })).rejects.toThrow(
    'but receives "regulariser". (OCCAM_OPTION)',
  );
});
