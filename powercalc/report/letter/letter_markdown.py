"""The letter as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks import Checked
from powercalc.languages import say
from powercalc.report.escape import markdown as safe
from powercalc.report.letter import letter


def render(checked: Checked) -> str:
    """Return the letter, ending with a new line."""
    return "\n".join(_lines(checked)) + "\n"


def _lines(checked: Checked) -> Iterator[str]:
    yield f"# {safe(letter.subject(checked))}"
    for paragraph in (letter.dated(checked.options.today), *letter.opening(checked)):
        yield from ("", safe(paragraph))
    side = None
    for group in letter.groups(checked):
        if group.answerer.side != side:
            side = group.answerer.side
            yield from ("", f"## {say(side)}")
        yield from ("", f"### {say(group.answerer.title)}")
        for each in group.asked:
            yield from _question(each)
    yield from ("", f"## {say('How to answer')}", "", safe(letter.closing()))


def _question(each: letter.RuleQuestions) -> Iterator[str]:
    first, *others = each.texts
    yield from ("", f"**{each.number}. {safe(first)}** ({each.code})", "")
    yield from (f"- {safe(text)}" for text in others)
    yield from (f"- *{say('{name}:', name=name)}* {safe(text)}" for name, text in letter.beside(each))
