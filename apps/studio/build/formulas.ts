import katex from "katex";
import type { Plugin } from "vite";

/** The colours a formula may wear, by the name TeX calls them: what differs between two lines has its regularizer's hue. */
const HUES = { lone: "hue-l1", ltwo: "hue-l2", drop: "hue-dropout" };

const MACROS = {
  "\\lone": "\\textcolor{lone}{#1}",
  "\\ltwo": "\\textcolor{ltwo}{#1}",
  "\\drop": "\\textcolor{drop}{#1}",
  "\\sign": "\\operatorname{sign}",
};

/**
 * Renders tex`...` of `src/tex.ts` while the app is built, so that no page carries KaTeX or its fonts: each becomes the text of a
 * MathML element, which browsers draw by themselves.
 */
export function formulas(): Plugin {
  return {
    name: "formulas",
    enforce: "pre",
    transform(code, id) {
      if (!/\.(svelte|ts)$/.test(id) || !code.includes("tex`")) return null;
      return { code: code.replace(/\btex`([^`]*)`/g, (_, formula) => JSON.stringify(mathml(formula))), map: null };
    },
  };
}

/** @throws ParseError of KaTeX where the formula is none. */
export function mathml(formula: string): string {
  const rendered = katex.renderToString(formula, { output: "mathml", macros: { ...MACROS }, strict: "error" });
  return rendered
    .replace(/^<span class="katex">|<\/span>$/g, "")
    .replace(/<semantics>|<\/semantics>|<annotation[^>]*>[^<]*<\/annotation>/g, "")
    .replace(/mathcolor="(\w+)"/g, (_, name: keyof typeof HUES) => `class="${HUES[name]}"`);
}
