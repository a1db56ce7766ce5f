"""The services in the text report: how long and how often they are down, by what, and what is to blame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from powercalc.report import statements, words
from powercalc.report.escape import plain
from powercalc.report.layout import Style, paragraph
from powercalc.report.text_loads import IN_FULL, MOST_REASONS, MOST_ROWS, as_table, ranked
from powercalc.results.service_point import ServicePoint


def services(found: Sequence[ServicePoint], style: Style) -> Iterator[str]:
    """Yield every service, of many a table with the worst first, and the reasons of the worst."""
    worst = statements.worst_first(found)
    if len(found) <= IN_FULL:
        for service in found:
            yield from _in_full(service, style)
    else:
        shown = worst[:MOST_ROWS]
        yield from as_table("Service", [(plain(each.id, 40), each) for each in shown], style)
        if len(shown) < len(found):
            yield f"and {words.counted(len(found) - len(shown), 'more service')}, none of them worse"
    for service in worst[:IN_FULL]:
        yield from _reasons(service, style, with_causes=len(found) > IN_FULL)


def _in_full(service: ServicePoint, style: Style) -> Iterator[str]:
    yield ""
    yield style.strong(f"Service {plain(service.id, 40)}")
    first, *rest = paragraph(statements.down(service), hanging=2)
    yield "  " + style.strong(first.lstrip())
    yield from rest
    yield from paragraph(statements.how_often_down(service), hanging=2)
    yield from paragraph(statements.available(service))
    for told in (statements.lengths(service), statements.by_cause(service, plain)):
        yield from paragraph(told, hanging=2) if told else ()


def _reasons(service: ServicePoint, style: Style, *, with_causes: bool) -> Iterator[str]:
    """Yield what is most to blame, the worst first, and the causes where they were not told before."""
    left = statements.unnamed(service)
    if not service.reasons and not left:
        return
    yield ""
    yield style.strong(f"What takes service {plain(service.id, 40)} down")
    told = statements.by_cause(service, plain) if with_causes else None
    yield from paragraph(told, hanging=2) if told else ()
    yield from ranked(service.reasons, statements.blamed(service, MOST_REASONS), style)
    yield from paragraph(left) if left else ()
