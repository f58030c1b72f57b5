/** Progress on stderr: a bar on a terminal, a line now and then elsewhere, nothing when quiet. */
import type { ProgressLine } from "@occam/report/text";

/** `done` takes the bar away. */
export interface ClosableLine extends ProgressLine {
  readonly done: () => void;
}

const WIDTH = 24;

export function createProgress(stream: NodeJS.WriteStream): ClosableLine {
  let shown = false;
  const clear = () => {
    if (shown) stream.write("\r\u001b[2K");
    shown = false;
  };
  return {
    stage: (text) => {
      clear();
      stream.write(`${text}\n`);
    },
    update: (share, text) => {
      if (!stream.isTTY) return;
      const full = Math.round(Math.min(1, Math.max(0, share)) * WIDTH);
      stream.write(`\r\u001b[2K[${"=".repeat(full)}${" ".repeat(WIDTH - full)}] ${text}`);
      shown = true;
    },
    done: clear,
  };
}
