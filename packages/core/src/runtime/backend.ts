import { plainError } from "../errors.ts";
import type { Request } from "./engine.js";

/** Answers requests in their order. `transfer`: buffers that belong to the request alone, which the engine may take over instead of copying them. */
export type Ask = (request: Request, transfer?: readonly ArrayBuffer[]) => Promise<unknown>;

export interface Thread {
  readonly ask: Ask;
  /** Tells when the thread has ended otherwise than by `close`, before those hear of it who wait for its answers. The next request starts another, which has nothing. */
  readonly whenLost: (listener: () => void) => void;
}

/** Where compiled programs run. */
export interface ProgramThreads {
  /** None: in the thread that asks. */
  readonly threads: readonly Thread[];
  /** Memory that this thread and those see. */
  readonly allocate: (byteLength: number) => ArrayBufferLike;
  readonly close: () => Promise<void>;
}

/** What answers the requests of a runtime, wherever it computes. */
export interface Backend extends ProgramThreads {
  readonly ask: Ask;
}

const SUBJECTS = { onnx: "ONNX Runtime", program: "A compiled program" } as const;

/** The first line of what an engine says, as an error of this library. */
export function engineError(reason: string, engine: keyof typeof SUBJECTS = "onnx"): Error {
  const [line = ""] = reason.split("\n");
  return plainError("OCCAM_RUNTIME", `${SUBJECTS[engine]} could not do its work: ${line.replace(/\.$/, "")}.`);
}
