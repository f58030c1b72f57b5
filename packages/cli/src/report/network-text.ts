import type { FitResult } from "./fit-result.ts";
import { plainText } from "./plain-text.ts";

/** The hidden layers in short: `64-64 relu`. */
export function networkText({ units, activation }: FitResult["network"]): string {
  return units.length === 0 ? "no hidden layer" : `${units.join("-")} ${plainText(activation)}`;
}
