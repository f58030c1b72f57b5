import { classification } from "./classification.ts";
import { regression } from "./regression.ts";
import type { Task, TaskName } from "./task.ts";

export {
  type Decision,
  isDecision,
  meanCounts,
  type ThresholdCounts,
  tradeOff,
} from "./decision.ts";
export type { Answer, DecidingMetric, Target, TargetScale, Task, TaskName } from "./task.ts";

/** Every task; where nobody says, the first that a target suits is meant. */
export const TASKS: readonly Task[] = [classification, regression];

/** The task of a name that is known to be one. */
export function taskNamed(name: TaskName): Task {
  return TASKS.find((task) => task.name === name) as Task;
}
