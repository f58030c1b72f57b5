/** A cell that spells a date, a time of day or both. */
import { tidyText } from "./canonical-text.ts";
import { monthNamed } from "./month-names.ts";

/** Which of three numbers is the day, where no name and no year of four digits says. */
export type DateOrder = "dmy" | "mdy" | "ymd";

export type DatePart = "days" | "year" | "month" | "day" | "weekday" | "hour";

/** The parts that a cell spells. `days` since 1970-01-01, UTC where a zone is written, with the fraction of the time; `weekday` from Monday, 0. */
export type Moment = Readonly<Partial<Record<DatePart, number>>>;

const DAY_MS = 86_400_000;
const TIME =
  /^(?<date>.*?)(?:^|[T ,:]+)(?<hour>\d{1,2})(?::(?<minute>\d{2})(?::(?<second>\d{2}(?:[.,]\d+)?))?|(?= ?[ap]\.?m))(?: ?(?<half>[ap])\.?m\.?)?(?: ?(?<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?$/i;
const WEEKDAY = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? /i;
/** Whole forms, and the same with the time behind the date and marks between its parts. */
const USUAL_FORMS: readonly (readonly [form: RegExp, usual: string])[] = [
  // 20210314T103000, 20210314103000
  [/^(\d{8})T?(\d{2})(\d{2})(\d{2})(?=$|[.Z+-])/, "$1 $2:$3:$4"],
  // Mar 14 10:30:00 UTC 2021, as programs in C have it
  [/^(\p{L}+ +\d{1,2}) (\d{2}:\d{2}:\d{2})((?: [+-]\d{4}| UTC| GMT)?) (\d{4})$/u, "$1 $4 $2$3"],
];

/** Undefined for a cell that spells none in that order. */
export function momentIn(cell: string, order: DateOrder): Moment | undefined {
  if (cell.length > 60 || !/\d/.test(cell)) return undefined;
  const text = USUAL_FORMS.reduce(
    (own, [form, usual]) => own.replace(form, usual),
    tidyText(cell).replace(WEEKDAY, ""),
  );
  const { groups } = TIME.exec(text) ?? {};
  if (groups === undefined) return dateMoment(text, order);
  const hour = hourOf(groups);
  if (hour === undefined) return undefined;
  const { date = "", zone } = groups;
  if (date === "") return zone === undefined ? { hour } : undefined;
  const day = dateMoment(date, order);
  if (day?.days === undefined || day.day === undefined) return undefined;
  return { ...day, days: day.days + hour / 24 - zoneDays(zone), hour };
}

function hourOf({ hour, minute = "0", second = "0", half }: Readonly<Record<string, string | undefined>>) {
  const [h, m, s] = [Number(hour), Number(minute), Number(second.replace(",", "."))];
  if (h > 23 || m > 59 || s >= 61 || (half !== undefined && (h < 1 || h > 12))) return undefined;
  const whole = half === undefined ? h : (h % 12) + (half.toLowerCase() === "p" ? 12 : 0);
  return whole + m / 60 + s / 3600;
}

function zoneDays(zone = "Z"): number {
  const [, sign, hours, minutes = "0"] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  if (hours === undefined) return 0;
  return ((sign === "-" ? -1 : 1) * (Number(hours) + Number(minutes) / 60)) / 24;
}

/** Year, month and day out of a match; the day is absent where only a month is written. */
type Found = readonly [year: string, month: string | number | undefined, day?: string];

/** A way of writing dates: a pattern, and where its parts stand. */
interface DateFormat {
  readonly pattern: RegExp;
  readonly find: (match: RegExpExecArray, order: DateOrder) => Found | undefined;
}

const DATE_FORMATS: readonly DateFormat[] = [
  { pattern: /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/, find: ([, year = "", , month, day = ""]) => [year, month, day] },
  { pattern: /^((?:19|20)\d\d)(\d\d)(\d\d)$/, find: ([, year = "", month, day = ""]) => [year, month, day] },
  { pattern: /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})$/, find: byOrder },
  // 14-Mar-2021, 14. März 2021, 14th of March, 2021
  {
    pattern: /^(\d{1,2})(?:st|nd|rd|th|\.)?[-/ ]*(?:of |de )?(\p{L}+\.?)[-/, ]*(?:de )?(\d{4}|\d{2})$/iu,
    find: ([, day = "", month = "", year = ""]) => [year, monthNamed(month), day],
  },
  // Q1 2021, which begins as Mar 14, 2021 does
  { pattern: /^Q([1-4])[-/ ]?((?:19|20)\d\d)$/i, find: ([, quarter, year = ""]) => [year, Number(quarter) * 3 - 2] },
  // Mar 14, 2021
  {
    pattern: /^(\p{L}+\.?)[-/ ]*(\d{1,2})(?:st|nd|rd|th)?[-/, ]+(\d{4})$/iu,
    find: ([, month = "", day = "", year = ""]) => [year, monthNamed(month), day],
  },
  {
    pattern: /^(\d{4})[-/ ](\p{L}+\.?)[-/ ](\d{1,2})$/u,
    find: ([, year = "", month = "", day = ""]) => [year, monthNamed(month), day],
  },
  { pattern: /^(\d{4})年(\d{1,2})月(\d{1,2})日$/, find: ([, year = "", month, day = ""]) => [year, month, day] },
  // 2021-W11 is its Monday.
  { pattern: /^((?:19|20)\d\d)-?W(\d\d)$/i, find: ([, year, week]) => mondayOf(Number(year), Number(week)) },
  // Months alone: 2021-03, 03/2021, Mar 2021, Mar-21, 2021M03, 2021-Q1.
  { pattern: /^((?:19|20)\d\d)[-/](\d{1,2})$/, find: ([, year = "", month]) => [year, month] },
  { pattern: /^(\d{1,2})[-/]((?:19|20)\d\d)$/, find: ([, month, year = ""]) => [year, month] },
  { pattern: /^(\p{L}+\.?)[-/, ]*(\d{4}|\d{2})$/u, find: ([, month = "", year = ""]) => [year, monthNamed(month)] },
  { pattern: /^((?:19|20)\d\d)M(\d\d)$/, find: ([, year = "", month]) => [year, month] },
  { pattern: /^((?:19|20)\d\d)[- ]?Q([1-4])$/i, find: ([, year = "", quarter]) => [year, Number(quarter) * 3 - 2] },
];

