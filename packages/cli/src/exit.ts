/** Exit codes: 0 done, 1 the run failed, 2 bad usage or input, 130 interrupted. */
import { CommanderError } from "commander";
import { codeOf } from "./table/error-code.ts";
import { toOneLine } from "./table/input-error.ts";

const INPUT_CODES = new Set(["OCCAM_INPUT", "OCCAM_OPTION", "OCCAM_DATA", "OCCAM_SHAPE", "OCCAM_ONNX"]);

export function exitCodeOf(error: unknown): number {
  const code = codeOf(error);
  // Interrupted with something kept: the message says what.
  if (code === "OCCAM_ABORTED" || code === "OCCAM_INTERRUPTED") return 130;
  // Commander ends help and version that were asked for with 0, all else with 1.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  return INPUT_CODES.has(code) ? 2 : 1;
}

/** Flags by the name of the library's option that they set. */
export type Flags = ReadonlyMap<string, string>;

/** One line on stderr; a stack only when asked for. */
export function reportError(error: unknown, debug: boolean, flags: Flags = new Map()): void {
  const message = error instanceof Error ? byFlag(error, flags) : String(error);
  const line = codeOf(error) === "OCCAM_ABORTED" ? "interrupted: nothing was written." : toOneLine(message);
  process.stderr.write(`occam: ${line}\n`);
  if (debug && error instanceof Error) process.stderr.write(`${stackOf(error)}\n`);
}

/** Its first lines are the message, which may quote a user's text. */
function stackOf({ stack = "" }: Error): string {
  return stack.split("\n").map(toOneLine).join("\n    ");
}

/** An option's fault under the name of its flag: "fitTable.seed expects" as "--seed expects". */
function byFlag(error: Error, flags: Flags): string {
  const { message } = error;
  if (codeOf(error) !== "OCCAM_OPTION") return message;
  const [place = "", outer = "", inner = ""] = /^([A-Za-z]+)(?:\.([A-Za-z]+))?/.exec(message) ?? [];
  const flag = flags.get(outer);
  if (flag !== undefined) return `${flag}${message.slice(outer.length)}`;
  const innerFlag = flags.get(inner);
  return innerFlag === undefined ? message : `${innerFlag}${message.slice(place.length)}`;
}
