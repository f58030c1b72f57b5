import type { TaskName } from "@occam/core/tabular";
import { Option } from "commander";

/** One more task does not compile before it is here: the library itself is loaded only when a command runs. */
const TASKS: Readonly<Record<TaskName, true>> = { classification: true, regression: true };

export function taskOption(): Option {
  return new Option("--task <task>", "instead of guessing it from the target").choices(Object.keys(TASKS));
}
