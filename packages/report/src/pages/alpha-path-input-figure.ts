import { areaY, lineY, type Markish, ruleY, text } from "@observablehq/plot";
import type { PathResult } from "../results/path-result.ts";
import { formatNumber } from "../words/format-number.ts";
import { clipText } from "../words/plain-text.ts";
import { pathStrengths, strengthMarks, strengthScale } from "./alpha-path-axis.ts";
import { type Html, html } from "./html.ts";
import { FRAME } from "./line-frame.ts";
import { ink, renderPlot } from "./svg-document.ts";

const MOST_ROWS = 40;
/** Of a row's height, what the largest norm takes. */
const PEAK = 0.85;

interface Row {
  readonly name: string;
  readonly at: number;
  /** Norms over the path. */
  readonly norms: readonly number[];
  readonly chosen: number;
}

/** A row for each input column: how strongly the network listens to it, over the strength; what matters most on top. */
export function pathInputFigure(result: PathResult): Html {
  const rows = inputRows(result);
  const strengths = pathStrengths(result);
  const highest = Math.max(...rows.flatMap(({ norms }) => norms).filter(Number.isFinite));
  if (!(highest > 0)) return html`<p class="empty">No input leads anywhere at any strength.</p>`;
  const lines = rows.flatMap(({ at, norms }) =>
    result.points.flatMap(({ alpha }, i) => {
      const norm = norms[i] as number;
      return Number.isFinite(norm) ? [{ at, x: strengths.place(alpha), y: at - (PEAK * norm) / highest, norm }] : [];
    }),
  );
  return renderPlot(
    {
      ...FRAME,
      height: FRAME.marginTop + FRAME.marginBottom + (rows.length + PEAK - 0.75) * (rows.length > 20 ? 20 : 26),
      marginLeft: 210,
      marginRight: 90,
      x: strengthScale(strengths),
      y: { domain: [rows.length - 0.75, -PEAK], axis: null },
      marks: [
        ...strengthMarks(result, strengths),
        ruleY(rows, { y: "at", stroke: ink.faint }),
        areaY(lines, { x: "x", y1: "at", y2: "y", z: "at", fill: ink.train, fillOpacity: 0.28 }),
        lineY(lines, { x: "x", y: "y", z: "at", stroke: ink.train, strokeWidth: 1.5 }),
        ...nameMarks(rows),
      ],
    },
    inputLabel(result, rows),
  );
}

/** The name of each row on the left, its norm at the chosen strength on the right; faded where that is 0. */
function nameMarks(rows: readonly Row[]): readonly Markish[] {
  const place = { y: "at", dy: -6, fontSize: 12, fillOpacity: ({ chosen }: Row) => (chosen === 0 ? 0.55 : 1) } as const;
  return [
    text(rows, {
      ...place,
      frameAnchor: "left",
      dx: -10,
      textAnchor: "end",
      text: ({ name }: Row) => clipText(name, 30),
      fill: "currentColor",
    }),
    text(rows, {
      ...place,
      frameAnchor: "right",
      dx: 10,
      textAnchor: "start",
      text: ({ chosen }: Row) => (chosen === 0 ? "0" : formatNumber(chosen, 2)),
      fill: ink.chosen,
      fontWeight: 600,
    }),
  ];
}

/** What the caption says of the columns. */
export function inputWords(result: PathResult): string {
  const used = result.points.find(({ alpha }) => alpha === result.chosen.alpha)?.inputs.length ?? 0;
  const all = result.data.columns.length;
  const left = all > MOST_ROWS ? ` The ${MOST_ROWS} with the largest weights are drawn.` : "";
  return `At the chosen strength the network looks at ${used} of ${all} input columns.${left}`;
}

function inputRows({ data, points, chosen }: PathResult): readonly Row[] {
  const at = points.findIndex(({ alpha }) => alpha === chosen.alpha);
  const norms = data.columns.map((name, column) => {
    const own = points.map(({ inputNorms }) => inputNorms[column] ?? Number.NaN);
    // Of columns that are out at the chosen strength, those that stay in longer come first.
    const stays = own.filter((norm) => norm > 0).length;
    return { name, norms: own, chosen: own[at] ?? 0, stays };
  });
  return norms
    .sort((a, b) => b.chosen - a.chosen || b.stays - a.stays)
    .slice(0, MOST_ROWS)
    .map((row, i) => ({ ...row, at: i }));
}

function inputLabel(result: PathResult, rows: readonly Row[]): string {
  const first = rows.slice(0, 3).map(({ name, chosen }) => `${clipText(name, 30)} ${formatNumber(chosen, 2)}`);
  return `Weights that lead out of each input column, over ${result.points.length} strengths. Largest at the chosen one: ${first.join(", ")}.`;
}
