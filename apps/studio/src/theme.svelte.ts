/** Light or dark: the system's, until the reader chooses. The choice stays in this browser. */

export type Theme = "light" | "dark";

const KEY = "occam-theme";

export interface ThemeChoice {
  readonly current: Theme;
  readonly choose: (theme: Theme) => void;
}

export function themeChoice(root: HTMLElement): ThemeChoice {
  const system = matchMedia("(prefers-color-scheme: dark)");
  let systemTheme = $state<Theme>(system.matches ? "dark" : "light");
  const before = stored();
  let chosen = $state(before);
  system.addEventListener("change", () => {
    systemTheme = system.matches ? "dark" : "light";
  });
  show(root, before);
  return {
    get current() {
      return chosen ?? systemTheme;
    },
    choose(theme) {
      chosen = theme;
      show(root, theme);
      store(theme);
    },
  };
}

function show(root: HTMLElement, theme: Theme | undefined): void {
  if (theme !== undefined) root.dataset.theme = theme;
}

// Where storage is forbidden, reading it throws.
function stored(): Theme | undefined {
  try {
    const theme = localStorage.getItem(KEY);
    return theme === "light" || theme === "dark" ? theme : undefined;
  } catch {
    return undefined;
  }
}

function store(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // The choice then lasts as long as the page.
  }
}
