/** What everything that trains on a table takes. */
import { given, needed, optional, text } from "../options/field.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Setting } from "./settings/setting.ts";
import type { OnProgress } from "./stages/progress.ts";
import { type Runtimes, requireRuntimes } from "./stages/runtimes.ts";
import { READING_FIELDS } from "./table/reading/reading-fields.ts";
import type { TaskName } from "./tasks/index.ts";

export const TABLE_FIELDS = {
  /** The column to predict. */
  target: text(),
  /** Default: what the target's column speaks for. */
  task: given<TaskName>(),
  ...READING_FIELDS,
  /** A column whose rows of one value, such as those of a patient, stay in one part and one fold: no input. */
  group: optional(text()),
  /** A column of dates or numbers: earlier rows are trained on, later ones validated on, the latest tested with. */
  time: optional(text()),
  /** Where networks are trained, or several such places: folds are shared out among them. */
  runtime: needed<Runtime | Runtimes>(requireRuntimes),
  /** What can be set. Default: every setting of the library; add your own. */
  settings: given<readonly Setting[]>(),
  onProgress: given<OnProgress>(),
  signal: given<AbortSignal>(),
};
