/** What a study is: everything that decides its trials. Kept in study.json, compared when it goes on. */
import {
  parseSpace,
  type Space,
  type SpaceJson,
  spaceDifference,
  spaceFingerprint,
  spaceToJson,
} from "@occam/core/selection";
import { type SearchDesignOptions, type TaskName, VERSION } from "@occam/core/tabular";
import { inputError } from "../table/input-error.ts";

export interface Study {
  readonly name: string;
  readonly target: string;
  readonly task: TaskName;
  readonly data: { readonly file: string; readonly sha256: string; readonly bytes: number };
  readonly space: Space;
  readonly folds: number;
  readonly seed: number;
  readonly sampler: string;
  readonly pruner: string;
  /** What was asked of the reading of the table and of its folds, where it was. */
  readonly reading?: Pick<SearchDesignOptions, "columns" | "missing" | "group" | "time">;
  /** A trial trains no longer. */
  readonly epochs: number;
}

const FORMAT = 1;
const NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** @throws input error unless the name is 1 to 64 letters, digits, - and _. */
export function requireStudyName(name: string): void {
  if (NAME.test(name)) return;
  throw inputError(
    `--study expects a name of 1 to 64 letters, digits, - and _ but receives ${JSON.stringify(name.slice(0, 80))}.`,
  );
}

/** "wine-cultivar" for wine.csv and cultivar. */
export function usualStudyName(file: string, target: string): string {
  const base = file.replace(/^.*[/\\]/, "").replace(/\..*$/, "");
  return `${base}-${target}`.replace(/[^A-Za-z0-9_-]+/g, "-").slice(0, 64);
}

export function studyText({ space, ...facts }: Study): string {
  const { name, ...rest } = facts;
  const json = {
    format: FORMAT,
    occam: VERSION,
    study: name,
    ...rest,
    fingerprint: spaceFingerprint(space),
    space: spaceToJson(space),
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

interface StudyJson extends Omit<Study, "space" | "name"> {
  readonly format: number;
  readonly occam: string;
  readonly study: string;
  readonly fingerprint: string;
  readonly space: SpaceJson;
}

/**
 * `beginAnother` says how, where this one cannot go on.
 * @throws input error for a study.json that is damaged, or of another version.
 */
export function parseStudy(text: string, file: string, beginAnother: string): Study {
  const json = parse(text);
  if (json === undefined) throw inputError(`${file} is damaged: it is no description of a study, so ${beginAnother}.`);
  if (json.format !== FORMAT || json.occam !== VERSION) {
    throw inputError(
      `${file} is a study of occam ${json.occam}, and this is ${VERSION}: go on with that version, or ${beginAnother}.`,
    );
  }
  const { format: _, occam: _version, study, fingerprint, space: spaceJson, ...facts } = json;
  const space = parseSpace(spaceJson, `${file}: space`);
  if (spaceFingerprint(space) !== fingerprint)
    throw inputError(`${file} was changed by hand: its space does not have its fingerprint, so ${beginAnother}.`);
  return { ...facts, name: study, space };
}

/** What cannot change while a study goes on, in words; undefined when nothing did. */
export function studyDifference(before: Study, after: Study): string | undefined {
  if (before.data.sha256 !== after.data.sha256) {
    return `the table is not the same: it had ${before.data.bytes} bytes with the SHA-256 ${before.data.sha256.slice(0, 12)}..., now ${after.data.bytes} with ${after.data.sha256.slice(0, 12)}...`;
  }
  const inSpace = spaceDifference(before.space, after.space);
  if (inSpace !== undefined) return `the space changed: ${inSpace}`;
  if (JSON.stringify(before.reading) !== JSON.stringify(after.reading))
    return "--column, --missing, --group or --time are not what they were";
  const facts = ["target", "task", "seed", "folds", "sampler", "pruner", "epochs"] as const;
  const changed = facts.find((name) => before[name] !== after[name]);
  return changed && `--${changed} was ${before[changed]} and is ${after[changed]}`;
}

function parse(text: string): StudyJson | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return isStudy(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

function isStudy(json: unknown): json is StudyJson {
  if (!isObject(json)) return false;
  const { data, ...facts } = json;
  const texts = ["occam", "study", "target", "task", "sampler", "pruner", "fingerprint"];
  const numbers = ["format", "folds", "seed", "epochs"];
  return (
    texts.every((name) => typeof facts[name] === "string") &&
    numbers.every((name) => Number.isSafeInteger(facts[name])) &&
    isObject(facts.space) &&
    isObject(data) &&
    typeof data.sha256 === "string" &&
    typeof data.file === "string" &&
    Number.isSafeInteger(data.bytes)
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
