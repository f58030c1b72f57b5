/** A user's text where there is little room: with an ellipsis for what is left out. No sign of two code units is cut in half. */
export function clipped(text: string, most: number): string {
  const signs = Array.from(text);
  return signs.length > most ? `${signs.slice(0, most - 1).join("")}…` : text;
}
