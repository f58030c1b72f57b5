/** Stable codes of everything that this library refuses or cannot finish. */
export type ErrorCode =
  | "OCCAM_OPTION"
  | "OCCAM_SHAPE"
  | "OCCAM_DATA"
  | "OCCAM_TABLE"
  | "OCCAM_GRAPH"
  | "OCCAM_ONNX"
  | "OCCAM_RUNTIME"
  | "OCCAM_DIVERGED"
  | "OCCAM_ABORTED";

/** What an error says: where, what was expected, what came, and what to do about it. */
export interface ErrorFacts {
  readonly where: string;
  readonly expected: string;
  readonly received: string;
  readonly fix?: string;
}

/** An error of this library. `code` is stable; the message is for people. */
export interface OccamError extends Error {
  readonly code: ErrorCode;
}

/** The one place that words an error: `<where> expects <expected> but receives <received>: <fix>. (<code>)`. */
export function occamError(code: ErrorCode, facts: ErrorFacts): OccamError {
  return withCode(new Error(`${sentenceOf(facts)} (${code})`), code);
}

/** An option outside its range is a RangeError, so that callers can tell it apart without this library. */
export function optionError(facts: ErrorFacts): OccamError {
  return withCode(new RangeError(`${sentenceOf(facts)} (OCCAM_OPTION)`), "OCCAM_OPTION");
}

/** An error whose sentence does not fit "expects ... but receives ...". */
export function plainError(code: ErrorCode, sentence: string): OccamError {
  return withCode(new Error(`${sentence} (${code})`), code);
}

/** What an error says without its code, for an error of another code. */
export function sentenceIn({ message }: OccamError): string {
  return message.replace(/ \(OCCAM_\w+\)$/, "");
}

export function isOccamError(error: unknown): error is OccamError {
  return error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("OCCAM_");
}

/**
 * `low` of Number.MIN_VALUE means "above 0", `high` of 1 - Number.EPSILON "below 1", `high` of Infinity "as large as you like, but finite".
 * @throws RangeError with code OCCAM_OPTION unless `low <= value <= high` and the value is finite.
 */
export function requireRange(where: string, value: unknown, low: number, high: number): asserts value is number {
  if (typeof value === "number" && Number.isFinite(value) && value >= low && value <= high) return;
  throw optionError({ where, expected: rangeText(low, high), received: describe(value) });
}

/** The range that `requireRange` takes, in words; "below 1" for the largest numbers below it. */
export function rangeText(low: number, high: number): string {
  const least = low === Number.MIN_VALUE ? "above 0" : `of at least ${low}`;
  if (high === Infinity) return `a number ${least}`;
  const most = high < 1 && high >= 1 - 2 ** -16 ? "below 1" : `of at most ${high}`;
  return low === Number.MIN_VALUE || most === "below 1"
    ? `a number ${least} and ${most}`
    : `a number from ${low} to ${high}`;
}

/** @throws RangeError with code OCCAM_OPTION unless `value` is a whole number of at least `low`. */
export function requireCount(where: string, value: unknown, low = 1): asserts value is number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= low) return;
  throw optionError({ where, expected: `a whole number of at least ${low}`, received: describe(value) });
}

/** @throws RangeError with code OCCAM_OPTION for one of `names` among the options: it has nothing to act on without `needed`. */
export function requireNone<T extends object>(
  where: string,
  options: T,
  names: readonly (keyof T & string)[],
  needed: string,
): void {
  const given = names.find((name) => options[name] !== undefined);
  if (given === undefined) return;
  throw optionError({ where: `${where}.${given}`, expected: `${needed} beside it`, received: "nothing to act on" });
}

/** A short rendering of any value for a message. */
export function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `[${value.slice(0, 6).map(describe).join(", ")}${value.length > 6 ? ", ..." : ""}]`;
  if (typeof value === "object" && value !== null) return value.constructor?.name ?? "an object";
  return String(value);
}

function sentenceOf({ where, expected, received, fix }: ErrorFacts): string {
  const end = fix?.endsWith("?") ? "" : ".";
  return `${where} expects ${expected} but receives ${received}${fix === undefined ? "" : `: ${fix}`}${end}`;
}

function withCode(error: Error, code: ErrorCode): OccamError {
  return Object.assign(error, { code });
}
