// @ts-check
/** How a thread answers messages of requests. Plain JavaScript, because Node starts node-worker.js, which imports it, as it is. */

/** @typedef {import("./message-thread.ts").Asked} Asked */
/** @typedef {import("./message-thread.ts").Answer} Answer */

/**
 * What takes messages. One request at a time, in order: a later one may use what an earlier one holds.
 * @param {(request: Asked["request"]) => Promise<unknown>} answer
 * @param {(answers: readonly Answer[]) => void} post
 * @param {() => void} end Called when the last answer has been given.
 * @returns {(asked: readonly Asked[]) => void}
 */
export function answering(answer, post, end) {
  /** @type {Promise<void>} */
  let queue = Promise.resolve();

  /** @param {readonly Asked[]} asked */
  async function answerAll(asked) {
    /** @type {Answer[]} */
    const answers = [];
    for (const { id, request } of asked) {
      answers.push(await answered(id, request));
      // Others wait for the end of their message: to read one takes longer than most requests.
      if (request.kind === "runProgram" && request.isLong) post(answers.splice(0));
    }
    if (answers.length > 0) post(answers);
    if (asked.some(({ request }) => request.kind === "close")) end();
  }

  /** @param {number} id @param {Asked["request"]} request @returns {Promise<Answer>} */
  async function answered(id, request) {
    try {
      return { id, result: await answer(request) };
    } catch (error) {
      // The engine makes an error of whatever was thrown.
      const { message, engine } = /** @type {Error & { engine: "program" | "onnx" }} */ (error);
      return { id, error: message, engine };
    }
  }

  return (asked) => {
    queue = queue.then(() => answerAll(asked));
  };
}
