import { type Markish, rect, text } from "@observablehq/plot";
import type { Html } from "./html.ts";
import { ink, NOTHING_FINITE, renderPlot } from "./svg-document.ts";

export interface StackedBar {
  /** Stands left of the bar. */
  readonly name?: string;
  readonly parts: readonly BarPart[];
}

export interface BarPart {
  /** Stands above the bar, in the part's colour. */
  readonly words: string;
  readonly size: number;
  readonly color: string;
}

const [ROW, BAR, WORDS, GAP, EDGE] = [58, 24, 14, 7, 3];

/** Bars of parts side by side, on one scale from 0; each says above itself what its parts are, so that no key is needed. */
export function stackedBars(bars: readonly StackedBar[], width: number, label: string): Html {
  const sums = bars.map(({ parts }) => parts.reduce((sum, { size }) => sum + size, 0));
  const longest = Math.max(...sums);
  if (!(longest > 0 && longest < Infinity)) return NOTHING_FINITE;
  const marginLeft = bars.some(({ name }) => name !== undefined) ? 64 : 1;
  const top = (row: number) => EDGE + row * ROW + WORDS + GAP;
  const segments = bars.flatMap(({ parts }, row) => {
    let end = 0;
    return parts.map(({ size, color }) => {
      const x1 = end;
      end += size;
      return { x1, x2: end, y1: top(row), y2: top(row) + BAR, color };
    });
  });
  const names = bars.flatMap(({ name }, row) => (name === undefined ? [] : [{ name, y: top(row) + BAR / 2 }]));
  return renderPlot(
    {
      width,
      height: top(bars.length - 1) + BAR + EDGE,
      marginLeft,
      marginRight: 1,
      marginTop: 0,
      marginBottom: 0,
      x: { domain: [0, longest], axis: null },
      y: { type: "identity", axis: null },
      marks: [
        rect(segments, { x1: "x1", x2: "x2", y1: "y1", y2: "y2", fill: "color", stroke: "var(--page)" }),
        ...bars.flatMap(({ parts }, row) => wordMarks(parts, EDGE + row * ROW + WORDS / 2, width - marginLeft)),
        text(names, { frameAnchor: "left", y: "y", dx: -8, textAnchor: "end", text: "name", fill: ink.text }),
      ],
    },
    label,
  );
}

/** Evenly over `room` pixels; a text each, as Plot shifts whole marks. */
function wordMarks(parts: readonly BarPart[], y: number, room: number): readonly Markish[] {
  return parts.map(({ words, color }, i) =>
    text([words], {
      frameAnchor: "left",
      y: () => y,
      dx: (i * room) / parts.length,
      textAnchor: "start",
      text: () => `■ ${words}`,
      fill: color,
      fontWeight: 600,
    }),
  );
}
