import { describe, expect, it } from "vitest";
import * as data from "../data/index.ts";
import * as diagnosis from "../diagnosis/index.ts";
import * as occam from "../index.ts";
import * as pruning from "../pruning/index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import * as selection from "../selection/index.ts";
import * as tabular from "../tabular/index.ts";

/** Whose arguments are data, names, values or records: no options that could be misspelt. */
const WITHOUT_OPTIONS = new Set(
  `activation always choice columnFeeds columnScore composeValues constant constantSchedule defineLayer
  diagnosisOf divergenceError effectiveDegreesOfFreedom evaluateRuns featureColumns featureGraph featureNames findingsOf
  fitPreprocessing glorotNormal glorotUniform heNormal heUniform input inputNames inspectNetwork isInSpace isMissingMark isOccamError
  isStillImproving layerOutputs mergedColumns lecunNormal lecunUniform logLossPerRow meanOverSeeds model modelSummary nearestName
  nonNegative oneStandardError ones optional parametersOf penaltyFactors parseSpace probabilitiesOf probabilityFeatures random randomNormal
  randomPermutation randomUniform readValue reliability roundedColumns renderSummary runOf scheduled shared sharpness sobol spaceDifference
  spaceFingerprint spaceToJson squaredErrorPerRow stratifyByQuantile tensor toLoss trainTogether transform unitActivities
  unitImportances unseenValues weightFacts weightStatistics zeros

  activitySetting bestTrial candidateName constraintSetting featureNoiseSetting hiddenNoiseSetting modelColumns objectiveSetting
  optionsOf penaltySetting predictTable readFit readModelFacts readSettings setting settingsText toTable trainingSetting trialId unseenValues
  valueRecord`.split(/\s+/),
);

/** Those that take the options of another, by whose name. */
const UNDER_ANOTHER_NAME: Readonly<Record<string, string>> = {
  fitReplicas: "fit",
  hyperbandBrackets: "hyperband",
  diagnose: "evidence",
  evidenceOf: "evidence",
};

/** All functions of the library. */
const FUNCTIONS = Object.entries({ ...occam, ...selection, ...diagnosis, ...pruning, ...data, ...tabular }).flatMap(
  ([name, value]) =>
    // Called below as no type would allow.
    typeof value === "function" ? [[name, value as (...given: unknown[]) => unknown] as const] : [],
);

/** Why a function refuses an unknown option in its first, second or third argument; undefined where it does not. */
async function refusal(call: (...given: unknown[]) => unknown): Promise<Error | undefined> {
  for (const before of [[], [{}], [{}, {}]]) {
    try {
      await call(...before, { misspelt: 1 });
    } catch (error) {
      if (error instanceof Error && /^\w+ expects options among .+"misspelt"/.test(error.message)) return error;
    }
  }
  return undefined;
}

describe("an option that nobody looks at is refused, not ignored", () => {
  it.each(FUNCTIONS.filter(([name]) => !WITHOUT_OPTIONS.has(name)))("by %s", async (name, call) => {
    const error = await refusal(call);
    expect(error).toBeInstanceOf(RangeError);
    const place = UNDER_ANOTHER_NAME[name] ?? name;
    expect(error?.message).toMatch(new RegExp(`^${place} expects options among [^.]+ but receives "misspelt"\\.`));
  });

  it("and the list of functions without options names no other", async () => {
    const named = FUNCTIONS.filter(([name]) => WITHOUT_OPTIONS.has(name));
    expect(named).toHaveLength(WITHOUT_OPTIONS.size);
    for (const [name, call] of named) expect([name, await refusal(call)]).toEqual([name, undefined]);
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
