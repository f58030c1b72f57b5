import type { SettingValues } from "@occam/core/tabular";
import { plainText } from "./plain-text.ts";

/** The hidden layers in short: `64-64 relu`. */
export function networkText({ units, activation }: SettingValues): string {
  return `${[units ?? []].flat().join("-")} ${plainText(String(activation))}`;
}
