/** About `digits` significant digits: 0.352, 12.3, 1,234, 5.21e-7, 1.20e20. What is not a number is a dash. */
export function formatNumber(value: number, digits = 3): string {
  return formatFixed(value, decimalsFor(Math.abs(value), digits), digits);
}

/** A formatter for one column: the same number of decimals for all, fitted to the median size of the values. */
export function numberColumn(values: readonly number[], digits = 3): (value: number) => string {
  const sizes = values.filter((value) => Number.isFinite(value) && value !== 0).map(Math.abs);
  sizes.sort((a, b) => a - b);
  const decimals = decimalsFor(sizes[Math.floor(sizes.length / 2)] ?? 1, digits);
  return (value) => formatFixed(value, decimals, digits);
}

/** A whole number with thousands separated: 12,345. */
export function formatCount(count: number): string {
  return formatFixed(count, 0, 3, Number.MAX_SAFE_INTEGER);
}

/** A share in percent; 0% and 100% are said only of exactly 0 and 1. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return "–";
  if (share === 0 || share === 1) return `${share * 100}%`;
  const text = (share * 100).toFixed(1);
  if (text === "0.0") return "<0.1%";
  return text === "100.0" ? ">99.9%" : `${text}%`;
}

/** The label of an axis tick: no digits beyond those needed. */
export function formatTick(value: number): string {
  const size = Math.abs(value);
  const short = Number(value.toPrecision(6));
  const text =
    size === 0 || (size >= 1e-4 && size < 1e6)
      ? separateThousands(String(Math.abs(short)))
      : Math.abs(short).toExponential().replace("e+", "e");
  return value < 0 ? `−${text}` : text;
}

/** A share on an axis, or the level of an interval, in percent: no digits beyond those needed. */
export function formatPercent(share: number): string {
  return `${formatTick(share * 100)}%`;
}

function formatFixed(value: number, decimals: number, digits: number, exponentFrom = 1e6): string {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const tooSmall = size > 0 && size < 0.5 * 10 ** -decimals;
  if (tooSmall && size >= 1e-4) return formatFixed(value, decimalsFor(size, 1), digits);
  const text =
    size >= exponentFrom || tooSmall
      ? size.toExponential(digits - 1).replace("e+", "e")
      : separateThousands(size.toFixed(decimals));
  return value < 0 ? `−${text}` : text;
}

function decimalsFor(size: number, digits: number): number {
  if (!(size > 0) || !Number.isFinite(size)) return 0;
  return Math.min(6, Math.max(0, digits - 1 - Math.floor(Math.log10(size))));
}

function separateThousands(text: string): string {
  const [whole = "", fraction] = text.split(".");
  const separated = whole.replace(/\B(?=(?:\d{3})+$)/g, ",");
  return fraction === undefined ? separated : `${separated}.${fraction}`;
}
