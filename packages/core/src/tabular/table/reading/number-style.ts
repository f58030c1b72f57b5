/** How digits are grouped and fractions set off: each way in which people write numbers is a record. */

/** A mark of each kind; no group mark where digits stand ungrouped. */
export interface NumberStyle {
  readonly decimal: "." | ",";
  readonly group?: "." | "," | " " | "'" | "_";
}

/** The naive way first; of two that read all cells of a column, the earlier. */
export const NUMBER_STYLES: readonly NumberStyle[] = [
  { decimal: "." },
  { decimal: ".", group: "," },
  { decimal: "," },
  { decimal: ",", group: "." },
  ...([" ", "'", "_"] as const).flatMap((group) => [
    { decimal: ".", group } as const,
    { decimal: ",", group } as const,
  ]),
];

/**
 * Digits with their marks as JavaScript writes them ("1.234,5" is "1234.5" with decimal comma and points between thousands);
 * undefined where the style does not write so. Groups are of three digits, or in the Indian way of two before the last three.
 */
export function plainDigits(body: string, { decimal, group }: NumberStyle): string | undefined {
  const at = body.indexOf(decimal);
  const whole = at < 0 ? body : body.slice(0, at);
  const fraction = at < 0 ? "" : body.slice(at + 1);
  if (!DIGITS.test(fraction) || (whole === "" && fraction === "")) return undefined;
  if (DIGITS.test(whole)) return at < 0 ? whole : `${whole}.${fraction}`;
  if (group === undefined || !whole.includes(group)) return undefined;
  const groups = whole.split(group);
  if (!areGroups(groups)) return undefined;
  return at < 0 ? groups.join("") : `${groups.join("")}.${fraction}`;
}

const DIGITS = /^\d*$/;

function areGroups([first = "", ...others]: readonly string[]): boolean {
  if (!/^[1-9]\d{0,2}$/.test(first) || others.at(-1)?.length !== 3) return false;
  const size = others.length > 1 ? (others[0] as string).length : 3;
  const isSized = others.slice(0, -1).every(({ length }) => length === size);
  return isSized && (size === 3 || (size === 2 && first.length < 3)) && others.every((each) => /^\d+$/.test(each));
}
