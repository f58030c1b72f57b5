import { expect, it } from "vitest";
import { isSnapshotDue } from "./trainee.ts";

/** The epochs after which a training of `epochs` keeps a snapshot. */
function snapshotEpochs(epochs: number, snapshots: number): readonly number[] {
  const log = { epoch: 1, train: { loss: 1 }, penalty: 0 };
  return Array.from({ length: epochs }, (_, i) => i + 1).filter((epoch) =>
    isSnapshotDue(
      { replica: 0, history: new Array(epoch).fill(log), status: "training" },
      { snapshots, epochs, candidates: [0] },
    ),
  );
}

it("snapshots are as many as asked for, the last one of the last epoch: all pairs up to 200", () => {
  const wrong: string[] = [];
  for (let epochs = 1; epochs <= 200; epochs++) {
    for (let snapshots = 1; snapshots <= epochs; snapshots++) {
      const found = snapshotEpochs(epochs, snapshots);
      // Part k ends with the first epoch that is not before k / snapshots of the training.
      const isRight = found.every((epoch, i) => {
        const target = (i + 1) * epochs;
        return epoch * snapshots >= target && (epoch - 1) * snapshots < target;
      });
      if (found.length !== snapshots || found.at(-1) !== epochs || !isRight) wrong.push(`${epochs}/${snapshots}`);
    }
  }
  expect(wrong).toEqual([]);
});

it("nine epochs with seven snapshots keep seven, and none are kept unless asked for", () => {
  expect(snapshotEpochs(9, 7)).toEqual([2, 3, 4, 6, 7, 8, 9]);
  expect(snapshotEpochs(5, 0)).toEqual([]);
});
