/** For tests: the real `occam studio` in a process of its own, and requests to it as bytes, which no client makes decent. */
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { finished, startOccam } from "./occam-process.fixture.ts";

export interface OpenStudio {
  readonly child: ChildProcessWithoutNullStreams;
  readonly url: string;
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** On a free port, without a browser. */
export async function openStudio(): Promise<OpenStudio> {
  const child = startOccam("studio", "--port", "0", "--no-open", "--json");
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  // What --json is said to print.
  const { url, port } = JSON.parse(String(line)) as { readonly url: string; readonly port: number };
  return {
    child,
    url,
    port,
    async stop() {
      const ended = finished(child);
      child.kill("SIGINT");
      await ended;
    },
  };
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends these lines as they are and reads until the end. */
export async function reply(port: number, ...lines: readonly string[]): Promise<Reply> {
  const socket = connect(port, "127.0.0.1");
  socket.write(`${[...lines, "Connection: close"].join("\r\n")}\r\n\r\n`);
  const [head = "", body = ""] = (await text(socket)).split(/\r\n\r\n(.*)/s);
  const [first = "", ...rest] = head.split("\r\n");
  const headers = rest
    .map((line) => line.split(/: (.*)/s))
    .map(([name = "", value = ""]) => [name.toLowerCase(), value]);
  return { status: Number(first.split(" ")[1]), headers: Object.fromEntries(headers), body };
}
