/** A page without script may load its own styles and pictures, nothing else. */
const STILL_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";

export interface StillPage {
  readonly title: string;
  /** From this page to the folder of the app: "./". */
  readonly home: string;
  /** Relative to this page. */
  readonly styles: readonly string[];
  /** With the body's own tags. */
  readonly body: string;
}

/** A page that is read as it was built. */
export function stillPage({ title, home, styles, body }: StillPage): string {
  const links = styles.map((name) => `<link rel="stylesheet" href="${name}">`).join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta http-equiv="Content-Security-Policy" content="${STILL_POLICY}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="${home}icon.svg" type="image/svg+xml">
${links}
</head>
${body}
</html>
`;
}
