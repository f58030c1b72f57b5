/** What everything that trains on a table takes. */
import { describe, optionError } from "../errors.ts";
import { given, list, needed, oneOf, optional, text } from "../options/field.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Setting } from "./settings/setting.ts";
import type { OnProgress } from "./stages/progress.ts";
import { type Runtimes, requireRuntimes } from "./stages/runtimes.ts";
import { ASKED_KINDS, type AskedKind } from "./table/reading/reading.ts";
import type { TaskName } from "./tasks/index.ts";

const MOST_MARKS = 100;

export const TABLE_FIELDS = {
  /** The column to predict. */
  target: text(),
  /** Default: what the target's column speaks for. */
  task: given<TaskName>(),
  /** How columns are read, by name, instead of as their cells say: "numeric", "category", "code", "date", "date-dmy", "date-mdy", "text", or "drop". */
  columns: given<Readonly<Record<string, AskedKind>>>(requireKinds),
  /** Marks of missing values besides the usual ones. */
  missing: optional(list(text(), 0, MOST_MARKS)),
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

function requireKinds(where: string, columns: unknown): void {
  if (typeof columns !== "object" || columns === null || Array.isArray(columns))
    throw optionError({ where, expected: "kinds by the names of columns", received: describe(columns) });
  for (const [name, kind] of Object.entries(columns))
    oneOf(ASKED_KINDS).check(`${where}[${JSON.stringify(name)}]`, kind);
}
