/** What options take, as numbers. */
import { InvalidArgumentError } from "commander";

export function wholeNumber(low: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isSafeInteger(value) && value >= low) return value;
    throw new InvalidArgumentError(`expected a whole number from ${low} to 2^53 - 1.`);
  };
}

/** 0, which is any free one, to 65535. */
export function portNumber(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) < 2 ** 16) return Number(text);
  throw new InvalidArgumentError("expected a port from 0 to 65535.");
}

/** "0.001,0.01,0.1" */
export function numberList(text: string): readonly number[] {
  const parts = text.split(",").map((part) => part.trim());
  const values = parts.map(Number);
  if (parts.every((part) => part !== "") && values.every(Number.isFinite)) return values;
  throw new InvalidArgumentError("expected numbers with commas between them, such as 0.001,0.01,0.1.");
}

const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** "90s", "5m", "1.5h" as seconds. */
export function duration(text: string): number {
  const [, amount = "", unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text.trim()) ?? [];
  const seconds = Number(amount) * (SECONDS[unit] ?? Number.NaN);
  if (amount !== "" && seconds > 0) return seconds;
  throw new InvalidArgumentError("expected a time above 0 such as 90s, 5m or 2h.");
}

/** "0.5%" or "0.005". */
export function share(low: number, high: number): (text: string) => number {
  return (text) => {
    const number = /^\s*(\d+\.?\d*(?:e-?\d+)?|\.\d+)\s*(%?)\s*$/i.exec(text);
    const value = number === null ? Number.NaN : Number(number[1]) / (number[2] === "%" ? 100 : 1);
    if (value >= low && value <= high) return value;
    throw new InvalidArgumentError(`expected a share from ${low} to ${high}, such as 0.5% or 0.005.`);
  };
}
