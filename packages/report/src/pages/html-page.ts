import { type Html, html, trustedHtml } from "./html.ts";
import { reportStyle } from "./report-style.ts";

/** A whole page as one file: no script, nothing loaded from anywhere. `body` begins and ends with a line break. */
export function htmlPage(title: Html | string, body: Html): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${trustedHtml(reportStyle)}</style>
</head>
<body>${body}</body>
</html>
`;
  return page.html;
}
