/** A cell that spells a number, taken apart: sign, digits with their marks, and what stands before and after them. */
import { tidyText } from "./canonical-text.ts";

export interface NumberParts {
  readonly sign: "" | "-";
  /** Digits with marks of decimals and groups. */
  readonly body: string;
  /** Power of ten that is written behind "e". */
  readonly exponent: number;
  /** The currency before it; "" for none. */
  readonly before: string;
  /** The unit behind it in one spelling; "" for none. */
  readonly behind: string;
  /** The power of ten that the unit stands for where it is k, M, bn or the like. */
  readonly magnitude: number | undefined;
}

/** Currencies that letters stand for. */
const CURRENCIES =
  "USD|EUR|GBP|JPY|CNY|INR|CHF|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|RUB|TRY|BRL|MXN|ZAR|KRW|SGD|HKD|ILS|THB|Rs\\.?|kr\\.?|Fr\\.?|zł";
const SIGN = "[+-]?";
const BEFORE = `(?:[A-Z]{0,3}\\p{Sc}|${CURRENCIES})`;
const DIGITS = "(?:\\d(?:[\\d.,'_ ]*\\d)?[.,]?|[.,]\\d+)";
const BEHIND = '[\\p{L}\\p{Sc}%‰°µ"″][\\p{L}\\p{Sc}\\d²³%°µ/·^.-]*(?: \\p{L}[\\p{L}\\d²³/·^.-]*)?';
const NUMBER = new RegExp(
  `^(?<first>${SIGN}) ?(?<before>${BEFORE})? ?(?<second>${SIGN}) ?(?<body>${DIGITS})(?:e(?<exponent>${SIGN}\\d{1,3}))? ?(?<behind>${BEHIND})?(?<last>-?)$`,
  "iu",
);
const IN_PARENTHESES = /^(?<before>[^()\d]*)\((?<inner>[^()]*\d[^()]*)\)(?<behind>[^()\d]*)$/u;
const LONGEST = 60;

/** Undefined for a cell that spells no number in any way. Letters of a unit do not count as different in another case. */
export function numberParts(cell: string): NumberParts | undefined {
  if (cell.length > LONGEST) return undefined;
  const text = tidyText(cell).replace(MINUS, "-").replace(APOSTROPHE, "'").replace(NO_CENTS, "$1");
  const inner = IN_PARENTHESES.exec(text)?.groups;
  const { groups } = NUMBER.exec(inner === undefined ? text : `${inner.before}${inner.inner}${inner.behind}`) ?? {};
  if (groups === undefined) return undefined;
  const { first = "", before = "", second = "", body = "", exponent = "0", behind = "", last = "" } = groups;
  const signs = [first, second, last].filter((sign) => sign !== "");
  if (signs.length > (inner === undefined ? 1 : 0)) return undefined;
  const isNegative = inner !== undefined || signs[0] === "-";
  return {
    sign: isNegative ? "-" : "",
    body,
    exponent: Number(exponent),
    before: before.replace(/\.$/, ""),
    behind: unitOf(behind),
    magnitude: MAGNITUDES.get(behind) ?? MAGNITUDES.get(behind.toLowerCase()),
  };
}

const MINUS = /[\u2212\u2010-\u2013\ufe63\uff0d]/gu;
/** "5,-" and "5,-- €" are whole prices, whose decimal mark stays to be seen. */
const NO_CENTS = /(\d[.,])-{1,2}(?=$| |\p{Sc})/u;
const APOSTROPHE = /[\u2019\u02bc`´]/gu;

/** "kg" of "KG", "day" of "days". */
function unitOf(behind: string): string {
  const plain = behind.replace(/\.$/, "");
  const small = plain.length > 1 ? plain.toLowerCase() : plain;
  return small.length > 2 && /\p{L}s$/u.test(small) ? small.slice(0, -1) : small;
}

const MAGNITUDES: ReadonlyMap<string, number> = new Map([
  ["k", 3],
  ["K", 3],
  ["M", 6],
  ["mn", 6],
  ["mio", 6],
  ["mln", 6],
  ["million", 6],
  ["millions", 6],
  ["B", 9],
  ["bn", 9],
  ["mrd", 9],
  ["billion", 9],
  ["billions", 9],
]);
