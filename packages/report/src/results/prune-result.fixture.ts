import type { PruneResult } from "./prune-result.ts";

/** House prices with l1: three units left, and one column that nothing looks at. */
export const prunedHouses: PruneResult = {
  occam: "0.2.0",
  command: "prune",
  options: { tolerance: 0, maxLossIncrease: null, targetSize: null, fineTune: 0 },
  before: {
    parameters: 2817,
    multiplyAdds: 2720,
    bytes: 14_321,
    latencyUs: 21.517,
    batchLatencyUs: 1769.2,
    units: [64, 32, 1],
  },
  after: {
    parameters: 2689,
    multiplyAdds: 2595,
    bytes: 13_809,
    latencyUs: 20.25,
    batchLatencyUs: 1650.4,
    units: [62, 31, 1],
  },
  maxAbsDifference: 2.384_185_8e-7,
  rows: { data: 442, random: 10_000 },
  test: { before: { rmse: 55.1234, r2: 0.4876 }, after: { rmse: 55.1234, r2: 0.4876 } },
  removed: [
    { layer: "dense0", unit: 3, reason: "unused" },
    { layer: "dense0", unit: 9, reason: "unused" },
    { layer: "dense1", unit: 0, reason: "constant" },
  ],
  unusedFeatures: ["garden"],
  zeroWeights: { count: 1200, total: 2595 },
  files: { model: "run/pruned.onnx", certificate: "run/prune.json" },
};
