/** A contestant in a process of its own, asked over a pipe. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { peerEnvironment } from "./contestants.ts";
import type { Reply, Request } from "./serve.ts";

export interface ContestantProcess {
  readonly ask: (request: Request) => Promise<Reply>;
  readonly end: () => Promise<void>;
}

/** Whoever needs longer for one request is stopped: a row is to end. */
const ANSWER_SECONDS = 90;

export function startContestant([program, ...args]: readonly [string, ...string[]]): ContestantProcess {
  const child = spawn(program, args, { env: peerEnvironment(), stdio: ["pipe", "ignore", "pipe", "pipe"] });
  let complaint = "";
  child.stderr?.on("data", (text: Buffer) => {
    complaint = `${complaint}${text}`.slice(-2_000);
  });
  let answer: (reply: Reply) => void = () => {};
  let tooLate: string | undefined;
  createInterface({ input: child.stdio[3] as Readable }).on("line", (line) => answer(JSON.parse(line) as Reply));
  const ended = endOf(child);
  ended.then((status) => answer({ error: tooLate ?? `ended with ${status}: ${lastLine(complaint)}` }));

  return {
    ask: (request) =>
      new Promise((resolve) => {
        const limit = setTimeout(() => {
          tooLate = `no answer to "${request.do}" within ${ANSWER_SECONDS} s`;
          child.kill("SIGKILL");
        }, 1000 * ANSWER_SECONDS);
        answer = (reply) => {
          clearTimeout(limit);
          resolve(reply);
        };
        if (child.exitCode === null && child.signalCode === null) child.stdin?.write(`${JSON.stringify(request)}\n`);
        else answer({ error: `ended before it was asked: ${lastLine(complaint)}` });
      }),
    end: async () => {
      child.stdin?.end();
      await ended;
    },
  };
}

function endOf(child: ChildProcess): Promise<string> {
  // A contestant that ends while it is asked closes its pipe.
  child.stdin?.on("error", () => {});
  return new Promise((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("exit", (status, signal) => resolve(String(status ?? signal)));
  });
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
