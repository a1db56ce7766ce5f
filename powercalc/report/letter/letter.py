"""What the letter says, part by part, before it is Markdown or a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from powercalc.checks import Checked, Result, verdict
from powercalc.languages import Message, plainly, say
from powercalc.report.checks import checks_statements as statements
from powercalc.report.checks import verdict_statements
from powercalc.report.checks.asked_questions import asked
from powercalc.report.letter.answerers import ANSWERERS, Answerer, answerer_of
from powercalc.report.letter.answers_wanted import WANTED


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleQuestions:
    """The questions of one rule in the letter."""

    number: int
    code: str
    texts: tuple[str, ...]
    why: str
    at_stake: str
    """What hangs on the answer; empty where the model cannot weigh it."""
    shows: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientQuestions:
    """The questions to those who can answer them."""

    answerer: Answerer
    asked: tuple[RuleQuestions, ...]


def subject(checked: Checked) -> str:
    """Return what the letter is about."""
    return say("Questions about the power supply of {site}", site=checked.site.name)


def opening(checked: Checked) -> Iterator[str]:
    """Yield the paragraphs before the questions."""
    number = len(asked(checked))
    yield say("To those who run {site}, and to those who rely on it,", site=checked.site.name)
    yield say(
        "we have computed how long and how often services stop when the power supply fails. The result rests "
        "on what is known of the site. {number} points are not known; we ask you to tell us about them.",
        number=number,
    )
    judged = verdict(checked)
    if judged.is_whole:
        yield say("As far as is known today: {verdict}", verdict=verdict_statements.sentence(judged))
    yield say(
        "Questions stand with those who can answer them, first those on which most hangs. What hangs on an "
        "answer is the time lost in a year between the best answer and the worst; these times overlap and do "
        "not add up."
    )
    yield say(
        "An answer counts when it is shown: by a document, a test or an audit, with its date. Where nothing "
        "is known, or nothing is done, please say so: that is an answer too."
    )


def closing() -> str:
    """Return how to answer."""
    return say(
        "Please write your answers into the return sheet, a row for each, and send it back with the "
        "documents that show them."
    )


def dated(day: date) -> str:
    """Return a date as it is written: "2026-11-29"."""
    return say("{year}-{month}-{day}", year=f"{day.year}", month=f"{day.month:02}", day=f"{day.day:02}")


def groups(checked: Checked) -> list[RecipientQuestions]:
    """Return the questions by who can answer them, numbered through, the most telling of each first."""
    by_answerer: dict[str, list[tuple[Result, list[str]]]] = {each.title: [] for each in ANSWERERS}
    for result, texts in asked(checked):
        by_answerer[answerer_of(result.rule).title].append((result, texts))
    found, number = [], 0
    for answerer in ANSWERERS:
        rows = by_answerer[answerer.title]
        told = tuple(_asked(number + place, *each) for place, each in enumerate(rows, start=1))
        number += len(rows)
        if told:
            found.append(RecipientQuestions(answerer=answerer, asked=told))
    return found


def _asked(number: int, result: Result, texts: list[str]) -> RuleQuestions:
    wanted = WANTED[result.rule.code]
    saving = result.span.saving if result.span else None
    return RuleQuestions(
        number=number,
        code=result.rule.code,
        texts=tuple(_told(texts)),
        why=say(wanted.why),
        at_stake=statements.saved(saving) if saving and saving.most > statements.NOTHING else "",
        shows=say(wanted.shows),
    )


def _told(texts: list[str]) -> Iterator[str]:
    """Yield the questions of a rule; one that is asked of several things once, and then of which else."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for text in texts:
        alike.setdefault(_but_whom(text), []).append(text)
    for first, *others in alike.values():
        yield plainly(first)
        names = [str(each.parameters["id"]) for each in others if isinstance(each, Message)]
        if names:
            yield say("the same of {names}", names=", ".join(names))


def _but_whom(text: str) -> tuple[str, ...]:
    """Return what a question asks, whoever is asked about."""
    if not isinstance(text, Message) or "id" not in text.parameters:
        return (text,)
    rest = (f"{name}={value}" for name, value in text.parameters.items() if name != "id")
    return (text.template, *rest)


def beside(each: RuleQuestions) -> Iterator[tuple[str, str]]:
    """Yield what stands beside a question, with its name."""
    yield say("Why we ask"), each.why
    if each.at_stake:
        yield say("What hangs on it"), each.at_stake
    yield say("A good answer shows"), each.shows
