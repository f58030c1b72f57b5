/** A table of 30,000 rows and 15 columns, numbers and texts with missing values, whose target needs a little of most. */
import { randomNormal, randomUniform } from "@occam/core/data";

const ROWS = 30_000;
const NUMBERS = 10;
const TEXTS = 5;
const CITIES = ["lima", "oslo", "pune", "riga", "suva", "tunis", "ulm", "vaduz"];

/** CSV text; the same at every call. */
export function mixedTable(): string {
  const key = (stream: string) => ({ seed: 1, stream });
  const numbers = Array.from({ length: NUMBERS }, (_, j) => randomNormal(ROWS, key(`number${j}`)));
  const texts = Array.from({ length: TEXTS }, (_, j) => randomUniform(ROWS, key(`text${j}`)));
  const noise = randomNormal(ROWS, key("noise"));
  const missing = randomUniform(ROWS, key("missing"));
  const header = [...numbers.map((_, j) => `number${j}`), ...texts.map((_, j) => `text${j}`), "bought"];
  const lines = Array.from({ length: ROWS }, (_, row) => {
    const z = numbers.map((column) => column[row] as number) as [number, number, number, ...number[]];
    const words = texts.map((column) => CITIES[Math.floor((column[row] as number) * CITIES.length)] as string);
    const score =
      z[0] * z[1] +
      Math.sin(2 * z[2]) +
      (words[0] === "oslo" ? 1.5 : 0) -
      (words[1] === "ulm" ? 1 : 0) +
      (noise[row] as number);
    const cells = z.map((value, j) => (j === row % NUMBERS && (missing[row] as number) < 0.2 ? "" : value.toFixed(4)));
    return [...cells, ...words, score > 0 ? "yes" : "no"].join(",");
  });
  return `${[header.join(","), ...lines].join("\n")}\n`;
}
