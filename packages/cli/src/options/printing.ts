/** What every command ends with: its result on stdout, as JSON or as text. */
import type { Command } from "commander";

export interface PrintFlags {
  readonly json?: true;
  /** Looked for in the arguments themselves: an error may come before they are read. */
  readonly debug?: true;
}

export function addPrintOptions(command: Command): Command {
  return command.option("--json", "print one JSON object on stdout").option("--debug", "show where an error came from");
}

export function print(text: string): void {
  process.stdout.write(text);
}

interface Terminal {
  readonly color: boolean;
  readonly width: number;
  /** Draw bars. */
  readonly bars: boolean;
}

/** Does work that Ctrl-C can end, and prints what came of it. `text` loads its words when they are needed. */
export async function printResult<Result extends object>(
  json: true | undefined,
  work: (signal: AbortSignal) => Promise<Result>,
  text: (result: Result, terminal: Terminal) => Promise<string>,
): Promise<Result> {
  const { interruptible } = await import("../interrupt.ts");
  const result = await interruptible(work);
  const { isTTY = false, columns = 80 } = process.stdout;
  const terminal = { color: isTTY && !process.env.NO_COLOR, width: columns, bars: isTTY };
  print(json ? `${JSON.stringify(result)}\n` : await text(result, terminal));
  return result;
}
