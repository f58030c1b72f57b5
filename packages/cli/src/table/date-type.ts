const date = String.raw`(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})`;
const time = String.raw`\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?`;
const zone = String.raw`\s?(Z|UTC|[+-]\d{2}(:?\d{2})?)?`;

const types: readonly (readonly [type: string, pattern: RegExp])[] = [
  ["DATE", new RegExp(`^${date}$`)],
  ["TIME", new RegExp(`^${time}$`)],
  ["TIMESTAMP", new RegExp(`^${date}[T ]${time}${zone}$`)],
];

/** The type that all present cells spell, such as "DATE"; undefined when they are no dates or times. */
export function dateType(cells: readonly (string | null)[]): string | undefined {
  const present = cells.filter((cell) => cell !== null);
  const found = types.find(([, pattern]) => present[0] !== undefined && pattern.test(present[0]));
  return found !== undefined && present.every((cell) => found[1].test(cell)) ? found[0] : undefined;
}
