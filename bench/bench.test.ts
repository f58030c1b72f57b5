import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeRuntime } from "@occam/core/node";
import { afterAll, describe, expect, it } from "vitest";
import { modelOf } from "./model-of.ts";
import { handlersOf } from "./occam-work.ts";
import type { Problem } from "./problem.ts";
import { problemData } from "./problem-data.ts";
import { readProblem, writeProblem } from "./problem-folder.ts";
import { CONTEST_ROWS } from "./rows.ts";

const runtime = nodeRuntime();
const folder = mkdtempSync(join(tmpdir(), "occam-bench-test-"));
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await runtime.close();
});

/** What occam is asked to do with a problem of a row, over so many rows. */
function workOn(problem: Problem, rows: number) {
  const small = { ...problem, rows };
  const { x, y } = problemData(small);
  writeProblem(folder, small, modelOf(small), x, y);
  const work = { problem: readProblem(folder), runtime, isInTurn: false };
  return handlersOf(() => work);
}

describe("a row of the benchmark", () => {
  const trainings = CONTEST_ROWS.filter(({ name, measure }) => measure.kind === "steps" && !name.startsWith("web."));

  it.each(trainings.map((row) => [row.name, row.problem] as const))(
    "%s trains: after four steps it is no worse than twice a guess",
    async (_, problem) => {
      const { loss } = await workOn(problem, 4 * problem.batchSize).check({ do: "check", steps: 4 });
      expect(loss).toBeLessThan(2 * Math.log(problem.classes));
    },
  );

  it("e has a loss for each strength, larger at the largest", async () => {
    const { problem } = CONTEST_ROWS.find(({ name }) => name === "e") as (typeof CONTEST_ROWS)[number];
    const { losses = [] } = await workOn(problem, problem.rows).path({ do: "path" });
    expect(losses).toHaveLength(64);
    expect(losses[63]).toBeGreaterThan(losses[0] as number);
  });

  it("g.1 gives probabilities", async () => {
    const { problem } = CONTEST_ROWS.find(({ name }) => name === "g.1") as (typeof CONTEST_ROWS)[number];
    const { probabilities = [] } = await workOn(problem, problem.batchSize).infer({ do: "infer", rows: 1, seconds: 0 });
    expect(probabilities).toHaveLength(10);
    expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
  });
});
