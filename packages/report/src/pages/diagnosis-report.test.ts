import { parseHTML } from "linkedom";
import { describe, expect, it, test } from "vitest";
import { goodDiagnosis, overfittingDiagnosis } from "../results/diagnose-result.fixture.ts";
import type { DiagnoseResult } from "../results/diagnose-result.ts";
import { diagnosisFiles } from "./diagnosis-report.ts";

const pageOf = (result: DiagnoseResult) => diagnosisFiles(result)["diagnosis.html"] ?? "";
const figureOf = (result: DiagnoseResult, name: string) => diagnosisFiles(result)[`${name}.svg`] ?? "";
/** Widths of the drawn rectangles, in order. */
const widthsIn = (svg: string) => Array.from(svg.matchAll(/<rect[^>]* width="([^"]*)"/g), ([, width]) => Number(width));

const both: readonly (readonly [string, DiagnoseResult, number])[] = [
  ["everything measured", overfittingDiagnosis, 8],
  ["the verdict alone", goodDiagnosis, 5],
];

describe.each(both)("the page of %s", (_, result, count) => {
  const page = pageOf(result);
  const { document } = parseHTML(page);

  it("is one file that runs and loads nothing", () => {
    expect(Buffer.byteLength(page)).toBeLessThan(200_000);
    expect(page).not.toMatch(/<script|<link|<iframe|<img|javascript:|@import|url\(|\son\w+=|href=|src=/i);
    expect(page.replaceAll(/xmlns(?::\w+)?="[^"]*"/g, "")).not.toMatch(/https?:\/\//);
    expect(page).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`,
    );
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("has words for those who cannot see a figure, and a file for each", () => {
    const drawings = [...document.querySelectorAll("svg")];
    expect(drawings).toHaveLength(count);
    for (const svg of drawings) {
      expect(svg.getAttribute("role")).toBe("img");
      expect((svg.getAttribute("aria-label") ?? "").length).toBeGreaterThan(20);
    }
    const { "diagnosis.html": _page, ...files } = diagnosisFiles(result);
    expect(Object.keys(files)).toHaveLength(count);
    for (const [name, svg] of Object.entries(files)) {
      expect(name).toMatch(/^[a-z-]+\.svg$/);
      expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"[^>]*><style>/);
      expect(svg).not.toMatch(/NaN|Infinity|<script/);
    }
  });

  it("has headings that descend without a gap, and unique ids", () => {
    const levels = [...document.querySelectorAll("h1,h2,h3,h4")].map((heading) => Number(heading.tagName[1]));
    levels.forEach((level, at) => {
      expect(level).toBeLessThanOrEqual((levels[at - 1] ?? 0) + 1);
    });
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test("the verdict comes first, then why, the probabilities, and each finding with its advice", () => {
  const { document } = parseHTML(pageOf(overfittingDiagnosis));
  const [first, why] = document.querySelector("main section").children;
  expect(first.textContent).toBe("The network overfits.");
  expect(why.textContent).toMatch(
    /^Gap 0\.4 over 800 untouched rows, 0\.2 behind the best reference \(the chosen network\)/,
  );
  const findings = [...document.querySelectorAll(".findings li")].map(({ textContent }) => textContent);
  expect(findings).toHaveLength(2);
  expect(findings[0]).toMatch(/^alarm .*"cancelled on" \(AUC 1\)/);
  expect(findings[1]).toMatch(/^warning .* Use "l2 0.1": its log loss was 0.2 lower on the validation rows\.\s*$/);
  expect(pageOf(goodDiagnosis)).toContain("Nothing that needs to be said.");
});

test("parts are as long as what they stand for", () => {
  const [over = 0, good = 0, under = 0] = widthsIn(figureOf(overfittingDiagnosis, "probabilities"));
  expect(good / over).toBeCloseTo(0.15 / 0.8, 2);
  expect(under / over).toBeCloseTo(0.05 / 0.8, 2);
  const [variance = 0, noise = 0, bias = 0] = widthsIn(figureOf(overfittingDiagnosis, "bias-variance"));
  expect([noise / variance, bias / variance]).toEqual([expect.closeTo(1 / 3, 2), expect.closeTo(1 / 3, 2)]);
  const units = widthsIn(figureOf(overfittingDiagnosis, "units"));
  expect(units.map((width) => width / (units[0] ?? 1))).toEqual(
    [50, 10, 4, 32, 0, 0].map((count) => expect.closeTo(count / 50, 2)),
  );
});

test("the labels give every number in words", () => {
  expect(figureOf(overfittingDiagnosis, "distances")).toContain(
    "gap 0.400, 95% interval 0.300 to 0.500; distance 0.200, 95% interval 0.150 to 0.250",
  );
  expect(figureOf(overfittingDiagnosis, "scores")).toContain(
    "log loss: train 0.100, validation 0.500, test 0.510; a constant prediction 0.690.",
  );
  expect(figureOf(overfittingDiagnosis, "learning-curve")).toContain(
    "With 1,200 rows it is 0.100 on those and 0.520 on held-out rows.",
  );
  expect(figureOf(overfittingDiagnosis, "units")).toContain("dense0 50 alive, 10 nearly dead, 4 dead");
  expect(figureOf(overfittingDiagnosis, "weights")).toContain("dense0/kernel 300 of 1,536 (19.5%)");
  expect(figureOf(overfittingDiagnosis, "calibration")).toContain("45.0% right at 55.0% confidence (80 rows)");
});

test("the caption of the learning curve counts the networks that were trained", () => {
  expect(diagnosisFiles(overfittingDiagnosis)["diagnosis.html"]).toContain(
    "4 networks trained on each part of the training rows; the band is one standard deviation over them.",
  );
});

test("bins without rows are no dots, and those below the diagonal are too sure", () => {
  const { document } = parseHTML(figureOf(overfittingDiagnosis, "calibration"));
  const dots = [...document.querySelectorAll("circle")];
  expect(dots).toHaveLength(5);
  const heights = dots.map((dot) => Number(dot.getAttribute("cy")));
  expect(heights).toEqual(heights.toSorted((a, b) => b - a));
});

test("the result read back from its JSON draws the same", () => {
  const read = JSON.parse(JSON.stringify(overfittingDiagnosis)) as DiagnoseResult;
  expect(diagnosisFiles(read)).toEqual(diagnosisFiles(overfittingDiagnosis));
});

test("what is not finite is not drawn, and leaves no file that is no picture", () => {
  const nothing = { estimate: Number.NaN, low: Number.NaN, high: Number.NaN, level: 0.95 };
  const broken: DiagnoseResult = {
    ...overfittingDiagnosis,
    gap: nothing,
    reference: { name: "linear", distance: nothing },
    probabilities: { overfitting: Number.NaN, underfitting: Number.NaN, goodFit: Number.NaN },
    scale: Number.NaN,
    scores: { train: {}, validation: {}, test: {} },
    learningCurve: overfittingDiagnosis.learningCurve?.map((point) => ({ ...point, heldOut: Number.NaN })) ?? [],
    biasVariance: { error: 0, bias2: 0, variance: 0, noise: 0, noiseFrom: "neighbours", replicas: 20 },
  };
  expect(Object.keys(diagnosisFiles(broken))).toEqual([
    "diagnosis.html",
    "weights.svg",
    "calibration.svg",
    "units.svg",
  ]);
  expect(pageOf(broken).match(/Nothing finite to draw/g)).toHaveLength(5);
});

test("a network of zeros without hidden layers, a curve of one size and parts below zero are drawn", () => {
  const [kernel] = overfittingDiagnosis.inside.weights;
  if (kernel === undefined) throw new Error("the fixture has kernels");
  const odd: DiagnoseResult = {
    ...overfittingDiagnosis,
    learningCurve: overfittingDiagnosis.learningCurve?.slice(0, 1) ?? [],
    biasVariance: { error: 0.1, bias2: -0.05, variance: 0.15, noise: 0, noiseFrom: "neighbours", replicas: 20 },
    inside: {
      ...overfittingDiagnosis.inside,
      layers: [],
      weights: [{ ...kernel, zeros: kernel.count, largest: 0, histogram: kernel.histogram.map(() => 0) }],
    },
  };
  const files = diagnosisFiles(odd);
  expect(Object.keys(files)).not.toContain("units.svg");
  expect(Object.values(files).join("")).not.toMatch(/NaN|Infinity|="-\d[^"]*" (?:width|height)/);
  expect(files["weights.svg"]).toContain("1,536 of 1,536 (100%)");
  expect(files["bias-variance.svg"]).toContain("bias² −0.050");
});

test("text from the table cannot become markup, wherever it stands", () => {
  const evil = `</title></style><script>alert("x")</script><img src=x onerror='y'>\u0007`;
  const { inside, data, network, reference } = overfittingDiagnosis;
  const result: DiagnoseResult = {
    ...overfittingDiagnosis,
    target: evil,
    data: { ...data, file: evil, sha256: evil },
    network: { ...network, name: evil, settings: { units: [4], activation: evil } },
    reference: { ...reference, name: evil },
    findings: [
      {
        code: "leaking-column",
        severity: "alarm",
        facts: { columns: [{ column: evil, measure: "auc", score: 1 }] },
      },
    ],
    inside: {
      ...inside,
      layers: inside.layers.map((layer) => ({ ...layer, layer: evil })),
      weights: inside.weights.map((weights) => ({ ...weights, parameter: evil })),
    },
  };
  const files = diagnosisFiles(result);
  for (const content of Object.values(files)) {
    expect(content).not.toMatch(/<script|<img/i);
    expect(content).not.toContain("\u0007");
  }
  const { document } = parseHTML(pageOf(result));
  expect(document.querySelectorAll("style")).toHaveLength(1);
  expect(document.querySelector("h1").textContent).toBe(`Predicting ${evil.replace("\u0007", "")}`);
});
