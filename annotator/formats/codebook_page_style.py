"""The looks of a codebook's page: in a browser, light or dark as the reader's system, and on paper."""

from __future__ import annotations

SCREEN = """
:root { --page: #ffffff; --ink: #1a1a1a; --quiet: #5c5850; --line: #dedcd5; --card: #f6f5f1; --link: #0a47ab; }
@media (prefers-color-scheme: dark) {
  :root { --page: #1e1f22; --ink: #dcdcdc; --quiet: #aba8a1; --line: #3d3f45; --card: #26282c; --link: #8fc7ff; }
}
html { background: var(--page); color: var(--ink); font: 17px/1.6 Georgia, "Noto Serif", serif; }
body { max-width: 44rem; margin: 2.5rem auto; padding: 0 1.2rem; overflow-wrap: anywhere; }
h1, h2, h3, h4, h5, h6, nav, .facts, .label, kbd, cite, table { font-family: system-ui, "Noto Sans", sans-serif; }
h1 { font-size: 1.9rem; line-height: 1.25; margin: 0 0 .3rem; }
h2 { font-size: 1.35rem; margin: 2.6rem 0 .6rem; padding-top: .6rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.2rem; margin: 2rem 0 .2rem; }
h4 { font-size: 1.05rem; margin: 1.6rem 0 .2rem; }
h5, h6 { font-size: .95rem; margin: 1.3rem 0 .2rem; }
p { margin: .45rem 0; }
section.code { padding-inline-start: 1rem; border-inline-start: 2px solid var(--line); }
.facts, cite { color: var(--quiet); font-size: .85rem; font-style: normal; }
.label { color: var(--quiet); font-size: .85rem; font-weight: 600; margin: .8rem 0 .1rem; }
.bearing { font-size: .95rem; }
.swatch { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
ul { margin: .2rem 0 .5rem; padding-inline-start: 1.3rem; }
nav { font-size: .95rem; line-height: 1.45; }
nav > ul, nav ul { list-style: none; padding-inline-start: 1rem; }
nav > ul { padding: 0; }
a { color: var(--link); text-decoration: none; }
a:hover, a:focus-visible { text-decoration: underline; }
a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
kbd { font-size: .75rem; font-weight: 600; color: var(--quiet); border: 1px solid var(--line); border-radius: 4px;
  padding: 0 .35em; background: var(--card); }
blockquote { margin: .3rem 0 .6rem; padding: .4rem .8rem; background: var(--card); border-radius: 6px; }
table { border-collapse: collapse; font-size: .9rem; line-height: 1.4; width: 100%; }
th { color: var(--quiet); text-align: start; }
th, td { padding: .35rem .7rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
@page { margin: 20mm 18mm; }
@media print {
  :root { --page: #ffffff; --ink: #000000; --quiet: #4a4a4a; --line: #bbbbbb; --card: #ffffff; --link: #000000; }
  html { font-size: 10.5pt; line-height: 1.45; }
  body { max-width: none; margin: 0; padding: 0; }
  h1, h2, h3, h4, h5, h6, .label { break-after: avoid; }
  blockquote, li, tr { break-inside: avoid; }
  blockquote { border: 1px solid var(--line); }
}
"""

PAPER = """
body { font-family: serif; font-size: 10pt; color: #000000; }
h1 { font-size: 20pt; font-family: sans-serif; margin-bottom: 2px; }
h2 { font-size: 15pt; font-family: sans-serif; margin-top: 22px; margin-bottom: 6px; }
h3 { font-size: 12.5pt; font-family: sans-serif; margin-top: 18px; margin-bottom: 2px; }
h4 { font-size: 11pt; font-family: sans-serif; margin-top: 14px; margin-bottom: 2px; }
h5, h6 { font-size: 10pt; font-family: sans-serif; margin-top: 12px; margin-bottom: 2px; }
p { margin-top: 3px; margin-bottom: 3px; }
ul { margin-top: 1px; margin-bottom: 3px; }
table { margin-bottom: 8px; }
.facts { color: #4a4a4a; font-size: 8.5pt; font-family: sans-serif; }
.label { color: #4a4a4a; font-size: 8.5pt; font-weight: 600; font-family: sans-serif; margin-top: 7px;
  margin-bottom: 0px; }
cite { color: #4a4a4a; font-size: 8.5pt; font-style: normal; font-family: sans-serif; }
kbd { color: #4a4a4a; font-size: 8.5pt; font-family: sans-serif; }
blockquote { margin-top: 3px; margin-bottom: 5px; margin-left: 16px; margin-right: 16px; }
a { color: #000000; text-decoration: none; }
th { color: #4a4a4a; font-size: 8.5pt; font-family: sans-serif; }
td { font-size: 9pt; }
"""
