import { expect, test } from "vitest";
import { renderFitHtml } from "../pages/html-report.ts";
import { classificationFigures, classificationResult } from "../results/fit-result.fixture.ts";
import type { FitResult } from "../results/fit-result.ts";
import { renderFitText } from "../text/terminal-report.ts";
import { decisionWords, isDecisionShown, tradeOffOf } from "./decision-words.ts";

const of = (threshold: number, hits: number, falseAlarms: number) => ({
  threshold,
  positives: 10,
  hits,
  negatives: 90,
  falseAlarms,
});
const decision = {
  rule: "threshold",
  weights: [0.75, 0.25],
  rarer: 1,
  threshold: 0.25,
  tradeOff: [of(0.1, 9, 30), of(0.2, 8, 12), of(0.25, 8, 12), of(0.3, 8, 12), of(0.5, 4, 0), of(0.9, 0, 0)],
} as const;
const result: FitResult = { ...classificationResult, decision };

test("thresholds are told by what they find, what is right, F1 and balanced accuracy; those that change nothing are left out", () => {
  expect(tradeOffOf(result)).toEqual({
    label: "leaves",
    threshold: 0.25,
    heads: ["above", "labelled", "found", "right", "F1", "balanced accuracy"],
    rows: [
      // (9/10 + 60/90) / 2, and 18 / (10 + 39).
      { isOwn: false, cells: ["0.1", "39", "90.0%", "23.1%", "0.37", "78.3%"] },
      { isOwn: false, cells: ["0.2", "20", "80.0%", "40.0%", "0.53", "83.3%"] },
      { isOwn: true, cells: ["0.25", "20", "80.0%", "40.0%", "0.53", "83.3%"] },
      { isOwn: false, cells: ["0.5", "4", "40.0%", "100%", "0.57", "70.0%"] },
      { isOwn: false, cells: ["0.9", "0", "0%", "–", "0.00", "50.0%"] },
    ],
  });
});

test("labels are spoken of where they are asked for, or a class is rare", () => {
  const usual: FitResult = { ...result, decision: { ...decision, rule: "mostProbable", threshold: 0.5 } };
  const notes: FitResult["data"]["notes"] = [{ code: "imbalance", column: "churn", rows: 3, example: "leaves" }];
  expect(isDecisionShown(result)).toBe(true);
  expect(isDecisionShown(usual)).toBe(false);
  expect(isDecisionShown({ ...usual, data: { ...usual.data, notes } })).toBe(true);
  expect(renderFitText(usual, { color: false, width: 80 })).not.toContain("labels ");
  expect(renderFitHtml(usual, classificationFigures)).not.toContain("From probabilities to labels");
});

test("each rule has its words", () => {
  expect(decisionWords(result)).toBe('"leaves" where its probability is above 0.25');
  expect(decisionWords({ ...result, decision: { ...decision, rule: "balance" } })).toBe(
    '"leaves" where its probability is above 0.25, its share of the training rows',
  );
  expect(decisionWords({ decision: { rule: "balance", weights: [1, 2, 3] } })).toBe(
    "the class whose probability is highest beside its share of the training rows",
  );
});

test("the terminal shows the thresholds around the one in use, and the report all", () => {
  const text = renderFitText(result, { color: false, width: 80 });
  expect(text.slice(text.indexOf("labels"), text.indexOf("note "))).toMatchInlineSnapshot(`
    "labels    "leaves" where its probability is above 0.25; on validation rows, of
              other thresholds (choose by --threshold or --balance):
        above   labelled   found   right     F1   balanced accuracy
          0.1         39   90.0%   23.1%   0.37               78.3%
          0.2         20   80.0%   40.0%   0.53               83.3%
      ◆  0.25         20   80.0%   40.0%   0.53               83.3%
          0.5          4   40.0%    100%   0.57               70.0%
          0.9          0      0%       –   0.00               50.0%
    "
  `);
  const html = renderFitHtml(result, classificationFigures);
  expect(html).toContain("&quot;leaves&quot; where its probability is above 0.25");
  expect(html).toContain('<th scope="row">0.25 <span class="tag">in use</span></th>');
});
