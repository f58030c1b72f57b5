import { type PlotOptions, plot } from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { type LossAxis, logTicks } from "../axes/loss-axis.ts";
import { formatPercent, formatTick } from "../words/format-number.ts";
import { escapeHtml, type Html, html, trustedHtml } from "./html.ts";
import { colorStyle } from "./report-style.ts";

/** Draws a plot as an `<svg>` that stands on its own in a page; `label` says to people who cannot see it what it shows. */
export function renderPlot(options: PlotOptions, label: string): Html {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const svg = plot({ ...options, document, className: "plot" });
  // Plot's own style element names each figure anew; the page's style sheet has the same rules once.
  svg.querySelector("style")?.remove();
  const markup: string = svg.outerHTML;
  return trustedHtml(roundCoordinates(markup).replace("<svg ", `<svg role="img" aria-label="${escapeHtml(label)}" `));
}

const fileStyle = `${colorStyle}
svg { background: var(--page); color: var(--text); font-size: 11.5px; font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif; }
text { white-space: pre; }
`;

/** What stands in a figure's place where every number is missing. */
export const NOTHING_FINITE = html`<p class="empty">Nothing finite to draw.</p>`;

/** Those that were drawn, as files that need nothing beside them. */
export function svgFiles(drawings: Readonly<Record<string, Html>>): Readonly<Record<string, string>> {
  const drawn = Object.entries(drawings).filter(([, { html }]) => html.startsWith("<svg"));
  return Object.fromEntries(drawn.map(([name, drawing]) => [`${name}.svg`, svgFile(drawing)]));
}

/** A drawn plot as a file of its own, with the colours that a page would give it. */
function svgFile({ html }: Html): string {
  const isNamed = / xmlns="/.test(html.slice(0, html.indexOf(">")));
  const root = html.replace("<svg ", `<svg ${isNamed ? "" : 'xmlns="http://www.w3.org/2000/svg" '}`);
  const end = root.indexOf(">") + 1;
  return `${root.slice(0, end)}<style>${fileStyle}</style>${root.slice(end)}\n`;
}

/** The options of a Plot scale that shows losses of this metric on this axis; `more` ends its label. */
export function lossScale({ scale, low, high }: LossAxis, metric: string, more = ""): object {
  const base = {
    type: scale,
    domain: [low, high],
    label: `${metric}${scale === "log" ? " (log scale)" : ""}${more}`,
    grid: true,
    labelArrow: "none",
    labelAnchor: "top",
    tickFormat: formatTick,
  };
  return scale === "log" ? { ...base, ticks: logTicks(low, high) } : { ...base, ticks: 5 };
}

/** A label in the middle below an axis. */
export function centeredLabel(label: string) {
  return { label, labelArrow: "none", labelAnchor: "center" } as const;
}

/** The options of a Plot scale that shows shares from 0 to 1. */
export const shareScale = { domain: [0, 1], ticks: 5, tickFormat: formatPercent } as const;

/** What marks a choice on a curve. */
export const chosenMark = {
  symbol: "diamond2",
  fill: "var(--chosen)",
  stroke: "var(--page)",
  strokeWidth: 1.5,
} as const;

/** Of text over lines: it stays readable. */
export const halo = { fontWeight: 600, stroke: "var(--page)", strokeWidth: 4 } as const;

/** Colours are the page's custom properties, so that one drawing serves light, dark and print. */
export const ink = {
  train: "var(--train)",
  validation: "var(--validation)",
  test: "var(--test)",
  gap: "var(--gap)",
  baseline: "var(--baseline)",
  chosen: "var(--chosen)",
  good: "var(--good)",
  bad: "var(--bad)",
  open: "var(--open)",
  text: "var(--text)",
  faint: "var(--faint)",
} as const;

const coordinate = / (?:transform|d|x|y|x1|x2|y1|y2|cx|cy|r|width|height)="[^"]*"/g;

function roundCoordinates(markup: string): string {
  return markup.replace(coordinate, (attribute) =>
    attribute.replace(/-?\d+\.\d\d\d*(?:e-?\d+)?/g, (number) => String(Math.round(Number(number) * 10) / 10)),
  );
}
