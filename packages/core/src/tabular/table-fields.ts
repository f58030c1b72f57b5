/** What everything that trains on a table takes. */
import { given, needed, text } from "../options/field.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Setting } from "./settings/setting.ts";
import type { OnProgress } from "./stages/progress.ts";
import { type Runtimes, requireRuntimes } from "./stages/runtimes.ts";
import type { TaskName } from "./tasks/index.ts";

export const TABLE_FIELDS = {
  /** The column to predict. */
  target: text(),
  /** Default: what the target's column speaks for. */
  task: given<TaskName>(),
  /** Where networks are trained, or several such places: folds are shared out among them. */
  runtime: needed<Runtime | Runtimes>(requireRuntimes),
  /** What can be set. Default: every setting of the library; add your own. */
  settings: given<readonly Setting[]>(),
  onProgress: given<OnProgress>(),
  signal: given<AbortSignal>(),
};
