import { afterAll, describe, expect, it } from "vitest";
import { type Fold, kFold } from "../data/index.ts";
import { adam, dense, dropout, type FitOptions, fit, l2, type Run, sequential, sgd } from "../index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { takeRows } from "../tensor/tensor.ts";
import { columns, lassoSolution, ROWS, repeated, ridgeSolution, sum, toAlpha } from "../testing/diabetes.ts";
import { noisyLine, twoClasses } from "../testing/problems.ts";
import { type AlphaPathOptions, alphaPath, bestMeanRule, crossValidate } from "./index.ts";

const runtime = nodeRuntime();
afterAll(() => runtime.close());

const weightsOf = (run: Run) => Array.from(run.parameters.get("dense0/kernel")?.data ?? []);
const mean = (values: ArrayLike<number>) => sum(Array.from(values)) / values.length;

describe("on a linear model", () => {
  const STEPS = 100;
  const examples = repeated(STEPS);
  const model = sequential({ inputShape: [10], layers: [dense({ units: 1, useBias: false })] });
  const all = Array.from({ length: ROWS * STEPS }, (_, i) => i);
  const halves: readonly Fold[] = [0, 1].map((half) => ({
    train: Int32Array.from(all.filter((i) => (i % ROWS) % 2 !== half)),
    validation: Int32Array.from(all.filter((i) => i < ROWS && i % 2 === half)),
  }));
  const options: AlphaPathOptions = {
    runtime,
    loss: "meanSquaredError",
    optimizer: sgd({ learningRate: 100, momentum: 0.9 }),
    epochs: 15,
    batchSize: ROWS,
    shuffle: false,
    folds: halves,
  };

  it("the l1 path is the lasso path: coefficients within 1e-3, the same columns between the published knots", async () => {
    const lambdas = [20, 60, 200, 500, 900];
    const path = await alphaPath(model, examples, { ...options, penalty: "l1", alphas: lambdas.map(toAlpha) });
    path.points.forEach((point, i) => {
      const exact = lassoSolution(lambdas[i] as number);
      weightsOf(path.runs[i] as Run).forEach((w, j) => {
        expect(Math.abs(w - (exact[j] as number))).toBeLessThanOrEqual(
          1e-3 * Math.max(1, Math.abs(exact[j] as number)),
        );
      });
      expect(point.activeInputs).toEqual(exact.map((w) => w !== 0));
      expect(point.zeroWeights).toBe(exact.filter((w) => w === 0).length);
      expect(point.norm1 / sum(exact.map(Math.abs))).toBeCloseTo(1, 3);
      expect(point.norm2 / Math.hypot(...exact)).toBeCloseTo(1, 3);
      expect(point.radius / point.norm1).toBeCloseTo(1, 5);
    });
  });

  it("the l2 path is the ridge in closed form", async () => {
    const alphas = [1e-4, 1e-3, 1e-2];
    const path = await alphaPath(model, examples, { ...options, penalty: "l2", alphas });
    path.points.forEach(({ alpha, radius, norm2 }, i) => {
      const exact = ridgeSolution((ROWS * alpha) / 2);
      weightsOf(path.runs[i] as Run).forEach((w, j) => {
        expect(Math.abs(w / (exact[j] as number) - 1)).toBeLessThan(1e-3);
      });
      expect(radius / (norm2 ** 2 / 2)).toBeCloseTo(1, 4);
    });
  });

  it("a default path ends at the knot where the first column enters, and warm starts lead to the same coefficients", async () => {
    const short = { ...options, penalty: "l1", count: 3, ratio: 0.01 };
    const [cold, warm] = [
      await alphaPath(model, examples, short),
      await alphaPath(model, examples, { ...short, warmStart: true }),
    ];
    expect((cold.points[2]?.alpha as number) / toAlpha(949.43526)).toBeCloseTo(1, 4);
    expect((cold.points[0]?.alpha as number) / toAlpha(9.4943526)).toBeCloseTo(1, 4);
    expect(cold.points[2]?.norm1).toBeLessThan(1);
    warm.runs.forEach((run, i) => {
      const other = weightsOf(cold.runs[i] as Run);
      weightsOf(run).forEach((w, j) => {
        expect(Math.abs(w - (other[j] as number))).toBeLessThan(1);
      });
    });
  });

  it("validation losses are those of the folds' own solutions", async () => {
    const path = await alphaPath(model, examples, { ...options, penalty: "l2", alphas: [1e-3, 1e-2] });
    path.points.forEach((point, i) => {
      halves.forEach((fold, f) => {
        const w = weightsOf(path.foldRuns[i]?.[f] as Run);
        const errors = Array.from(fold.validation, (row) => {
          const fitted = sum(columns.map((column, j) => (column[row] as number) * (w[j] as number)));
          return (fitted - (examples.y.data[row] as number)) ** 2;
        });
        expect((point.validation.losses[f] as number) / mean(errors)).toBeCloseTo(1, 4);
      });
      const [a, b] = point.validation.losses as unknown as [number, number];
      expect(point.validation.loss).toBeCloseTo((a + b) / 2, 6);
      // Of two losses the standard error of the mean is half their distance.
      expect(point.validation.standardError).toBeCloseTo(Math.abs(a - b) / 2, 6);
    });
  });
});

