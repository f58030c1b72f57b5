import type { Verdict } from "../results/fit-result.ts";
import { type Html, html } from "./html.ts";

const LOOKS: Readonly<Record<Verdict, { readonly verb: string; readonly style: string; readonly sign: string }>> = {
  overfitting: { verb: "overfits", style: "bad", sign: "▲" },
  underfitting: { verb: "underfits", style: "bad", sign: "▼" },
  "good fit": { verb: "fits well", style: "good", sign: "●" },
  inconclusive: { verb: "gives no clear answer", style: "open", sign: "?" },
};

/** What a network with this verdict does: it overfits. */
export function verdictVerb(verdict: Verdict): string {
  return LOOKS[verdict].verb;
}

export function verdictBadge(verdict: Verdict): Html {
  const { style, sign } = LOOKS[verdict];
  return html`<span class="badge ${style}"><span aria-hidden="true">${sign}</span> ${verdict}</span>`;
}
