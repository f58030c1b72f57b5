import type { Finding } from "@occam/core/diagnosis";
import { findingWords } from "../words/finding-words.ts";
import { plainText } from "../words/plain-text.ts";
import { type Html, html } from "./html.ts";

const TAGS: Readonly<Record<Finding["severity"], string>> = { alarm: "tag bad", warning: "tag open", info: "tag" };

/** What was found, each with its advice; empty where nothing was. */
export function findingList(findings: readonly Finding[], metric: string): Html {
  if (findings.length === 0) return html``;
  const items = findings.map((finding) => {
    const { text, advice } = findingWords(finding, metric);
    return html`<li><span class="${TAGS[finding.severity]}">${finding.severity}</span> ${plainText(text)} <em>${plainText(advice)}</em></li>
`;
  });
  return html`<ul class="findings">${items}</ul>`;
}
