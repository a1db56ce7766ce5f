"""What can be wrong with the catalog's own data, found before anything is built from them."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from powercalc.catalog.catalog_model import GRADES, LAWS, SOURCED
from powercalc.catalog.parameters import PARAMETERS, allowed
from powercalc.errors import Place, Problem

VERSION: Final = 1
SHARED: Final = ("grade", "where", "reason")
"""What a figure may inherit from its entry or its file."""

_OF_A_SOURCE: Final = {"title": str, "year": int, "url": str, "read": str}
_OF_A_FILE: Final = ("version", "source", "every_figure", "entry")
_OF_A_FIGURE: Final = ("typical", "low", "high", "law", *SHARED)

Table = Mapping[str, Any]


def problems_of_file(file: str, document: Table) -> Iterator[Problem]:
    """Find what is wrong with the file of one source."""
    place = Place(file=file)
    yield from _version(document, place)
    yield from _unknown(document, _OF_A_FILE, (), place)
    yield from _source(document.get("source", {}), place)
    for name, entry in document.get("entry", {}).items():
        yield from _entry(entry, document.get("every_figure", {}), ("entry", name), place)


def problems_of_names(documents: Mapping[str, Table]) -> Iterator[Problem]:
    """Find entries that two files define."""
    seen: dict[str, str] = {}
    for file, document in documents.items():
        for name in document.get("entry", {}):
            if name in seen:
                yield Problem(text=f"is also in {seen[name]}", path=("entry", name), place=Place(file=file))
            seen[name] = file


def problems_of_defaults(
    file: str, defaults: Table, figures: Mapping[str, tuple[str, frozenset[str]]]
) -> Iterator[Problem]:
    """Find defaults that point nowhere; `figures` gives the kind and the parameters of each entry."""
    place = Place(file=file)
    yield from _version(defaults, place)
    for kind, parameters in PARAMETERS.items():
        for parameter in parameters:
            if parameter not in defaults.get(kind, {}):
                yield Problem(text="has no default", path=(kind, parameter), place=place)
    for kind, names in defaults.items():
        if kind != "version":
            yield from _pointers(kind, names, figures, place)


def _pointers(
    kind: str, names: Table, figures: Mapping[str, tuple[str, frozenset[str]]], place: Place
) -> Iterator[Problem]:
    if kind not in PARAMETERS:
        yield Problem(text="is not a kind with a catalog", path=(kind,), place=place)
    for parameter, name in names.items():
        of_kind, has = figures.get(name, (None, frozenset()))
        if of_kind != kind or parameter not in has:
            yield Problem(
                text="points to an entry without this figure", path=(kind, parameter), found=name, place=place
            )


def _version(document: Table, place: Place) -> Iterator[Problem]:
    if document.get("version") != VERSION:
        yield Problem(text="unknown version", found=str(document.get("version")), place=place)


def _source(source: Table, place: Place) -> Iterator[Problem]:
    yield from _unknown(source, tuple(_OF_A_SOURCE), ("source",), place)
    for key, kind in _OF_A_SOURCE.items():
        if not isinstance(source.get(key), kind) or source[key] == "":
            yield Problem(text="is missing", path=("source", key), expected=kind.__name__, place=place)


def _entry(entry: Table, every: Table, path: tuple[str, ...], place: Place) -> Iterator[Problem]:
    kind = str(entry.get("kind"))
    if kind not in PARAMETERS:
        yield Problem(text="unknown kind", path=path, found=kind, place=place)
        return
    if not entry.get("title"):
        yield Problem(text="has no title", path=path, place=place)
    figures = figures_of(entry)
    yield from _unknown(figures, allowed(kind), path, place)
    for parameter, figure in figures.items():
        yield from _figure(figure, {**every, **shared(entry)}, (*path, parameter), place)


def _figure(figure: Any, common: Table, path: tuple[str, ...], place: Place) -> Iterator[Problem]:
    if not isinstance(figure, Mapping):
        yield Problem(text="is not a table", path=path, expected="{ typical = ... }", place=place)
        return
    yield from _unknown(figure, _OF_A_FIGURE, path, place)
    for text in _flaws({**common, **figure}):
        yield Problem(text=text, path=path, place=place)


def _flaws(figure: Table) -> Iterator[str]:
    if not figure.get("typical"):
        yield "has no typical value"
    if ("low" in figure) != ("high" in figure):
        yield "has only one of low and high"
    if "law" in figure and tuple(figure["law"]) not in LAWS.values():
        yield f"has a law that is none of {'; '.join(' and '.join(keys) for keys in LAWS.values())}"
    if "law" in figure and "low" not in figure:
        yield "has a law, and no low and high that it gives"
    if figure.get("grade") not in GRADES:
        yield f"has no grade of {', '.join(GRADES)}"
    if not figure.get("where"):
        yield "does not say where in the source it stands"
    if figure.get("grade") not in SOURCED and not figure.get("reason"):
        yield "is an assumption without a reason"


def _unknown(table: Table, known: tuple[str, ...], path: tuple[str, ...], place: Place) -> Iterator[Problem]:
    for key in table:
        if key not in known:
            yield Problem(text="unknown key", path=(*path, key), expected=" ".join(known), place=place)


def shared(entry: Table) -> dict[str, Any]:
    """Return what an entry says for all its figures."""
    return {key: entry[key] for key in SHARED if key in entry}


def figures_of(entry: Table) -> dict[str, Any]:
    """Return the figures of an entry: every key that is about no entry as a whole."""
    return {key: value for key, value in entry.items() if key not in ("kind", "title", *SHARED)}
