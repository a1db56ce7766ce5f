"""The catalog as text or JSON: every entry of a kind, the default figures marked, each with its source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from powercalc import catalog
from powercalc.catalog import PARAMETERS, Entry, PublishedValue
from powercalc.components.spelling import nearest
from powercalc.errors import CallError
from powercalc.report.escape import plain
from powercalc.report.json_text import json_text
from powercalc.report.layout import paragraph


def render(kind: str | None, form: str) -> str:
    """Return the catalog, or the part about one kind."""
    if kind is not None and kind not in PARAMETERS:
        raise CallError(_unknown(kind))
    shelf = catalog.load()
    kinds = PARAMETERS if kind is None else (kind,)
    entries = [entry for name in kinds for entry in shelf.entries if entry.kind == name]
    if form == "json":
        return json_text([_as_dict(entry, shelf) for entry in entries])
    return "\n".join(line for entry in entries for line in _lines(entry, shelf)) + "\n"


def _unknown(kind: str) -> str:
    if kind == "block":
        return 'a "block" has no catalog: it must state its own figures'
    near = nearest(kind, PARAMETERS)
    hint = f'did you mean "{near}"?' if near else f"there are {', '.join(PARAMETERS)}"
    return f'the catalog has no kind "{kind}"; {hint}'


def _lines(entry: Entry, shelf: catalog.Catalog) -> Iterator[str]:
    yield from paragraph(f"{entry.kind} {entry.name}: {plain(entry.title)}", indent=0, hanging=2)
    for figure in entry.figures.values():
        mark = "default" if _is_default(figure, shelf) else ""
        known = ", ".join(text for text in (figure.span, figure.told_law) if text)
        yield f"  {mark:<8}{figure.parameter:<23} {figure.typical}"
        yield from paragraph(known, indent=10) if known else ()
        yield from paragraph(plain(figure.cite()), indent=10)
        if figure.reason:
            yield from paragraph(plain(figure.reason), indent=10)
    yield ""


def _as_dict(entry: Entry, shelf: catalog.Catalog) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "entry": entry.name,
        "title": entry.title,
        "figures": [_figure(figure, shelf) for figure in entry.figures.values()],
    }


def _figure(figure: PublishedValue, shelf: catalog.Catalog) -> dict[str, Any]:
    return {
        "parameter": figure.parameter,
        "typical": figure.typical,
        "low": figure.low,
        "high": figure.high,
        "law": figure.told_law,
        "grade": figure.grade,
        "sourced": figure.is_sourced,
        "default": _is_default(figure, shelf),
        "where": figure.where,
        "reason": figure.reason,
        "source": figure.source.title,
        "year": figure.source.year,
        "url": figure.source.url,
    }


def _is_default(figure: PublishedValue, shelf: catalog.Catalog) -> bool:
    return shelf.defaults.get(figure.kind, {}).get(figure.parameter) == figure.entry
