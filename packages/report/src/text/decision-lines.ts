import type { FitResult } from "../results/fit-result.ts";
import { decisionWords, isDecisionShown, type TradeOff, tradeOffOf } from "../words/decision-words.ts";
import { plainText } from "../words/plain-text.ts";
import { alignRows, type Colors, hang, wrapText } from "./terminal-text.ts";

const MOST_ROWS = 7;

/** How labels are decided and what other thresholds would do; nothing where nobody needs to hear of it. */
export function decisionLines(result: FitResult, colors: Colors, width: number, labelWidth: number): readonly string[] {
  if (!isDecisionShown(result)) return [];
  const tradeOff = tradeOffOf(result);
  const more =
    tradeOff === undefined ? "." : "; on validation rows, of other thresholds (choose by --threshold or --balance):";
  return [
    ...hang("labels", wrapText(plainText(`${decisionWords(result)}${more}`), width - labelWidth), labelWidth, colors),
    ...(tradeOff === undefined ? [] : thresholdTable(tradeOff, colors)),
  ];
}

function thresholdTable({ heads, rows }: TradeOff, colors: Colors): readonly string[] {
  const own = rows.findIndex(({ isOwn }) => isOwn);
  const first = Math.max(0, Math.min(own - Math.floor(MOST_ROWS / 2), rows.length - MOST_ROWS));
  const shown = rows.slice(first, first + MOST_ROWS);
  const lines = alignRows([heads, ...shown.map(({ cells }) => cells)], { left: [], gap: "   " });
  return lines.map((line, i) => (i > 0 && shown[i - 1]?.isOwn ? colors.bold(`  ◆ ${line}`) : `    ${line}`));
}
