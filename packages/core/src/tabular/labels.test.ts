import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeRuntime } from "../runtime/node.ts";
import { randomNormal } from "../tensor/random.ts";
import { diagnoseTable, type FitTableOptions, fitTable, pruneTable, readModelFacts, type TableStudy } from "./index.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

/** One row in twelve is a fraud, likelier for large amounts. */
const numbers = randomNormal(720, { seed: 3, stream: "labels" });
const rows = Array.from({ length: 360 }, (_, i) => ({
  amount: numbers[2 * i] as number,
  hour: numbers[2 * i + 1] as number,
  kind: (numbers[2 * i] as number) > 1.3 || i % 40 === 0 ? "fraud" : "ok",
}));
const options = { target: "kind", runtime, seed: 1, epochs: 20, candidates: [{ values: { l2: 0.01 } }] };
const fitted = (more: Partial<FitTableOptions> = {}) => fitTable(rows, { ...options, ...more });

describe("labels of a rare class", () => {
  let plain: TableStudy;
  let balanced: TableStudy;
  beforeAll(async () => {
    [plain, balanced] = [await fitted(), await fitted({ balance: true })];
  });
  const labelsOf = async (study: TableStudy) =>
    (await study.predict(rows)).map((answer) => ("label" in answer ? answer : { label: "", probabilities: [] }));

  it("the exported model labels by the threshold, and gives the same probabilities to the last bit", async () => {
    const [before, after] = [await labelsOf(plain), await labelsOf(balanced)];
    expect(after.map(({ probabilities }) => probabilities)).toEqual(before.map(({ probabilities }) => probabilities));
    const threshold = balanced.result.decision?.threshold ?? Number.NaN;
    expect(threshold).toBeGreaterThan(0.05);
    expect(threshold).toBeLessThan(0.2);
    const above = (least: number) => before.map(({ probabilities: [fraud = 0] }) => (fraud > least ? "fraud" : "ok"));
    expect(before.map(({ label }) => label)).toEqual(above(0.5));
    expect(after.map(({ label }) => label)).toEqual(above(threshold));
    expect(after.filter(({ label }) => label === "fraud").length).toBeGreaterThan(
      before.filter(({ label }) => label === "fraud").length,
    );
  });

  it("verdict, log loss and AUC stay; the scores of labels follow, and the constant's do not", async () => {
    const { result: before } = plain;
    const { result: after } = balanced;
    const { logLoss, auc } = before.chosen.test;
    expect(after.chosen.test).toMatchObject({ logLoss, auc });
    expect(after.chosen.verdict).toBe(before.chosen.verdict);
    const labels = await labelsOf(balanced);
    const right = (row: number) => Number(labels[row]?.label === rows[row]?.kind);
    const test = Array.from(balanced.split.test);
    expect(after.chosen.test.accuracy).toBeCloseTo(test.reduce((sum, row) => sum + right(row), 0) / test.length, 12);
    expect(after.chosen.test.accuracy).not.toBe(before.chosen.test.accuracy);
    expect(after.constant).toEqual(before.constant);
  });

  it("the trade-off is of validation rows, the same for each rule", () => {
    const at = ({ result }: TableStudy, own: number) =>
      result.decision?.tradeOff?.find(({ threshold }) => threshold === own);
    expect(at(balanced, 0.5)).toEqual(at(plain, 0.5));
    const { rows: parts } = plain.result.data;
    const { positives = 0, negatives = 0 } = at(plain, 0.5) ?? {};
    expect(positives + negatives).toBe(parts.validation || parts.train);
  });

  it("a model without a rule of its own says nothing of one, and has no weights of classes", () => {
    expect(readModelFacts(plain.onnx).decision).toBeUndefined();
    expect(readModelFacts(balanced.onnx).decision).toMatchObject({ rule: "balance" });
    expect(balanced.onnx.length).toBeGreaterThan(plain.onnx.length);
  });

  it("pruning keeps the rule, and a diagnosis looks at labels by it", async () => {
    const pruned = await pruneTable(rows, { runtime, model: balanced.onnx, split: balanced.split });
    expect(readModelFacts(pruned.onnx).decision).toEqual(readModelFacts(balanced.onnx).decision);
    const result = await diagnoseTable(rows, { target: "kind", runtime, fit: balanced });
    expect(result.scores.test).toEqual(balanced.result.chosen.test);
  });
});

it("a threshold of one's own", async () => {
  const study = await fitted({ threshold: 0.9 });
  expect(study.result.decision).toMatchObject({ rule: "threshold", threshold: 0.9, rarer: 0 });
  const answers = await study.predict(rows);
  for (const answer of answers)
    if ("label" in answer) expect(answer.label).toBe((answer.probabilities[0] ?? 0) > 0.9 ? "fraud" : "ok");
});
