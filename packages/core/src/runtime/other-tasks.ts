interface Port {
  onmessage: () => void;
  readonly postMessage: (message: undefined) => void;
  readonly close: () => void;
}

/** Resolves in a task of its own, after those that wait. Promises alone leave no time for messages, timers and the page. */
export function otherTasks(): Promise<void> {
  // Node's types lack onmessage, which its ports have like those of browsers.
  const { port1, port2 } = new MessageChannel() as unknown as Readonly<Record<"port1" | "port2", Port>>;
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
