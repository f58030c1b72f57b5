// @ts-check
/** A thread of a page, in which compiled programs run. */
import { answering } from "./answering.js";
import { createEngine } from "./engine.js";

/** As far as it is used here. @type {{ postMessage: (message: unknown) => void, addEventListener: (kind: "message", listener: (event: { data: readonly import("./message-thread.ts").Asked[] }) => void) => void }} */
const own = /** @type {any} */ (globalThis);

const hear = answering(
  createEngine(async () => {
    throw new Error("a thread of a page has compiled programs alone");
  }),
  own.postMessage,
  // Who asked to close ends it.
  () => {},
);
own.addEventListener("message", ({ data }) => hear(data));
