import { afterAll, describe, expect, it } from "vitest";
import { prune } from "../../pruning/prune.ts";
import { nodeRuntime } from "../../runtime/node.ts";
import { spaceToJson } from "../../selection/space/index.ts";
import { exampleRows } from "../../testing/page-table.ts";
import type { Run } from "../../training/fit.ts";
import { examplesOf, prepare } from "../stages/prepare.ts";
import { trainNetworks } from "../stages/train.ts";
import { toTable } from "../table/to-table.ts";
import { understand } from "../table/understand.ts";
import { TASKS } from "../tasks/index.ts";
import { defaultSpace, toSpace } from "./default-space.ts";
import { SETTINGS } from "./index.ts";
import { networkPlan } from "./network-plan.ts";
import { readSettings } from "./read-settings.ts";
import { graphGroups, inForce, type SettingValues } from "./values.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());
const [task] = TASKS as readonly [(typeof TASKS)[number]];
const size = { rowCount: 60, epochs: 4 };
const known = understand(toTable(exampleRows(60)), { target: "side" });
const plain: SettingValues = { units: [4], earlyStopping: null };

/** A value that changes the network, where the main option's is not a strength. */
const VALUES: Readonly<Record<string, SettingValues[string]>> = {
  unitNorm: true,
  nonNegative: true,
  klSparsity: 0.1,
  stochasticWeightAveraging: 1,
  penaltySchedule: "linear",
  learningRateSchedule: "cosine",
  learningRate: 0.01,
  units: [5],
  activation: "tanh",
  batchSize: 7,
  earlyStopping: 1,
  clipValue: 1e-4,
  clipNorm: 1e-4,
  clipGlobalNorm: 1e-4,
  maxNorm: 0.2,
  minMaxNorm: 0.3,
};
/** Without which some are refused: a mean activation that is to be a share of the examples is one of numbers in (0, 1). */
const NEEDED: Readonly<Record<string, SettingValues>> = { klSparsity: { activation: "sigmoid" } };
/** What some need to have something to act on: a penalty, a loss that rises. */
const BESIDE: Readonly<Record<string, SettingValues>> = {
  penaltySchedule: { l2: 0.3 },
  earlyStopping: { learningRate: 30 },
  ...NEEDED,
};
const valueFor = (name: string) => VALUES[name] ?? 0.3;

async function trained(all: readonly SettingValues[]) {
  const rows = known.rows;
  const preparation = prepare(known, rows);
  const train = await examplesOf(runtime, known, preparation, rows);
  const networks = all.map((values) => inForce(SETTINGS, { ...plain, ...values }, size));
  return trainNetworks(runtime, {
    known,
    settings: SETTINGS,
    networks,
    seeds: [1],
    epochs: 4,
    train,
    validation: train,
    signal: undefined,
  });
}

const weightsOf = (run: Awaited<ReturnType<typeof trained>>[number] | undefined) =>
  [...(run?.parameters ?? new Map())].flatMap(([, { data }]) => [...data] as number[]);

it("names are unique", () => {
  const names = SETTINGS.map(({ options }) => options.name);
  expect(new Set(names).size).toBe(names.length);
});

describe.each(SETTINGS.map((setting) => [setting.options.name, setting] as const))("%s", (name, setting) => {
  const beside: SettingValues = BESIDE[name] ?? {};

  it("is read from a configuration, changes what is trained, and leaves numbers finite", async () => {
    expect(readSettings({ [name]: valueFor(name) }, "config", SETTINGS, task)).toEqual({ [name]: valueFor(name) });
    const [without, own] = await trained([beside, { ...beside, [name]: valueFor(name) }]);
    expect(weightsOf(own).every(Number.isFinite)).toBe(true);
    expect(weightsOf(own)).not.toEqual(weightsOf(without));
  });

  it("settles where pruning multiplies gates of it into the kernels, and only there", async () => {
    const [{ model, parameters }] = (await trained([{ ...beside, [name]: valueFor(name) }])) as readonly [Run];
    expect(prune({ model, parameters }).settledGates.length > 0).toBe(setting.settles === true);
  });

  it.runIf(setting.off !== undefined)(
    "where it is off beside networks that use it changes no weight (1e-6)",
    async () => {
      const needed = NEEDED[name] ?? {};
      const alone = await trained([needed]);
      const networks = [needed, { ...needed, [name]: valueFor(name) }];
      expect(graphGroups(networks.map((values) => inForce(SETTINGS, { ...plain, ...values }, size)))).toHaveLength(1);
      const [off] = await trained(networks);
      weightsOf(off).forEach((weight, i) => {
        expect(weight).toBeCloseTo(weightsOf(alone[0])[i] ?? Number.NaN, 6);
      });
    },
  );

  it("is refused with a value that it does not take", () => {
    expect(() => readSettings({ [name]: "nonsense" }, "config", SETTINGS, task)).toThrow(/OCCAM_OPTION/);
    expect(() => readSettings({ [name]: { nonsense: 1 } }, "config", SETTINGS, task)).toThrow(/OCCAM_OPTION/);
  });
});

it("a part that nobody uses is not in the graph: no mask is drawn for a path of l1", () => {
  const networks = [0, 0.1].map((l1) => inForce(SETTINGS, { ...plain, l1 }, size));
  const { model, options } = networkPlan(SETTINGS, networks, { columns: [0, 1, 2], outputs: 2 });
  expect(model.layers.map(({ kind }) => kind)).toEqual(["dense", "dense"]);
  expect(options.regularizer).toHaveLength(1);
});

it("the usual space is one of settings for every task, and reads back from its JSON", () => {
  for (const each of TASKS) {
    const space = defaultSpace(SETTINGS, each, size);
    expect(spaceToJson(toSpace(spaceToJson(space), "space", SETTINGS, each))).toEqual(spaceToJson(space));
    // As README.md and docs/path.md say: six regularizers off or on (of a regression five), and what is always in force.
    const classes = each.name === "classification" ? ["labelSmoothing"] : [];
    const regularizers = ["dropout", "inputNoise", "l1", "l2", ...classes, "weightDecay"];
    const isSwitched = (name: string) => space[name]?.inner !== undefined;
    const names = Object.keys(space).sort();
    expect(names.filter(isSwitched)).toEqual(regularizers);
    expect(names.filter((name) => !isSwitched(name))).toEqual(["learningRate", "units"]);
  }
});