/** The first week of a year is that of 4 January (ISO 8601). */
function mondayOf(year: number, week: number): Found | undefined {
  const fourth = new Date(Date.UTC(year, 0, 4));
  const monday = new Date(fourth.getTime() + (7 * (week - 1) - ((fourth.getUTCDay() + 6) % 7)) * DAY_MS);
  // The Thursday is in the year of the week.
  const isReal = week >= 1 && new Date(monday.getTime() + 3 * DAY_MS).getUTCFullYear() === year;
  return isReal ? [`${monday.getUTCFullYear()}`, monday.getUTCMonth() + 1, `${monday.getUTCDate()}`] : undefined;
}

/** With points the day comes first everywhere; a year of two digits may come first of all. */
function byOrder([, first = "", mark, second = "", third = ""]: RegExpExecArray, order: DateOrder): Found | undefined {
  if (order === "dmy") return [third, second, first];
  if (order === "mdy") return mark === "." ? undefined : [third, first, second];
  return third.length === 2 && first.length === 2 ? [first, second, third] : undefined;
}

function dateMoment(text: string, order: DateOrder): Moment | undefined {
  for (const { pattern, find } of DATE_FORMATS) {
    const match = pattern.exec(text);
    const found = match && find(match, order);
    if (found) return toMoment(found);
  }
  return undefined;
}

function toMoment([yearText, monthText, dayText]: Found): Moment | undefined {
  const [year, month, day] = [fullYear(yearText), Number(monthText), Number(dayText ?? 1)];
  const at = Date.UTC(year, month - 1, day);
  const date = new Date(at);
  const isReal = month >= 1 && month <= 12 && date.getUTCMonth() === month - 1;
  if (!isReal || year < 1000) return undefined;
  const days = at / DAY_MS;
  if (dayText === undefined) return { days, year, month };
  return { days, year, month, day, weekday: (date.getUTCDay() + 6) % 7 };
}

/** Years of two digits are those from 1969 to 2068, as POSIX has it. */
function fullYear(text: string): number {
  const year = Number(text);
  return text.length > 2 ? year : year + (year < 69 ? 2000 : 1900);
}
