"""What is not known, as questions to the provider: what most hangs on comes first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from powercalc.checks import Checked, Result, Status
from powercalc.errors import CallError
from powercalc.languages import noted, say, tell
from powercalc.report.checks import checks_statements as statements
from powercalc.report.checks.asked_questions import asked
from powercalc.report.checks.checks_json_result import worth_to_dict
from powercalc.report.escape import markdown as tame
from powercalc.report.escape import plain
from powercalc.report.json_text import json_text
from powercalc.report.layout import PLAIN, Style, paragraph
from powercalc.report.letter import letter_markdown, letter_page, return_sheet

FORMATS = ("text", "markdown", "json", "letter", "page", "sheet")
_MOST = 5
INTRODUCTION = noted(
    "Ranked by what hangs on the answer: the time lost in a year between the best and the worst. An answer "
    "counts when it is shown: a document, a test or an audit, with its date."
)


def render(checked: Checked, form: str = "text", *, style: Style = PLAIN) -> str:
    """Return the questions in one of `FORMATS`, ending with a new line."""
    match form:
        case "text":
            return "\n".join(_text(checked, style)) + "\n"
        case "markdown":
            return "\n".join(_markdown(checked)) + "\n"
        case "json":
            return json_text(_json(checked))
        case "letter" | "page" | "sheet":
            return _letter(checked, form)
        case _:
            raise CallError(f'there is no format "{form}"; there are {", ".join(FORMATS)}')


def _letter(checked: Checked, form: str) -> str:
    renderers = {"letter": letter_markdown.render, "page": letter_page.render, "sheet": return_sheet.render}
    return renderers[form](checked)


def _text(checked: Checked, style: Style) -> Iterator[str]:
    questions = asked(checked)
    yield style.strong(
        plain(say("Questions about {site}: {number}", site=checked.site.name, number=len(questions)))
    )
    yield from paragraph(say(INTRODUCTION))
    for number, (result, texts) in enumerate(questions, start=1):
        yield ""
        first, *others = map(tell, texts)
        yield from paragraph(plain(f"{number}. {first}"), hanging=len(f"{number}. "))
        for text in others[: _MOST - 1]:
            yield from paragraph(plain(text), indent=5)
        if len(texts) > _MOST:
            yield "     " + say("and the same of {number} more", number=len(texts) - _MOST)
        yield from paragraph(plain(_why(result)), indent=5)


def _markdown(checked: Checked) -> Iterator[str]:
    yield "# " + say("Questions about {site}", site=tame(checked.site.name))
    yield from ("", say(INTRODUCTION), "")
    for number, (result, texts) in enumerate(asked(checked), start=1):
        yield f"{number}. {tame(' '.join(map(tell, texts[:_MOST])))}"
        yield f"   *{tame(_why(result))}*"


def _why(result: Result) -> str:
    found = result.unknowns[0].text
    said = statements.worth(result)
    told = say("{name}: {text}", name=result.rule.code, text=found)
    return say("{one}; {other}", one=told, other=said) if said else told


def _json(checked: Checked) -> dict[str, Any]:
    return {
        "schema": "powercalc/questions/1",
        "site": checked.site.name,
        "profile": checked.options.profile.name,
        "today": checked.options.today.isoformat(),
        "status": Status.UNKNOWN.value,
        "questions": [
            {
                "rule": result.rule.code,
                "item": result.rule.item,
                "severity": result.severity.word,
                "questions": texts,
                "because": [finding.text for finding in result.unknowns],
                "span": worth_to_dict(result.span),
            }
            for result, texts in asked(checked)
        ],
    }
