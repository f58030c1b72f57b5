/** Whom a hue and a marker stand for; `data-reg` sets the hue, `#m-ID` is the marker. "other": a square in ink, with its name beside it. */
export type RegularizerSign = "none" | "l1" | "l2" | "dropout" | "other";
