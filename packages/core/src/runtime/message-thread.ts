/** A thread behind messages, of Node.js or of a page: it starts when first asked, and answers each request with a promise. */
import { type Ask, type Backend, engineError, type ProgramThreads, type Thread } from "./backend.ts";
import { engineOf, type Request } from "./engine.js";
import { allAnswered } from "./with-session.ts";

/** A request under a number of its own. */
export interface Asked {
  readonly id: number;
  readonly request: Request;
}

/** To one request; those of a moment come in one message. */
export interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
  readonly engine?: "program" | "onnx";
}

export interface ThreadEvents {
  readonly onAnswers: (answers: readonly Answer[]) => void;
  /** It has ended, or will answer no more, for this reason. */
  readonly onLost: (reason: string) => void;
}

/** A worker that has started. */
export interface StartedThread {
  readonly post: (asked: readonly Asked[], transfer: readonly ArrayBuffer[]) => void;
  /** Calls `send` after the task of now, whose requests go in one message. */
  readonly later: (send: () => void) => void;
  /** Whether answers are waited for: otherwise it does not keep the process alive. */
  readonly hold: (isAwaited: boolean) => void;
  /** Resolves when it has ended; it was asked to close. */
  readonly end: () => Promise<void>;
}

export interface MessageThread extends Thread, Pick<Backend, "close"> {}

interface Waiting {
  readonly request: Request;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A worker, and who waits for its answers. */
interface Current {
  readonly worker: StartedThread;
  readonly waiting: Map<number, Waiting>;
  /** Not yet sent. */
  readonly asked: Asked[];
  readonly transfer: ArrayBuffer[];
}

export function messageThread(start: (events: ThreadEvents) => StartedThread): MessageThread {
  let current: Current | undefined;
  let nextId = 0;
  let tellLoss = () => {};

  const started = (): Current => {
    const waiting = new Map<number, Waiting>();
    const worker = start({
      onAnswers: (answers) => {
        for (const { id, result, error, engine } of answers) {
          const request = waiting.get(id);
          waiting.delete(id);
          if (error === undefined) request?.resolve(result);
          else request?.reject(engineError(error, engine));
        }
        if (waiting.size === 0) worker.hold(false);
      },
      onLost: (reason) => {
        if (current?.worker !== worker) return;
        current = undefined;
        tellLoss();
        for (const { reject, request } of waiting.values())
          reject(engineError(`its thread ended (${reason}), the next call starts another`, engineOf(request)));
        waiting.clear();
      },
    });
    return { worker, waiting, asked: [], transfer: [] };
  };

  const ask: Ask = (request, transfer = []) => {
    current ??= started();
    const thread = current;
    thread.worker.hold(true);
    const id = ++nextId;
    // What is asked in one turn goes in one message: waking a thread takes longer than most of what it is asked.
    if (thread.asked.length === 0) thread.worker.later(() => send(thread));
    thread.asked.push({ id, request });
    thread.transfer.push(...transfer);
    return new Promise((resolve, reject) => {
      thread.waiting.set(id, { request, resolve, reject });
    });
  };

  const close = async (): Promise<void> => {
    const thread = current;
    if (thread === undefined) return;
    try {
      await ask({ kind: "close" });
    } catch (error) {
      // A thread that has died meanwhile, or that another call has closed, has nothing left to end.
      if (current === thread) throw error;
    }
    await thread.worker.end();
  };

  const whenLost: Thread["whenLost"] = (listener) => {
    tellLoss = listener;
  };

  return { ask, close, whenLost };
}

/** Threads that see the same memory. */
export function sharing(threads: readonly MessageThread[]): ProgramThreads {
  return {
    threads,
    allocate: (byteLength) => new SharedArrayBuffer(byteLength),
    close: async () => void (await allAnswered(threads.map(({ close }) => close()))),
  };
}

function send({ worker, waiting, asked, transfer }: Current): void {
  const message = asked.splice(0);
  try {
    worker.post(message, transfer.splice(0));
  } catch (error) {
    // Something in it is no data.
    for (const { id } of message) {
      waiting.get(id)?.reject(engineError(String(error)));
      waiting.delete(id);
    }
  }
}
