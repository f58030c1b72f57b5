/**
 * How a contestant, in a process of its own, is asked for a measurement: one JSON object a line on its standard input,
 * one a line back on file descriptor 3. Between two requests it waits, so that contestants can take turns.
 */
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";

export type Request =
  | { readonly do: "open"; readonly folder: string; readonly threads: number }
  /** One pass over the first `steps` batches from the starting weights, then the loss over their rows in evaluation mode. */
  | { readonly do: "check"; readonly steps: number }
  /** Steps for about so many seconds, from the starting weights, after a warm-up. */
  | { readonly do: "time"; readonly seconds: number }
  /** Every network of the problem's path, from the start: one whole job. */
  | { readonly do: "path" }
  /** Predictions of the starting weights for the first `rows` rows, again and again. */
  | { readonly do: "infer"; readonly rows: number; readonly seconds: number };

export interface Reply {
  /** What was asked for, in microseconds: a step, a whole path, a prediction. */
  readonly microseconds?: number;
  /** The same with all that a user's call does beside it (evaluation after each epoch). */
  readonly wholeMicroseconds?: number;
  readonly loss?: number;
  /** Losses of the networks of a path. */
  readonly losses?: readonly number[];
  /** The first row's probabilities. */
  readonly probabilities?: readonly number[];
  /** Versions, threads, what differs from the others. */
  readonly about?: string;
  readonly error?: string;
}

export type Handlers = {
  readonly [Kind in Request["do"]]?: (request: Extract<Request, { do: Kind }>) => Promise<Reply>;
};

/** Answers requests until the input ends, then lets `end` tidy up. */
export async function serve(handlers: Handlers, end: () => unknown = () => undefined): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as Request;
    writeSync(REPLIES, `${JSON.stringify(await answered(handlers, request))}\n`);
  }
  await end();
  process.exit(0);
}

const REPLIES = 3;

async function answered(handlers: Handlers, request: Request): Promise<Reply> {
  const handler = handlers[request.do] as ((request: Request) => Promise<Reply>) | undefined;
  if (handler === undefined) return { error: `does not do this (${request.do})` };
  try {
    return await handler(request);
  } catch (error) {
    return { error: (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "unknown" };
  }
}
