import { afterAll, describe, expect, it } from "vitest";
import { nodeRuntime } from "../../runtime/node.ts";
import type { Run } from "../../training/fit.ts";
import { SETTINGS } from "../settings/index.ts";
import { inForce } from "../settings/values.ts";
import { toTable } from "../table/to-table.ts";
import { understand } from "../table/understand.ts";
import { TASKS } from "../tasks/index.ts";
import { choose, statusOf } from "./choose.ts";
import { type Validated, validate } from "./validate.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const rows = Array.from({ length: 40 }, (_, row) => ({ x: row + 0.5, y: 1010 + 20 * row }));
const known = understand(toTable(rows), { target: "y" });
const heldOut = (part: number) => known.rows.filter((row) => row % 4 === part);
const folds = [2, 3].map((part) => ({ train: known.rows.filter((row) => row % 4 < 2), validation: heldOut(part) }));

/** One candidate for each learning rate. */
const validatedAt = (learningRates: readonly number[]) =>
  validate({
    runtimes: [runtime],
    known,
    settings: SETTINGS,
    networks: learningRates.map((learningRate) =>
      inForce(SETTINGS, { learningRate, units: [8], batchSize: 10, earlyStopping: null }, { rowCount: 20, epochs: 30 }),
    ),
    folds,
    foldCount: 2,
    seeds: [1],
    epochs: 30,
    signal: undefined,
  });

/** Rates at which a network does not move, learns, and diverges. */
const [still, good, wild] = (await validatedAt([1e-6, 0.05, 1e30])) as [Validated, Validated, Validated];

/** A candidate with these losses of its rows. */
const losing = (losses: readonly number[], train: readonly number[]): Validated => ({
  ...good,
  train: { ...good.train, losses: Float64Array.from(train) },
  validation: { ...good.validation, losses: Float64Array.from(losses) },
});

describe("the choice", () => {
  it("is the candidate with the lowest validation loss, in the target's units", () => {
    const { rule, best, chosen, excess } = choose(known.task, [still, good]);
    expect({ rule, best, chosen }).toEqual({ rule: "oneStandardError", best: 1, chosen: 1 });
    expect(excess[1]).toEqual({ mean: 0, standardError: 0, metricMean: 0, metricStandardError: 0 });
    // The target's deviation is 231: an untrained network misses by about as much.
    expect(still.validation.scores.rmse).toBeGreaterThan(100);
    expect(good.validation.scores.rmse).toBeLessThan(30);
    expect(excess[0]?.mean).toBeCloseTo(
      (still.validation.scores.rmse ?? 0) ** 2 - (good.validation.scores.rmse ?? 0) ** 2,
      6,
    );
  });

  it("passes over a candidate that diverged", () => {
    expect([wild, good].map(({ runs }) => statusOf(runs))).toEqual(["diverged", "completed"]);
    expect(choose(known.task, [wild, good])).toMatchObject({ best: 1, chosen: 1 });
  });

  it("passes over a candidate that diverged in one fold, however low its losses", () => {
    const lucky = { ...losing([0, 0, 0, 0], [9]), runs: [good.runs[0] as Run, wild.runs[1] as Run] };
    expect(choose(known.task, [lucky, losing([1, 1, 1, 1], [1])])).toMatchObject({ best: 1, chosen: 1 });
  });

  it("ends as diverged, with the epoch, the step and a cause, where all candidates did", () => {
    expect(() => choose(known.task, [wild, wild])).toThrow(
      expect.objectContaining({
        code: "OCCAM_DIVERGED",
        message: expect.stringMatching(/^Training diverged in epoch 1 at step \d: the learning rate is too high/),
      }),
    );
  });

  it("is the candidate that fits its training rows least closely, of those within one standard error", () => {
    const [closest, near, far] = [losing([1, 1, 1, 1], [0.1]), losing([0, 2, 1, 2], [0.9]), losing([9, 9, 9, 8], [5])];
    const { best, chosen, excess } = choose(known.task, [far, closest, near]);
    expect({ best, chosen }).toEqual({ best: 1, chosen: 2 });
    // Differences of -1, 1, 0 and 1: a mean of 1/4, and a variance of 11/12 over 4 rows.
    expect(excess[2]?.mean).toBeCloseTo(1 / 4, 12);
    expect(excess[2]?.standardError).toBeCloseTo(Math.sqrt(11 / 48), 12);
  });
});

it.each(TASKS.map((task) => [task.name, task] as const))(
  "of a %s carries excess and standard error over to the deciding metric, whose difference from the best it is",
  (_, task) => {
    const { excess } = choose(task, [losing([1, 1, 1, 1], [0.1]), losing([0, 2, 1, 2], [0.9])]);
    const own = task.deciding.reduce(5 / 4) - task.deciding.reduce(1);
    expect(excess[1]?.metricMean).toBeCloseTo(own, 12);
    expect(excess[1]?.metricStandardError).toBeCloseTo(Math.sqrt(11 / 48) * (own / (1 / 4)), 12);
  },
);

it.each<[Run["status"], readonly Run["status"][]]>([
  ["completed", ["completed", "completed"]],
  ["stopped", ["completed", "stopped"]],
  ["diverged", ["stopped", "diverged", "completed"]],
])("a candidate is %s where its networks are %j", (status, statuses) => {
  expect(statusOf(statuses.map((each) => ({ ...(good.runs[0] as Run), status: each })))).toBe(status);
});
