import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import {
  classificationFigures,
  classificationResult,
  regressionFigures,
  regressionResult,
} from "../results/fit-result.fixture.ts";
import type { FitFigures, FitResult, ModelResult } from "../results/fit-result.ts";
import { droppedWords } from "../words/dropped-words.ts";
import { renderFitHtml } from "./html-report.ts";

const reports: readonly (readonly [string, FitResult, FitFigures])[] = [
  ["classification", classificationResult, classificationFigures],
  ["regression", regressionResult, regressionFigures],
];

test.each(reports)("the %s report is one file below 400 KB that runs and loads nothing", (_, result, figures) => {
  const page = renderFitHtml(result, figures);
  expect(Buffer.byteLength(page)).toBeLessThan(400_000);
  expect(page).not.toMatch(/<script|<link|<iframe|<img|javascript:|@import|url\(|\son\w+=|href=|src=/i);
  expect(page.replaceAll(/xmlns(?::\w+)?="[^"]*"/g, "")).not.toMatch(/https?:\/\//);
  expect(page).toContain(
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`,
  );
});

test.each(reports)("every figure of the %s report has words for those who cannot see it", (_, result, figures) => {
  const { document } = parseHTML(renderFitHtml(result, figures));
  const drawings = [...document.querySelectorAll("svg")];
  expect(drawings.length).toBeGreaterThan(9);
  for (const svg of drawings) {
    const described = (svg.getAttribute("aria-label") ?? "").length > 20 && svg.getAttribute("role") === "img";
    expect(described || svg.getAttribute("aria-hidden") === "true").toBe(true);
  }
});

test("headings descend without a gap, and ids are unique", () => {
  const { document } = parseHTML(renderFitHtml(classificationResult, classificationFigures));
  const levels = [...document.querySelectorAll("h1,h2,h3,h4")].map((heading) => Number(heading.tagName[1]));
  levels.forEach((level, at) => {
    expect(level).toBeLessThanOrEqual((levels[at - 1] ?? 0) + 1);
  });
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("text from the table cannot become markup, wherever it stands", () => {
  const evil = `</title></style><script>alert("x")</script><img src=x onerror='y'>\u0007`;
  const { chosen, choice, data } = classificationResult;
  const candidates = classificationResult.candidates.map((candidate) => ({ ...candidate, name: evil }));
  const result: FitResult = {
    ...classificationResult,
    target: evil,
    classes: [evil, evil],
    data: {
      ...data,
      file: evil,
      sha256: evil,
      dropped: [{ column: evil, reason: { code: "numbersButFor", example: evil } }],
    },
    candidates,
    choice,
    chosen: {
      ...chosen,
      name: evil,
      reference: { ...chosen.reference, name: evil },
      settings: { units: [4], activation: evil },
      test: { ...chosen.test, [evil]: 1 },
    },
    files: { model: evil, run: evil, report: evil },
  };
  const weights = classificationFigures.weights.map((layer) => ({ ...layer, layer: evil }));
  const page = renderFitHtml(result, { ...classificationFigures, weights });
  expect(page).not.toMatch(/<script|<img/i);
  expect(page).not.toContain("\u0007");
  const { document } = parseHTML(page);
  expect(document.querySelectorAll("style")).toHaveLength(1);
  const shown = evil.replace("\u0007", "");
  expect(document.querySelector("h1").textContent).toBe(`Predicting ${shown}`);
  expect(document.querySelector(".chips li").textContent).toBe(shown);
});

test("the table holds every candidate, one marked best and one chosen", () => {
  const { document } = parseHTML(renderFitHtml(classificationResult, classificationFigures));
  const rows = [...document.querySelectorAll("[aria-label='Every candidate'] tbody tr")];
  expect(rows).toHaveLength(classificationResult.candidates.length);
  const marked = rows.map((row) => row.querySelector("th").textContent).filter((name) => / (best|chosen)$/.test(name));
  expect(marked).toEqual(["l1 0.0003 best", "l1 0.001 chosen"]);
});

test("dropped columns are listed with their reasons, and a huge list is cut with a count", () => {
  const page = renderFitHtml(classificationResult, classificationFigures);
  for (const { column, reason } of classificationResult.data.dropped) {
    expect(page).toContain(`<th scope="row">${column}</th><td class="words">${droppedWords(reason)}</td>`);
  }
  const dropped = Array.from({ length: 10_000 }, (_, at) => ({
    column: `c${at}`,
    reason: { code: "constant" } as const,
  }));
  const data = { ...classificationResult.data, dropped };
  const cut = renderFitHtml({ ...classificationResult, data }, classificationFigures);
  expect(cut).toContain("9,800 more are in run.json");
  expect(cut.length).toBeLessThan(400_000);
});

test("a diverged candidate and huge losses leave no NaN in any drawing", () => {
  const candidates = classificationResult.candidates.map((candidate, at) =>
    at === 3
      ? { ...candidate, status: "diverged" as const, validation: { logLoss: Number.NaN }, standardError: Number.NaN }
      : { ...candidate, validation: { logLoss: at === 4 ? 1e300 : 0.5, accuracy: 0.5 } },
  );
  const paths = classificationFigures.paths.map((path) => ({
    ...path,
    points: path.points.map((point, at) => (at > 5 ? { ...point, train: 1e200, validation: 1e300 } : point)),
  }));
  const page = renderFitHtml({ ...classificationResult, candidates }, { ...classificationFigures, paths });
  expect(page).not.toMatch(/NaN|Infinity/);
  expect(page).toContain("diverged</span>");
  expect(page).toContain("losses beyond the axis are drawn at its edge");
});

test("a chosen baseline is told as such", () => {
  const { baseline, choice } = classificationResult;
  const result = { ...classificationResult, chosen: baseline, choice: { ...choice, chosen: 0 } };
  const page = renderFitHtml(result, { ...classificationFigures, paths: [], weights: [] });
  expect(page).toContain("The unregularized baseline overfits, and nothing else did better.");
});

test("a leak stands beside the verdicts once, though both networks' findings have it; a law behind a column with the data", () => {
  const columns = [{ column: "refunded", measure: "auc" as const, score: 1 }];
  const findings: ModelResult["findings"] = [
    { code: "leaking-column", severity: "alarm", facts: { columns } },
    { code: "telling-column", severity: "info", facts: { columns: [{ column: "zip", measure: "auc", score: 0.992 }] } },
  ];
  const notes: FitResult["data"]["notes"] = [
    { code: "leakingColumn", column: "refunded", rows: 80 },
    { code: "tellingColumn", column: "zip", rows: 80 },
  ];
  const page = (own: FitResult["data"]["notes"]) => {
    const { baseline, chosen, data } = classificationResult;
    const models = { baseline: { ...baseline, findings }, chosen: { ...chosen, findings } };
    const html = renderFitHtml(
      { ...classificationResult, ...models, data: { ...data, notes: own } },
      classificationFigures,
    );
    return parseHTML(html).document.body.textContent ?? "";
  };
  expect(page(notes).split("refunded")).toHaveLength(2);
  expect(page(notes)).toContain("but refunded: tells the target by itself");
  expect(page(notes).split("zip")).toHaveLength(2);
  expect(page([]).split("refunded")).toHaveLength(3);
});

test("notes that change what the verdict means stand beside it, the others with the data alone", () => {
  const notes: FitResult["data"]["notes"] = [
    { code: "missingMarks", column: "age", rows: 3, example: "n/a" },
    { code: "looksLikeGroups", column: "patient <b>", rows: 15, example: "p0" },
  ];
  const result = { ...classificationResult, data: { ...classificationResult.data, notes } };
  const { document } = parseHTML(renderFitHtml(result, classificationFigures));
  const textOf = (id: string) => document.querySelector(`section[aria-labelledby="${id}"]`)?.textContent ?? "";
  expect(textOf("answer")).toContain('but patient <b>: rows of one value, such as "p0", are alike');
  expect(textOf("answer")).not.toContain("age: ");
  expect(textOf("data")).toContain('age: 3 cells such as "n/a" taken for missing.');
  expect(textOf("data")).not.toContain("patient");
});
