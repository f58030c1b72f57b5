/** `occam studio`: its options, and what it prints. */
import type { Command } from "commander";
import { portNumber } from "./arguments.ts";
import { addPrintOptions, type PrintFlags, print } from "./printing.ts";

interface StudioFlags extends PrintFlags {
  readonly port: number;
  readonly open: boolean;
}

export function addStudioCommand(program: Command): void {
  const command = program
    .command("studio")
    .description("open the playground and the course in your browser; it computes there, on this computer alone")
    .option("--port <number>", "where it listens; 0 takes a free one", portNumber, 7340)
    .option("--no-open", "only print the address");
  addPrintOptions(command).action(runStudio);
}

async function runStudio({ json, port, open }: StudioFlags): Promise<void> {
  const { studioCommand } = await import("../commands/studio-command.ts");
  const { openBrowser } = await import("../page/open-browser.ts");
  const { untilInterrupted } = await import("../interrupt.ts");
  const studio = await studioCommand(port);
  // Before anybody reads that it is open, and could end it.
  const interruption = untilInterrupted();
  const url = studio.launchUrl;
  print(json ? `${JSON.stringify({ url, port: studio.port })}\n` : `${url}\n`);
  process.stderr.write("occam: the studio is open, to this computer only; Ctrl-C ends it.\n");
  if (open) openBrowser(url);
  try {
    await interruption;
  } finally {
    await studio.close();
  }
}
