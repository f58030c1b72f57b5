/** Colours after Okabe and Ito, told apart by colour-blind readers, at text contrast. */
export const colorStyle = `
:root {
  color-scheme: light dark;
  --page: #fff; --panel: #f6f7f8; --text: #1c1f23; --muted: #565d66; --line: #dfe2e6; --faint: #e6e8eb;
  --train: #0067a5; --validation: #c04a00; --test: #8a3f88; --gap: rgb(192 74 0 / 15%);
  --baseline: #6a717b; --chosen: #00735a;
  --good: #00735a; --bad: #a8321a; --open: #7a5b00; --good-fill: #e2f3ee; --bad-fill: #fbe9e4; --open-fill: #fbf2d8;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #14171a; --panel: #1c2024; --text: #e9eaec; --muted: #a5acb5; --line: #343a41; --faint: #2a2f35;
    --train: #62b5ea; --validation: #f5975a; --test: #d69bd3; --gap: rgb(245 151 90 / 18%);
    --baseline: #a0a7b0; --chosen: #45cba4;
    --good: #5fd6b2; --bad: #ff9b85; --open: #e8c252; --good-fill: #133a30; --bad-fill: #46211a; --open-fill: #3b3112;
  }
}
`;

/** The style sheet of the report. */
export const reportStyle = `${colorStyle}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif;
  font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%; overflow-wrap: break-word;
}
main, header, footer { max-width: 68rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 3rem; }
header p { margin: 0; color: var(--muted); }
h1 { margin: .1rem 0 .3rem; font-size: 1.35rem; line-height: 1.25; font-weight: 600; letter-spacing: -.005em; }
h2 { margin: 0 0 .6rem; font-size: 1.35rem; line-height: 1.25; letter-spacing: -.012em; }
h2.lead { max-width: 36ch; margin: 1.6rem 0 .8rem; font-size: clamp(1.9rem, 4.6vw, 3rem); line-height: 1.1; letter-spacing: -.028em; text-wrap: balance; }
h3 { margin: 0; font-size: 1.05rem; }
small { font-size: .85em; font-weight: 400; color: var(--muted); }
p { margin: 0 0 .8rem; }
section > p { max-width: 46rem; }
section + section { margin-top: 3.2rem; padding-top: 2.4rem; border-top: 1px solid var(--line); }
.why::first-letter { text-transform: uppercase; }
.explain { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 0 2rem; }
.difference { max-width: 60rem; font-size: 1.2rem; line-height: 1.45; color: var(--muted); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 1.25rem; margin-top: 1.6rem; }
.card { padding: 1.25rem 1.4rem; border-radius: .75rem; background: var(--panel); border-top: 4px solid var(--baseline); }
.card + .card { border-top-color: var(--chosen); }
.verdict { margin: .7rem 0; }
.badge { display: inline-block; padding: .2rem .75rem; border-radius: 99px; font-weight: 600; }
.badge span { font-size: .75em; margin-right: .15em; }
.good { color: var(--good); background: var(--good-fill); }
.bad { color: var(--bad); background: var(--bad-fill); }
.open { color: var(--open); background: var(--open-fill); }
dl { margin: 0; }
dt { color: var(--muted); font-size: .85rem; }
dd { margin: 0; }
.card dl, .facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(11rem, 44%), 1fr)); gap: .8rem 1.2rem; }
.card dl { margin-top: 1.1rem; }
.card dd { font-size: 1.35rem; line-height: 1.3; font-weight: 600; }
.card dd small { display: block; font-size: .8rem; }
.facts { margin: 1rem 0 1.4rem; }
.facts dd { font-weight: 600; }
.findings { max-width: 60rem; margin: 1.1rem 0 0; padding: 0; list-style: none; }
.findings li + li { margin-top: .8rem; }
.findings em { display: block; color: var(--muted); font-style: normal; }
.findings em::before { content: "→ "; }
.chips, .legend { display: flex; flex-wrap: wrap; margin: 0 0 1.2rem; padding: 0; list-style: none; }
.chips { gap: .4rem; }
.chips li { padding: .1rem .6rem; border-radius: .4rem; background: var(--panel); border: 1px solid var(--line); }
.legend { gap: .3rem 1.4rem; font-size: .9rem; }
.legend li { display: flex; align-items: center; gap: .5rem; }
.panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1.4rem 2rem; }
.panels.three { grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr)); }
figure { margin: 0; break-inside: avoid; }
section > figure + figure { margin-top: 2.4rem; }
figure.bars { max-width: 44rem; }
.three figure { display: grid; grid-template-rows: 1fr auto; max-width: 34rem; }
figcaption { margin-bottom: .5rem; font-size: .9rem; line-height: 1.4; color: var(--muted); }
figcaption strong { color: var(--text); margin-right: .3em; }
.plot { display: block; width: 100%; height: auto; font-family: inherit; font-size: 11.5px; overflow: visible; }
.plot text { white-space: pre; }
.empty { padding: 3rem 1rem; text-align: center; color: var(--muted); background: var(--panel); border-radius: .5rem; }
.scroll { overflow-x: auto; margin-bottom: 1.2rem; }
.scroll:focus-visible { outline: 2px solid var(--train); }
table { width: 100%; border-collapse: separate; border-spacing: 0; font-size: .9rem; }
table.narrow { width: auto; min-width: min(100%, 34rem); }
caption { text-align: left; padding-bottom: .3rem; color: var(--muted); }
th, td { padding: .3rem .6rem; text-align: right; vertical-align: middle; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { font-weight: 600; }
thead th { color: var(--muted); font-size: .82rem; vertical-align: bottom; }
thead th[colspan] { text-align: center; }
tbody th, thead tr:first-child th:first-child { text-align: left; padding-left: .4rem; }
td.plotted, th.plotted { text-align: left; }
td.plotted { padding-top: 0; padding-bottom: 0; }
thead th::first-letter { text-transform: uppercase; }
td svg { display: block; }
.words { text-align: left; white-space: normal; }
tbody th { font-weight: 500; }
tbody th { position: sticky; left: 0; background: var(--page); }
table.narrow tbody th { min-width: 6.5rem; white-space: normal; overflow-wrap: anywhere; }
tr.chosen > * { background: var(--good-fill); }
.tag { padding: .05rem .45rem; border-radius: .3rem; font-size: .85em; font-weight: 600; background: var(--faint); color: var(--text); white-space: nowrap; }
.tag.chosen { background: var(--good); color: var(--page); }
.tag.bad { background: var(--bad-fill); color: var(--bad); }
.tag.open { background: var(--open-fill); color: var(--open); }
footer { margin-top: 3.2rem; padding-top: 1.2rem; padding-bottom: 3rem; color: var(--muted); font-size: .85rem; }
footer code { font: .95em ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
@media (max-width: 40rem) { main, header, footer { padding-left: 1rem; padding-right: 1rem; } header { padding-top: 1.5rem; } .panels:not(.three) .plot, .bars .plot { font-size: 14px; } section > figure:not(.bars) { overflow-x: auto; } section > figure:not(.bars) .plot { width: 44rem; } }
@media print {
  body { font-size: 10.5pt; }
  section + section { margin-top: 1.5rem; padding-top: 1rem; }
  h2, h3, figcaption, .legend { break-after: avoid; }
  .card, tr { break-inside: avoid; }
  .panels { grid-template-columns: 1fr 1fr; }
  .panels.three { grid-template-columns: 1fr 1fr 1fr; }
  .three .plot { font-size: 13px; }
  .scroll { overflow: visible; }
  table, thead th { font-size: 7.5pt; }
  th, td { padding: .12rem .3rem; }
  td svg { width: 120px; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
