import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { candidateAxis } from "../axes/candidate-axis.ts";
import { classificationResult, regressionResult } from "../results/fit-result.fixture.ts";
import type { CandidateResult, FitResult, ModelResult } from "../results/fit-result.ts";
import { dotCells } from "./terminal-candidates.ts";
import { renderFitText } from "./terminal-report.ts";
import { textWidth } from "./terminal-text.ts";

const plain = { color: false, width: 80 };

test("20 candidates fit into 48 lines of 80 columns", () => {
  for (const result of [classificationResult, regressionResult]) {
    const lines = renderFitText(result, plain).trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(48);
    expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(80);
  }
});

test("the regression report reads like this", () => {
  expect(
    renderFitText(
      {
        ...regressionResult,
        candidates: regressionResult.candidates.slice(-4),
        choice: { ...regressionResult.choice, best: 2, chosen: 3 },
      },
      plain,
    ),
  ).toMatchInlineSnapshot(`
    "price_eur: regression in houses.parquet
    rows      265 train, 88 validation, 89 test
    columns   10 numeric, 0 categorical
    network   32 relu, seed 7, 18.3 s

    Candidates by validation RMSE, lower is better; b best, ◆ chosen
                    RMSE  ├55.4──────────────────────────────────────────58.8┤    R²
        dropout 0.1 57.3          ────────────────────●─────────────────────   0.446
        dropout 0.2 56.0  ─────────●──────────                                 0.471
     b  dropout 0.3 55.6    ●                                                  0.479
      ◆ dropout 0.5 56.0  ─────────◆──────────                                 0.471

        chosen is dropout 0.5           baseline         chosen
        RMSE, train                         48.1           52.6
        RMSE, validation                    59.4           56.0
        RMSE, test                          58.8           55.1
        gap, test − train                   10.7            2.5
          its 95% interval          −1.2 to 22.9   −7.9 to 12.6
        R², test                           0.417          0.488
        zero weights / parameters        0 / 385        0 / 385

    No clear difference in RMSE on test rows: chosen is better by 3.7 (95% interval
    −1.1 to 8.2).
    baseline  inconclusive (overfitting 40%, underfitting 30%, good fit 30%): none
              is 60% likely: gap 11 over 400 untouched rows, 0 ahead of the best
              reference (a linear model); a constant costs 46
    chosen    good fit (overfitting 20%, underfitting 10%, good fit 70%): gap 2.5
              over 400 untouched rows, 0 ahead of the best reference (a linear
              model); a constant costs 25
    files     occam-out/model.onnx  occam-out/run.json  occam-out/report.html
    "
  `);
});

test("colours change nothing but colours", () => {
  const colored = renderFitText(classificationResult, { color: true, width: 80 });
  expect(colored).toContain("\u001b[");
  expect(stripVTControlCharacters(colored)).toBe(renderFitText(classificationResult, plain));
});

test("without colour there is not one escape, whatever the names hold", () => {
  const name = "\u001b[2J\u0007evil\nname\u202e";
  const text = renderFitText(
    {
      ...classificationResult,
      target: name,
      classes: [name, name],
      data: {
        ...classificationResult.data,
        file: name,
        dropped: [{ column: name, reason: { code: "numbersButFor", example: name } }],
      },
      files: { model: name, run: name, report: name },
    },
    plain,
  );
  expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(text).toContain("evil name: classification, 2 classes (evil name, evil name) in evil name");
});

test("a larger loss never has its dot further left", () => {
  const { candidates } = classificationResult;
  const axis = candidateAxis(candidates, "logLoss");
  const dots = candidates
    .toSorted((a, b) => (a.validation.logLoss ?? 0) - (b.validation.logLoss ?? 0))
    .map((candidate) => dotCells(candidate, classificationResult, axis, 60).search(/[●◆]/));
  expect(dots).toEqual(dots.toSorted((a, b) => a - b));
  expect(new Set(dots).size).toBeGreaterThan(8);
});

test("the whisker reaches one standard error to both sides of the dot", () => {
  const [first] = classificationResult.candidates;
  const axis = {
    scale: "linear",
    low: 0,
    high: 1,
    inside: (value: number) => value,
    position: (value: number) => value,
  } as const;
  const candidate: CandidateResult = {
    ...(first as CandidateResult),
    validation: { logLoss: 0.5 },
    standardError: 0.2,
  };
  expect(dotCells(candidate, classificationResult, axis, 11)).toBe("   ──●──   ");
});

test("losses over orders of magnitude are drawn on a logarithmic axis, and the title says so", () => {
  const text = renderFitText(withLosses(["0.01", "0.1", "1", "10"]), plain);
  expect(text).toContain("(log axis)");
  const dots = text.split("\n").flatMap((line) => (/ {2}loss /.test(line) ? [line.search(/[●◆]/)] : []));
  const steps = dots.slice(1).map((dot, at) => dot - (dots[at] ?? 0));
  expect(Math.max(...steps) - Math.min(...steps)).toBeLessThanOrEqual(1);
});

test("a diverged candidate has its name and the word, but no dot; an absurd loss is marked as beyond", () => {
  const lines = renderFitText(withLosses(["0.3", "0.4", "NaN", "1e30", "0.5"]), plain).split("\n");
  expect(lines.find((line) => line.includes("loss NaN"))?.trim()).toBe("loss NaN  diverged");
  expect(lines.find((line) => line.includes("loss 1e30"))).toContain("›");
  expect(lines.find((line) => line.includes("loss 0.5"))).toMatch(/●/);
});

