/** Whom a hue and a marker stand for; `data-reg` sets the hue, `#m-ID` is the marker. */
export type RegularizerSign = "none" | "l1" | "l2" | "dropout";
