/** Months by the beginnings of their names, without accents: English, German, French, Spanish, Italian, Portuguese, Dutch. */
const NAMES: readonly string[] = [
  "jan|janv|ene|gen",
  "feb|fev",
  "mar|mrz|maerz|mrt|mars",
  "apr|avr|abr",
  "may|mai|mag|mei",
  "jun|juin|giu",
  "jul|juil|lug",
  "aug|aou|ago",
  "sep|set",
  "oct|okt|ott|out",
  "nov",
  "dec|dez|dic",
];
const MONTHS: ReadonlyMap<string, number> = new Map(
  NAMES.flatMap((names, i) => names.split("|").map((name) => [name, i + 1] as const)),
);
/** Words that begin as a month does and are none would make a date of "5 market 2021". */
const FULL_NAMES =
  /^(jan(v|vier|uary|uar|uari|eiro)?|ene(ro)?|gen(naio)?|feb(r|ruary|ruar|rero|braio|ruari)?|fev(r|rier|ereiro)?|mar(s|ch|zo|co)?|mrz|maerz|marz|mrt|maart|apr(il|ile)?|avr(il)?|abr(il)?|may(o)?|mai(o)?|mag(gio)?|mei|jun(e|i|io|ho)?|juin|giu(gno)?|jul(y|i|io|ho)?|juil(let)?|lug(lio)?|aug(ust|ustus)?|aout?|ago(sto)?|sep(t|tember|tembre|tiembre)?|set(t|embro|tembre)?|oct(ober|obre|ubre)?|okt(ober)?|ott(obre)?|out(ubro)?|nov(ember|embre|iembre|embro)?|dec(ember|embre)?|dez(ember|embro)?|dic(iembre|embre)?)$/;

/** From 1; undefined for a word that names no month. */
export function monthNamed(word: string): number | undefined {
  const plain = word.normalize("NFD").replace(/\p{M}/gu, "").replace(/\.$/, "").toLowerCase();
  if (!FULL_NAMES.test(plain)) return undefined;
  return MONTHS.get(plain) ?? MONTHS.get(plain.slice(0, 4)) ?? MONTHS.get(plain.slice(0, 3));
}
