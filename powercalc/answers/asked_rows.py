"""The rows of a return sheet: one for each thing that is asked, with an id that an answer is found by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from powercalc.answers.asked_fields import FIELDS, OPEN, Field
from powercalc.checks import Finding, Result
from powercalc.languages import Message
from powercalc.site import Site
from powercalc.site.practices import PRACTICES

Heading = tuple[str, ...]
NOWHERE = "-"
"""In place of an id, where the question is of the site as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRow:
    """One row."""

    id: str
    question: str
    field: Field
    heading: Heading
    """The table of the file that the answer belongs to; none where it is of the site as a whole."""


def rows(results: list[Result]) -> Iterator[AskedRow]:
    """Yield the rows for what is unknown; what two rules ask alike is asked once."""
    seen: set[tuple[Heading, str]] = set()
    for result in results:
        for finding in result.unknowns:
            for row in _of_finding(result.rule.code, finding):
                what = (row.heading, row.field.key or row.id)
                if what not in seen:
                    seen.add(what)
                    yield row


def _of_finding(code: str, finding: Finding) -> Iterator[AskedRow]:
    heading = tuple(str(step) for step in finding.at[:2])
    name = heading[1] if len(heading) > 1 else NOWHERE
    for number, field in _fields(code, heading):
        if _is_asked(code, field, finding):
            yield AskedRow(
                id=f"{code}/{name}/{number}",
                question=finding.question or "",
                field=field,
                heading=heading,
            )


def _fields(code: str, heading: Heading) -> list[tuple[int, Field]]:
    """Return the fields of a rule with their numbers; of a place that has none of its keys an open one."""
    fields = list(enumerate(FIELDS.get(code, ()), start=1))
    fitting = [(number, field) for number, field in fields if field.key and _has(heading, field.key)]
    return fitting or [(0, OPEN)]


def _has(heading: Heading, key: str) -> bool:
    from powercalc.components import KINDS

    if not heading:
        return False
    kind = PRACTICES.get(heading[-1]) if heading[0] == "practice" else KINDS.get(heading[0])
    return kind is not None and key in kind.model_fields


def _is_asked(code: str, field: Field, finding: Finding) -> bool:
    """Tell whether a field is meant: of a figure the one that the question names, of a load its power."""
    if code == "DAT101" and isinstance(finding.question, Message):
        figure = finding.question.parameters.get("figure")
        return field.key == (figure.template if isinstance(figure, Message) else "source")
    if code == "CAP101":
        return field.key == ("power" if finding.at[0] == "server" else "rating")
    return True


def of_id(site: Site, text: str) -> AskedRow | None:
    """Return the row of an id, also where its question has been answered; None for what is no id here."""
    code, _, rest = text.partition("/")
    name, _, number = rest.rpartition("/")
    if not number.isdecimal() or len(number) > 4:
        return None
    heading = _heading(site, name)
    if heading is None:
        return None
    field = dict(_fields(code, heading)).get(int(number))
    return None if field is None else AskedRow(id=text, question="", field=field, heading=heading)


def _heading(site: Site, name: str) -> Heading | None:
    if name == NOWHERE:
        return ()
    if name in PRACTICES and name not in site.by_id:
        return ("practice", name)
    if any(service.id == name for service in site.services):
        return ("service", name)
    part = site.by_id.get(name)
    if part is None:
        return None
    whole = part.whole(site.by_id) or part
    return (whole.kind, whole.id)
