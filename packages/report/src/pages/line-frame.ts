/** What wide figures of lines share: their frame, and labels beside the lines. */
import { type Markish, text } from "@observablehq/plot";

export const FRAME = { width: 900, marginTop: 34, marginBottom: 44 } as const;

/** With room for the values of an axis to the left, and for labels beside the lines to the right. */
export const LABELLED_FRAME = { ...FRAME, marginLeft: 52, marginRight: 190 } as const;

/** Pixels from the top of a figure of this height to a share of its axis: 0 at the axis's foot, 1 at its head. */
export function topAt(share: number, height: number): number {
  return FRAME.marginTop + (1 - share) * (height - FRAME.marginTop - FRAME.marginBottom);
}

export interface LineLabel {
  readonly text: string;
  readonly color: string;
  /** Pixels from the top, where the line ends. */
  readonly top: number;
}

/** Labels at the right edge, moved apart where the lines end close together. */
export function edgeLabels(
  labels: readonly LineLabel[],
  { height, x }: { height: number; x: number },
): readonly Markish[] {
  const step = 17;
  const bottom = height - FRAME.marginBottom;
  const sorted = labels.toSorted((a, b) => a.top - b.top);
  const tops = sorted.map(({ top }) => top);
  tops.forEach((top, i) => {
    tops[i] = Math.max(top, (tops[i - 1] ?? -Infinity) + step);
  });
  for (let i = tops.length - 1; i >= 0; i--) {
    tops[i] = Math.min(tops[i] as number, i === tops.length - 1 ? bottom : (tops[i + 1] as number) - step);
  }
  return sorted.map((label, i) =>
    text([label], {
      x: () => x,
      frameAnchor: "top",
      // Text is anchored at the frame's top, which lies marginTop below the figure's.
      dy: (tops[i] as number) - FRAME.marginTop,
      dx: 10,
      lineAnchor: "middle",
      textAnchor: "start",
      text: () => label.text,
      fill: label.color,
      fontWeight: 600,
    }),
  );
}
