import type { DomainJson, Space } from "./domain.ts";

export interface SpaceJson {
  readonly [name: string]: DomainJson;
}

/** The space as JSON that `parseSpace` reads: `{ "alpha": { "kind": "float", "low": 1e-5, "high": 1, "scale": "log" } }`. */
export function spaceToJson(space: Space): SpaceJson {
  return Object.fromEntries(Object.entries(space).map(([name, { json }]) => [name, json]));
}

/** Equal for two spaces exactly when they hold the same settings in any order: JSON with sorted keys and no blanks. */
export function spaceFingerprint(space: Space): string {
  return canonicalJson(spaceToJson(space));
}

/** What differs between two spaces, name by name; undefined when nothing does. */
export function spaceDifference(before: Space, after: Space, path = ""): string | undefined {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  for (const name of names) {
    const [old, now] = [before, after].map((space) => (Object.hasOwn(space, name) ? space[name] : undefined));
    const place = path + name;
    if (old === undefined) return `${place} is new`;
    if (now === undefined) return `${place} is gone`;
    // Parts of one kind differ in what is inside them; an optional part is another than one that is always on.
    if (old.inner !== undefined && now.inner !== undefined && old.kind === now.kind) {
      const inside = spaceDifference(old.inner, now.inner, `${place}.`);
      if (inside !== undefined) return inside;
    } else if (canonicalJson(old.json) !== canonicalJson(now.json)) {
      return `${place} was ${canonicalJson(old.json)} and is ${canonicalJson(now.json)}`;
    }
  }
  return undefined;
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(",")}}`;
}
