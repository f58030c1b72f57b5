/** A place where several trainings wait for each other. */
export interface Barrier {
  /** Resolves when every training that has not left has met at this epoch, or gone beyond it. */
  readonly meet: (epoch: number) => Promise<void>;
  /** This training will not come any more. */
  readonly leave: () => void;
}

export function createBarrier(count: number): Barrier {
  let present = count;
  const waiting = new Map<number, (() => void)[]>();

  /** Trainings run in step: the ones that are behind come to the lowest epoch that is waited for first. */
  const release = (): void => {
    const total = [...waiting.values()].reduce((sum, list) => sum + list.length, 0);
    if (waiting.size === 0 || total < present) return;
    const lowest = Math.min(...waiting.keys());
    const ready = waiting.get(lowest) ?? [];
    waiting.delete(lowest);
    for (const goOn of ready) goOn();
  };

  return {
    meet: (epoch) =>
      new Promise((resolve) => {
        waiting.set(epoch, [...(waiting.get(epoch) ?? []), resolve]);
        release();
      }),
    leave: () => {
      present -= 1;
      release();
    },
  };
}
