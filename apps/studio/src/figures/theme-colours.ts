/** Colours of the page's theme for what a canvas draws, anew whenever the theme changes. */
import { createSubscriber } from "svelte/reactivity";
import { BANDS } from "./bands.ts";

export interface ThemeColours {
  /** The token as a colour that a canvas takes: "--ink". */
  readonly of: (token: string) => string;
  /** Of the eight bands, four bytes each. */
  readonly bands: Uint8ClampedArray;
}

/** What reads the colours inside an effect runs again with the next theme. */
export function followThemeColours(): () => ThemeColours {
  let known: ThemeColours | undefined;
  const follow = createSubscriber((update) => {
    const change = () => {
      known = undefined;
      update();
    };
    const system = matchMedia("(prefers-color-scheme: dark)");
    const root = new MutationObserver(change);
    root.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    system.addEventListener("change", change);
    // What was read before nobody followed may be of another theme.
    known = undefined;
    return () => {
      root.disconnect();
      system.removeEventListener("change", change);
    };
  });
  return () => {
    follow();
    known ??= readColours();
    return known;
  };
}

function readColours(): ThemeColours {
  const colours = new Map<string, string>();
  const of = (token: string) => {
    const colour = colours.get(token) ?? colourOf(token);
    colours.set(token, colour);
    return colour;
  };
  return { of, bands: bandPalette() };
}

/** A token may be a function of the theme, which only an element's computed colour settles. */
function colourOf(token: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** A canvas knows what bytes a colour is. */
function bandPalette(): Uint8ClampedArray {
  const canvas = document.createElement("canvas");
  canvas.width = BANDS.length;
  canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) return new Uint8ClampedArray(4 * BANDS.length);
  for (const [i, band] of BANDS.entries()) {
    context.fillStyle = colourOf(`--${band}`);
    context.fillRect(i, 0, 1, 1);
  }
  return context.getImageData(0, 0, BANDS.length, 1).data;
}
