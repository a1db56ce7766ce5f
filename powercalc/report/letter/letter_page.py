"""The letter as a page to print: no script, no network."""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks import Checked
from powercalc.languages import code, say
from powercalc.report.letter import letter
from powercalc.report.page.html import safe

_STYLE = """
:root { color-scheme: light dark }
body { font: 11pt/1.45 Georgia, "Times New Roman", serif; max-width: 42rem }
body { margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem; line-height: 1.2 }
h2 { font-size: 1.2rem; margin-top: 2rem; border-bottom: 1px solid }
h3 { font-size: 1rem; font-style: italic; font-weight: normal; margin: 1.4rem 0 .4rem }
.date { text-align: right }
article { margin: .9rem 0; break-inside: avoid } article p, article dl, article ul { margin: .2rem 0 }
.asked { font-weight: bold } .asked small { font-weight: normal; opacity: .7 }
dl { display: grid; grid-template-columns: 10rem 1fr; gap: .1rem .8rem; font-size: .95em }
dt { font-style: italic } dd { margin: 0 }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr } }
@page { size: A4; margin: 20mm 18mm; @bottom-right { content: counter(page) " / " counter(pages) } }
@media print { body { margin: 0; max-width: none; padding: 0 } h2, h3 { break-after: avoid } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def render(checked: Checked) -> str:
    """Return the letter as HTML, ending with a new line."""
    return "\n".join(_lines(checked)) + "\n"


def _lines(checked: Checked) -> Iterator[str]:
    subject = safe(letter.subject(checked))
    yield f'<!doctype html>\n<html lang="{code()}">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f'<link rel="icon" href="data:,">\n<title>{subject}</title>\n<style>{_STYLE}</style>'
    yield "</head>\n<body>"
    yield f'<p class="date">{letter.dated(checked.options.today)}</p>\n<h1>{subject}</h1>'
    yield from (f"<p>{safe(paragraph)}</p>" for paragraph in letter.opening(checked))
    side = None
    for group in letter.groups(checked):
        if group.answerer.side != side:
            side = group.answerer.side
            yield f"<h2>{say(side)}</h2>"
        yield f"<h3>{say(group.answerer.title)}</h3>"
        for each in group.asked:
            yield from _question(each)
    yield f"<h2>{say('How to answer')}</h2>\n<p>{safe(letter.closing())}</p>\n</body>\n</html>"


def _question(each: letter.RuleQuestions) -> Iterator[str]:
    first, *others = each.texts
    yield f'<article><p class="asked">{each.number}. {safe(first)} <small>{each.code}</small></p>'
    if others:
        yield f"<ul>{''.join(f'<li>{safe(text)}</li>' for text in others)}</ul>"
    told = "".join(f"<dt>{name}</dt><dd>{safe(text)}</dd>" for name, text in letter.beside(each))
    yield f"<dl>{told}</dl></article>"
