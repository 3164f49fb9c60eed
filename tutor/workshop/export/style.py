"""How an exported page looks: light, dark and on paper. No colour carries a meaning alone, nothing is loaded."""

CSS = """
:root { color-scheme: light dark; --back: #fbfbf9; --card: #ffffff; --text: #1d2329; --soft: #5d6873;
  --line: #e0e3e6; --main: #2f6fdb; --pale: #bcd2f5; --good: #1a7f4b; --good-back: #d9f2e3; --bad: #b3261e;
  --bad-back: #fbdfdc; --skip: #6b6257; --skip-back: #ece7df; }
@media screen and (prefers-color-scheme: dark) { :root {
  --back: #14171a; --card: #1c2126; --text: #e7eaed; --soft: #9aa5b0;
  --line: #30373e; --main: #7fb0ff; --pale: #35506f; --good: #7fe0a8; --good-back: #173a27; --bad: #ffaea6;
  --bad-back: #4a1f1c; --skip: #c9bfb0; --skip-back: #36322b; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text);
  font: 15px/1.5 system-ui, "Noto Sans KR", "Apple SD Gothic Neo", "Malgun Gothic", sans-serif; }
main { max-width: 76rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .25rem; letter-spacing: -.01em; }
h2 { font-size: 1.2rem; margin: 2.75rem 0 .5rem; }
p { margin: .25rem 0; } .soft { color: var(--soft); } .legend { white-space: pre-wrap; } small { font-size: .85em; }
.figures { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.25rem 0 0; }
.figures div { flex: 1 1 9rem; background: var(--card); border: 1px solid var(--line); border-radius: .6rem;
  padding: .75rem 1rem; }
.figures b { display: block; font-size: 1.6rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; border: 1px solid var(--line); border-radius: .6rem; background: var(--card); }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .35rem .6rem; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top; }
tr:last-child > td, tr:last-child > th { border-bottom: 0; }
thead th { color: var(--soft); font-weight: 500; font-size: .85em; vertical-align: bottom; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
tbody th { font-weight: 600; } bdi { overflow-wrap: anywhere; }
.grid th:first-child { position: sticky; left: 0; background: var(--card); min-width: 9rem; max-width: 16rem; }
.grid td.c, .grid th.c { text-align: center; padding: .3rem .1rem; min-width: 1.5rem; }
.stays span { display: inline-block; margin-right: 1.25rem; white-space: nowrap;
  font-variant-numeric: tabular-nums; }
.grid th.l { border-left: 1px solid var(--line); }
.p { background: var(--good-back); color: var(--good); } .f { background: var(--bad-back); color: var(--bad); }
.s { background: var(--skip-back); color: var(--skip); } .t { color: var(--soft); }
.bar { display: block; position: relative; height: .7rem; min-width: 8rem; border-radius: .2rem; }
.bar i { position: absolute; inset: 0 auto 0 0; border-radius: .2rem; background: var(--pale); }
.bar i + i { background: var(--main); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .9rem 1.1rem;
  margin: .75rem 0; break-inside: avoid; }
.card h3 { margin: 0; font-size: 1rem; } code { font: .92em ui-monospace, "D2Coding", monospace; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .75rem; margin: .2rem 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
.same { display: grid; grid-template-columns: 3.5rem 1fr; gap: .75rem; padding: .5rem 0 0; margin-top: .5rem;
  border-top: 1px solid var(--line); }
.same > b { font-size: 1.25rem; text-align: right; font-variant-numeric: tabular-nums; }
.vote { display: grid; grid-template-columns: minmax(6rem, 22rem) 1fr 4.5rem; gap: .75rem; align-items: center;
  padding: .15rem 0; }
@media print { @page { size: A4 landscape; margin: 12mm; }
  body { background: #fff; font-size: 10px; } main { max-width: none; padding: 0; }
  .wide { overflow: visible; } .grid { font-size: 7px; } .grid td, .grid th { padding: .1rem; }
  .grid td.c, .grid th.c { min-width: 0; padding: .1rem 0; } .grid th:first-child { position: static; min-width: 0; }
  tr { break-inside: avoid; } h2 { break-after: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""
