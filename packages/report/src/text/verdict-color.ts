import type { Finding, Verdict } from "@occam/core/diagnosis";
import type { Colors } from "./terminal-text.ts";

type Color = "red" | "yellow" | "green" | "cyan";

const VERDICTS: Readonly<Record<Verdict, Color>> = {
  overfitting: "red",
  underfitting: "red",
  "good fit": "green",
  inconclusive: "yellow",
};
const SEVERITIES: Readonly<Record<Finding["severity"], Color>> = { alarm: "red", warning: "yellow", info: "cyan" };

export function verdictText(verdict: Verdict, colors: Colors): string {
  return colors[VERDICTS[verdict]](verdict);
}

export function severityText(severity: Finding["severity"], colors: Colors): string {
  return colors[SEVERITIES[severity]](severity);
}