describe("cross-validation", () => {
  const problem = twoClasses(60, 4);
  const makeModel = (rate: number | readonly number[]) =>
    sequential({
      inputShape: [4],
      layers: [dense({ units: 6, activation: "relu" }), dropout({ rate }), dense({ units: 2 })],
    });
  const options: FitOptions = { runtime, loss: "softmaxCrossEntropy", epochs: 5, batchSize: 16 };
  const folds = kFold({ rowCount: 60, folds: 3, seed: 1 });

  it("of a sweep equals fitting every candidate on every fold with every seed by itself (1e-5)", async () => {
    const rates = [0, 0.4];
    const alphas = [0, 0.1];
    const seeds = [5, 6];
    const found = await crossValidate(makeModel(rates), problem, {
      ...options,
      regularizer: l2({ alpha: alphas }),
      folds,
      seeds,
    });
    expect(found.length).toBe(2);
    for (const [c, candidate] of found.entries()) {
      const losses: number[] = [];
      for (const { train, validation } of folds) {
        const own: number[] = [];
        for (const seed of seeds) {
          const part = (rows: Int32Array) => ({ x: takeRows(problem.x, rows), y: takeRows(problem.y, rows) });
          const run = await fit(makeModel(rates[c] as number), part(train), {
            ...options,
            regularizer: l2({ alpha: alphas[c] as number }),
            seed,
          });
          own.push((await run.evaluate(part(validation))).loss);
        }
        losses.push(mean(own));
      }
      losses.forEach((loss, f) => {
        expect(candidate.losses[f]).toBeCloseTo(loss, 5);
      });
      expect(candidate.mean).toBeCloseTo(mean(losses), 5);
    }
  });

  it("with early stopping takes the losses of the epoch that the other folds would keep, and tells how many epochs were kept", async () => {
    const [only] = await crossValidate(makeModel(0), problem, {
      ...options,
      optimizer: adam({ learningRate: 0.05 }),
      epochs: 30,
      earlyStopping: { patience: 3 },
      folds,
    });
    const runs = only?.runs as readonly Run[];
    const logAt = ({ history }: Run, epoch: number) => history[Math.min(epoch, history.length - 1)];
    runs.forEach((run, f) => {
      const others = runs.filter((_, other) => other !== f);
      const means = Array.from({ length: 30 }, (_, epoch) =>
        mean(others.map((other) => logAt(other, epoch)?.validation?.loss as number)),
      );
      const scored = logAt(run, means.indexOf(Math.min(...means)));
      expect(only?.losses[f]).toBe(scored?.validation?.loss);
      expect(only?.trainLosses[f]).toBe(scored?.train.loss);
    });
    expect(runs.map(({ keptEpoch, history }) => history[keptEpoch - 1]?.validation?.loss)).not.toEqual(only?.losses);
    expect(only?.epochs).toBe(mean(runs.map(({ keptEpoch }) => keptEpoch)));
  });

  it("without folds or seeds is refused", async () => {
    await expect(crossValidate(makeModel(0), problem, { ...options, folds: [] })).rejects.toThrow(
      "crossValidate.folds expects at least one",
    );
    await expect(crossValidate(makeModel(0), problem, { ...options, folds, seeds: [] })).rejects.toThrow(
      "crossValidate.seeds expects at least one",
    );
  });
});

describe("a path", () => {
  const line = noisyLine(60, 5);
  const model = sequential({ inputShape: [5], layers: [dense({ units: 4, activation: "relu" }), dense({ units: 1 })] });
  const options: AlphaPathOptions = {
    runtime,
    loss: "meanSquaredError",
    optimizer: adam({ learningRate: 0.05 }),
    epochs: 4,
    folds: 3,
    penalty: "l1",
    seed: 2,
  };

  it("of dropout rates is made by a function of the strengths", async () => {
    const { penalty: _, ...others } = options;
    const path = await alphaPath(
      (rate) => sequential({ inputShape: [5], layers: [dropout({ rate }), dense({ units: 1 })] }),
      line,
      { ...others, alphas: [0, 0.3, 0.6] },
    );
    expect(path.points.map(({ alpha }) => alpha)).toEqual([0, 0.3, 0.6]);
    expect(new Set(path.points.map(({ validation }) => validation.loss)).size).toBe(3);
  });

  it("of labels, of which rows may have none or several, has the folds dealt at random", async () => {
    const columns = [1, 2, 3].map((place) => twoClasses(60, 5, place).y.data);
    const labels = Array.from({ length: 60 }, (_, row) =>
      row % 7 === 0 ? [0, 0, 0] : columns.map((column) => column[row] as number),
    );
    const ofLabels = { x: line.x, y: labels };
    const labelled = sequential({ inputShape: [5], layers: [dense({ units: 3 })] });
    const own = { ...options, loss: "sigmoidCrossEntropy", alphas: [0, 0.1] } as const;
    const dealt = await alphaPath(labelled, ofLabels, own);
    const given = await alphaPath(labelled, ofLabels, { ...own, folds: kFold({ rowCount: 60, folds: 3, seed: 2 }) });
    expect(dealt.points).toEqual(given.points);
  });

  it("chooses by its rule and gives the rule's reason", async () => {
    const path = await alphaPath(model, line, { ...options, alphas: [0, 0.01, 10], rule: bestMeanRule });
    expect(path.chosen).toBe(path.best);
    expect(path.rule).toBe(bestMeanRule.name);
    expect(path.reason).toMatchObject({ code: "lowestMean", points: 3 });
    expect(path.points[2]?.activeInputs).toEqual([false, false, false, false, false]);
  });

  it.each([
    ["alphaPath.alphas[1] expects more than 0.1 before it but receives 0.05", { alphas: [0.1, 0.05] }],
    ["alphaPath.alphas[0] expects a number of at least 0 but receives -1", { alphas: [-1, 0.05] }],
    ["alphaPath.penalty expects one of l1, l2, elasticNet, groupLasso, or a function", { penalty: "l3", alphas: [1] }],
    ["kFold.folds expects at most 60", { folds: 61, alphas: [1] }],
  ])("is refused: %s", async (message, changes) => {
    await expect(alphaPath(model, line, { ...options, ...changes })).rejects.toThrow(message);
  });
});
