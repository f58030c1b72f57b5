/** Who trains what on which rows: all that a fit decides before the first step. */
import type { Fold } from "../../data/fold.ts";
import type { SplitParts } from "../../data/split.ts";
import type { Leakage } from "../../diagnosis/leakage.ts";
import type { ReadFit } from "../fit-table-options.ts";
import { SETTINGS } from "../settings/index.ts";
import { readSettings } from "../settings/read-settings.ts";
import { usualEpochs } from "../settings/records/epochs.ts";
import type { Setting } from "../settings/setting.ts";
import { type InForce, inForce } from "../settings/values.ts";
import { type DealtFolds, dealFolds } from "../table/deal-folds.ts";
import { joinedRows, splitTable } from "../table/split-table.ts";
import type { Table } from "../table/table.ts";
import { targetsOf, type Understanding, understand } from "../table/understand.ts";
import { BASELINE, type Candidate, DEFAULT_CANDIDATES } from "./candidate.ts";
import type { DataFacts } from "./fit-result.ts";
import { leakageOf } from "./leakage.ts";
import { type Preparation, prepare } from "./prepare.ts";
import { type Runtimes, toRuntimes } from "./runtimes.ts";
import { droppedColumns, tableNotes } from "./table-notes.ts";

/** Tables of fewer rows are too small to lose a fifth of them to one look: they are dealt to folds. */
const SMALL_TABLE = 1_000;
/** As many as leave a fit of 600 rows done in a few seconds. */
const FOLDS = { usual: 3, repeats: 2 } as const;
const FOLD_EPOCHS = 80;
/** Networks that still improve train on up to so many times the usual epochs. */
const LIMIT = 10;

export interface Design {
  readonly table: Table;
  readonly known: Understanding;
  readonly parts: SplitParts;
  /** Undefined where there are validation rows. */
  readonly dealt: DealtFolds | undefined;
  readonly folds: readonly Fold[];
  readonly foldCount: number;
  readonly settings: readonly Setting[];
  readonly candidates: readonly Candidate[];
  readonly networks: readonly (readonly InForce[])[];
  readonly epochs: number;
  readonly round: number;
  /** What the networks that are looked at in the end learn of the columns. */
  readonly preparation: Preparation;
  readonly leakage: Leakage;
  readonly runtimes: Runtimes;
  readonly seed: number;
}

export function designOf(table: Table, options: ReadFit): Design {
  const { seed, splitColumn, settings = SETTINGS, runtime } = options;
  const understood = understand(table, options);
  const drawn = splitTable(table, understood, seed, splitColumn);
  const isSmall = drawn.validation.length === 0 || (splitColumn === undefined && understood.rows.length < SMALL_TABLE);
  const parts = isSmall ? withoutValidation(drawn) : drawn;
  const { task, target } = understood;
  const known = { ...understood, decision: task.decide(target, targetsOf(understood, parts.train), options) };
  const dealt = isSmall ? dealFolds(known, parts.train, { ...FOLDS, seed }) : undefined;
  const rowCount = parts.train.length;
  const epochs = options.epochs ?? LIMIT * usualEpochs({ rowCount, epochs: undefined });
  const usual = isSmall ? FOLD_EPOCHS : usualEpochs({ rowCount, epochs: undefined });
  const size = { rowCount, epochs: Math.min(epochs, usual) };
  const candidates = candidatesOf(options, settings, known, isSmall);
  return {
    table,
    known,
    parts,
    dealt,
    folds: dealt?.folds ?? [{ train: parts.train, validation: parts.validation }],
    foldCount: dealt?.count ?? 1,
    settings,
    candidates,
    networks: candidates.map(({ values }) => inForce(settings, values, size)),
    epochs,
    round: size.epochs,
    preparation: prepare(known, parts.train),
    leakage: leakageOf(known, parts),
    runtimes: toRuntimes(runtime),
    seed,
  };
}

/** Rows to choose by become rows to train on. */
function withoutValidation({ train, validation, test }: SplitParts): SplitParts {
  return { train: joinedRows(train, validation), validation: new Int32Array(), test };
}

function candidatesOf(
  { config, candidates = DEFAULT_CANDIDATES }: ReadFit,
  settings: readonly Setting[],
  { task }: Understanding,
  isSmall: boolean,
): readonly Candidate[] {
  if (config === undefined) return candidates.filter(({ inFolds = true }) => inFolds || !isSmall);
  const own = readSettings(config, "config", settings, task);
  // The plain network has the shape and the pace of the one that is to beat it.
  const shared = Object.entries(own).filter(([name]) =>
    settings.some(({ options, usual, off }) => options.name === name && usual !== undefined && off === undefined),
  );
  return [{ values: { ...Object.fromEntries(shared), ...BASELINE.values } }, { values: own }];
}

export function factsOfDesign({
  table,
  known,
  parts,
  dealt,
  leakage,
  preparation: { preprocessing },
}: Design): DataFacts {
  const { columns, width } = preprocessing;
  const count = (kind: string) => columns.filter((plan) => plan.kind === kind).length;
  return {
    rows: { train: parts.train.length, validation: parts.validation.length, test: parts.test.length },
    ...(dealt && { folds: { count: dealt.count, repeats: dealt.repeats } }),
    withoutTarget: table.rowCount - known.rows.length,
    columns: columns.length,
    features: width,
    kinds: { numeric: count("numeric"), categorical: count("categorical") },
    dropped: droppedColumns(known, preprocessing),
    notes: tableNotes(table, known, preprocessing, leakage),
  };
}