test("equal losses put every dot into one column", () => {
  const lines = renderFitText(withLosses(["0.5", "0.5", "0.5"]), plain).split("\n");
  const dots = lines.flatMap((line) => (/ {2}loss /.test(line) ? [line.indexOf("●")] : []));
  expect(new Set(dots).size).toBe(1);
});

test("of more than 20 candidates the baseline, best and chosen are always shown, and the rest is counted", () => {
  const many = Array.from({ length: 50 }, (_, at) => String(1 + at / 100));
  const extended = withLosses(many);
  const named = { ...extended, candidates: [...classificationResult.candidates, ...extended.candidates] };
  const text = renderFitText(named, plain);
  for (const name of ["baseline", " b  l1 0.0003", "  ◆ l1 0.001"]) expect(text).toContain(name);
  expect(text).toContain("… 50 more, with higher loss, are in the report");
});

test("long names and many dropped columns are cut, not wrapped over the screen", () => {
  const dropped = Array.from({ length: 1000 }, (_, at) => ({
    column: `column ${at} `.repeat(500),
    reason: { code: "constant" } as const,
  }));
  const text = renderFitText({ ...classificationResult, data: { ...classificationResult.data, dropped } }, plain);
  expect(text).toContain("and 997 more");
  expect(text.split("\n").length).toBeLessThan(55);
});

test("a narrow terminal gets a narrower plot, a wide one no more than 110 columns", () => {
  const widest = (width: number): number =>
    Math.max(...renderFitText(classificationResult, { color: false, width }).split("\n").map(textWidth));
  expect(widest(64)).toBeLessThanOrEqual(64);
  expect(widest(400)).toBeLessThanOrEqual(110);
});

function withLosses(losses: readonly string[]): FitResult {
  const [first] = classificationResult.candidates;
  const candidates = losses.map((loss) => ({
    ...(first as CandidateResult),
    name: `loss ${loss}`,
    status: loss === "NaN" ? ("diverged" as const) : ("completed" as const),
    validation: { logLoss: Number(loss), accuracy: 0.9 },
    standardError: 0,
  }));
  return { ...classificationResult, candidates };
}

test("notes follow the verdict, the first of them, or all; none that changes what the verdict means is left out", () => {
  const notes = [
    ...Array.from({ length: 9 }, (_, i) => ({
      code: "missingMarks" as const,
      column: `c${i}`,
      rows: i + 1,
      example: "n/a",
    })),
    { code: "looksLikeTime" as const, column: "day\u001b[2J", rows: 50 },
  ];
  const result = { ...classificationResult, data: { ...classificationResult.data, notes } };
  const text = renderFitText(result, { color: false, width: 80 });
  expect(text).toContain('c3: 4 cells such as "n/a" taken for missing.');
  expect(text).not.toContain("c4: 5 cells");
  expect(text).toContain("5 more: see --verbose, or data.notes in run.json.");
  expect(text.indexOf("looks like time")).toBeGreaterThan(text.indexOf("chosen  "));
  expect(text.indexOf("looks like time")).toBeLessThan(text.indexOf("c0: 1 cell "));
  expect(text).not.toContain("\u001b");
  const all = renderFitText(result, { color: false, width: 80, verbose: true });
  expect(all).toContain("c8: 9 cells");
  expect(all).not.toContain("--verbose");
});

test("a leak is said once, by its note; other findings stay", () => {
  const { chosen, data } = classificationResult;
  const leak = { code: "leaking-column", severity: "alarm" } as const;
  const findings: ModelResult["findings"] = [
    { ...leak, facts: { columns: [{ column: "refunded", measure: "auc", score: 1 }] } },
    { code: "duplicate-rows", severity: "warning", facts: { rows: 7, sameTarget: 6, heldOut: 100 } },
  ];
  const notes = [{ code: "leakingColumn" as const, column: "refunded", rows: 80 }];
  const said = (own: FitResult["data"]["notes"]) =>
    renderFitText({ ...classificationResult, chosen: { ...chosen, findings }, data: { ...data, notes: own } }, plain);
  expect(said(notes).split("refunded")).toHaveLength(2);
  expect(said(notes)).toContain("but       refunded: tells the target by itself");
  expect(said(notes)).toContain("7 of 100 held-out rows");
  expect(said([]).split("refunded")).toHaveLength(2);
});

test("where a class is rare, balanced accuracy, AUC and a constant prediction stand beside the accuracy", () => {
  const notes = [{ code: "imbalance" as const, column: "y", rows: 12, example: "fraud" }];
  const text = renderFitText(
    { ...classificationResult, data: { ...classificationResult.data, notes } },
    { color: false, width: 80 },
  );
  const line = (label: string) => text.split("\n").findIndex((each) => each.trimStart().startsWith(label));
  expect(line("balanced accuracy, test")).toBe(line("accuracy, test") + 2);
  expect(line("AUC, test")).toBe(line("accuracy, test") + 4);
  expect(text.split("\n")[line("accuracy, test") + 1]).toMatch(/of a constant prediction +52.0% +52.0%/);
  expect(text).toContain('y: only 12 rows (0.6%) of the class "fraud"');
  expect(renderFitText(classificationResult, { color: false, width: 80 })).not.toContain("constant prediction ");
});
