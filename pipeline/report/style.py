"""The one style sheet. It stands in every page, and the page's policy names its hash.

A file of its own would not do: opened from a disk, a page has no origin that a policy could name.
"""

from __future__ import annotations

import base64
import hashlib

__all__ = ["STYLE", "STYLE_SOURCE"]

STYLE = """
:root {
  --paper: #fdfcf9; --card: #f5f2ea; --ink: #1f1d1a; --soft: #625d53; --line: #e0dace;
  --link: #0b5563; --chrome: #9a3b1c; --struck: #736c60; --meta: #1d4e89; --metabg: #eaf1f9;
  --alarm: #a11919; --alarmbg: #fdecea; --bar: #0b5563; --track: #e6e1d5;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
  --serif: "Iowan Old Style", Charter, "Bitstream Charter", "Source Serif 4", Georgia,
    "Noto Serif", "DejaVu Serif", serif;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #171614; --card: #211f1c; --ink: #e8e4db; --soft: #a8a195; --line: #38342e;
    --link: #7fcbd6; --chrome: #f0a283; --struck: #978f83; --meta: #9dc3f2; --metabg: #1b2633;
    --alarm: #ff9b90; --alarmbg: #361c1a; --bar: #7fcbd6; --track: #35312b;
  }
}
* { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); font: 100%/1.5 var(--sans);
  -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0 auto; max-width: 74rem; padding: 0 clamp(1rem, 4vw, 3rem) 3rem; }
header { padding: 2.25rem 0 1rem; border-bottom: 1px solid var(--line); }
h1, h2, h3, p, li, th, td, summary, .t { overflow-wrap: anywhere; }
h1 { font: 600 clamp(1.55rem, 1.1rem + 2.2vw, 2.5rem)/1.18 var(--serif); margin: .4rem 0 .5rem;
  letter-spacing: -.012em; max-width: 26ch; text-wrap: balance; }
h1[dir], h1 code { max-width: none; }
h1 code { font-size: .72em; }
h2 { font: 600 1.3rem/1.25 var(--serif); margin: 2.75rem 0 .75rem; }
h2 a { color: inherit; text-decoration: none; }
h2 a:hover { text-decoration: underline; }
h3 { font-size: .95rem; margin: 1.6rem 0 .5rem; }
p { margin: .5rem 0; max-width: 68ch; }
a { color: var(--link); text-underline-offset: .15em; text-decoration-thickness: .06em; }
a:focus-visible, summary:focus-visible, .wide:focus-visible { outline: 2px solid var(--link);
  outline-offset: 2px; border-radius: 2px; }
code, .cp { font: .88em/1.4 var(--mono); }
.cp { color: var(--alarm); background: var(--alarmbg); border-radius: 2px; padding: 0 .15em; }
.sub, .note, .legend, footer { color: var(--soft); }
.sub { max-width: none; margin: 0; }
.note, .legend, footer { font-size: .875rem; }
.more { color: var(--soft); font: .8rem var(--sans); white-space: nowrap; }
nav { font-size: .9rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; list-style: none; padding: 0;
  margin: .9rem 0 0; }
footer { margin-top: 4rem; border-top: 1px solid var(--line); padding-top: .75rem; }

.figures { display: flex; flex-wrap: wrap; gap: .75rem 1.75rem; list-style: none; padding: 0;
  margin: 1.4rem 0; align-items: flex-start; }
.figures li { display: grid; font-size: .9rem; color: var(--soft); min-width: 6rem; }
.figures b { font: 500 2rem/1.1 var(--serif); color: var(--ink);
  font-variant-numeric: lining-nums tabular-nums; }
.figures .op { font: 400 2rem/1.1 var(--serif); min-width: 0; }
.sum { gap: .75rem 1.1rem; }
.sum li { min-width: 0; }
.bar { display: block; width: 6rem; max-width: 100%; height: .4rem; margin: .35rem 0;
  background: var(--track); border-radius: .2rem; }
.bar rect { fill: var(--bar); }
td .bar { width: 5rem; margin: .5em 0; }

.wide { overflow-x: auto; margin: .5rem 0; }
table { border-collapse: collapse; font-size: .9rem; min-width: min(100%, 20rem); }
th, td { padding: .38rem 1.1rem .38rem 0; text-align: start; vertical-align: top;
  border-bottom: 1px solid var(--line); }
th { font-weight: 500; min-width: 9rem; }
thead th { color: var(--soft); font-weight: 400; font-size: .8rem; min-width: 0;
  white-space: nowrap; vertical-align: bottom; }
tbody th { max-width: 26rem; }
tbody .who { max-width: none; white-space: nowrap; }
td { max-width: 36rem; min-width: 8.5rem; }
td:empty, td:has(> svg) { min-width: 0; }
.n { text-align: end; min-width: 0; font-variant-numeric: tabular-nums; white-space: nowrap; }
.eg { color: var(--soft); min-width: 16rem; }
q { quotes: none; }
.alarms { border-inline-start: 4px solid var(--alarm); background: var(--alarmbg);
  padding: .25rem 1.25rem 1rem; margin-top: 1.75rem; border-radius: 0 6px 6px 0; }
.alarms h2 { margin-top: 1rem; color: var(--alarm); }
.alarms th, .alarms td { border-color: color-mix(in srgb, var(--alarm) 25%, transparent); }
.two { display: grid; gap: 0 3rem;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); }
.ids { columns: 22rem auto; font: .85rem/1.6 var(--mono); padding-inline-start: 1.2rem; }

.legend { display: flex; flex-wrap: wrap; gap: .35rem .75rem; align-items: baseline;
  max-width: none; margin-bottom: 1.25rem; }
.key { padding: .05rem .5rem; border-inline-start: 3px solid var(--line); color: var(--ink); }
.key.new { border-color: var(--link); }
.meta { border-color: var(--meta); background: var(--metabg); }
.key.chrome { border-color: var(--chrome); background: var(--card); }
.flow { display: grid; gap: .45rem; }
.b { border-inline-start: 3px solid transparent; padding: .1rem .9rem; }
.t { margin: 0; white-space: pre-line; }
.kept > .t { font: 1.09rem/1.62 var(--serif); max-width: 42rem; margin: .3rem 0; }
.kept > h3.t { font-weight: 600; font-size: 1.18rem; margin-top: 1rem; }
.kept > blockquote.t { padding-inline-start: 1.1rem; border-inline-start: 2px solid var(--line); }
.kept > .list-item { padding-inline-start: 1.1rem; }
.kept > .code { font: .9rem/1.5 var(--mono); white-space: pre-wrap; }
.new { border-color: var(--link); }
.meta { border-color: var(--meta); background: var(--metabg); }
.b.chrome { border-color: var(--chrome); background: var(--card); }
.meta, .chrome { border-radius: 0 4px 4px 0; font-size: .93rem; padding-block: .35rem; }
del { color: var(--struck); text-decoration-color: var(--chrome);
  text-decoration-thickness: .06em; }
del.t { display: block; }
.sig { color: var(--soft); font-size: .8rem; line-height: 1.45; margin: .2rem 0 0;
  max-width: none; }
.sig b { font-weight: 600; color: var(--chrome); }
.meta .sig b { color: var(--meta); }
.sig i { font-style: normal; }
details { border-inline-start: 3px solid var(--chrome); border-radius: 0 4px 4px 0;
  background: var(--card); font-size: .93rem; }
summary { padding: .45rem .9rem; cursor: pointer; color: var(--soft); }
summary b { color: var(--chrome); font-weight: 600; }
details.rest { background: none; border: 0; font-size: inherit; }
.rest > summary { padding-inline: 0; }
details > .b { border-top: 1px solid var(--line); border-inline-start: 0; border-radius: 0; }
.changed { border-inline-start: 4px solid var(--link); padding-inline-start: 1.25rem;
  margin-top: 2.5rem; }
.changed h2 { margin-top: 0; }
.moved, .samples { padding-inline-start: 1.4rem; display: grid; gap: .8rem; margin: .5rem 0; }
.samples { padding-inline-start: 2.2rem; }
.samples .t, .moved > li > div { max-width: 48rem; font: 1rem/1.5 var(--serif); }
.samples li::marker { color: var(--soft); font-size: .8rem; }
.samples a { font-family: var(--mono); font-size: .95em; }

@media (min-width: 62rem) {
  .b.meta, .b.chrome { display: grid; grid-template-columns: minmax(0, 42rem) minmax(0, 1fr);
    gap: 0 1.75rem; }
  .b > .sig { margin: 0; padding-top: .1rem; }
}
@media print {
  :root { --paper: #fff; --ink: #000; --card: #fff; --metabg: #fff; --alarmbg: #fff; }
  html { font-size: 9.5pt; }
  body { max-width: none; padding: 0; }
  nav, .bar { display: none; }
  a { color: inherit; text-decoration: none; }
  tr, .b, .samples li { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .wide { overflow: visible; }
}
"""

# The text of the element, exactly: a policy with another hash shows the page without its style.
STYLE_SOURCE = f"'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"
