/** What the numbers were measured on. */
import { cpus, loadavg, totalmem } from "node:os";

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly gigabytes: number;
  readonly node: string;
  readonly platform: string;
  /** Processes that wanted to run in the last minute: numbers of a busy machine say little. */
  readonly load: number;
  /** YYYY-MM-DD. */
  readonly date: string;
}

export function machine(): Machine {
  const [first] = cpus();
  return {
    processor: first?.model.trim() ?? "unknown",
    cores: cpus().length,
    gigabytes: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    load: loadavg()[0] ?? Number.NaN,
    date: new Date().toISOString().slice(0, 10),
  };
}

export function machineText({ processor, cores, gigabytes, node, platform, date }: Machine): string {
  return `${processor}, ${cores} cores, ${gigabytes} GB, ${platform}, Node ${node}, ${date}`;
}
