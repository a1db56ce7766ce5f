"""data/*.toml -> Catalog, with every problem of the data told at once.

A file has a `version`, a `[source]`, and `[entry.NAME]` tables with `kind`, `title` and one table
per figure. What many figures share (`grade`, `where`, `reason`) may stand once in the entry, or
once in `[every_figure]` of the file; the nearest to the figure holds.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from powercalc.catalog.catalog_model import Catalog, CatalogError, Entry, Publication, PublishedValue
from powercalc.catalog.validation import (
    Table,
    figures_of,
    problems_of_defaults,
    problems_of_file,
    problems_of_names,
    shared,
)
from powercalc.errors import Problem

DATA: Final = Path(__file__).parent / "data"
DEFAULTS: Final = "defaults.toml"


@cache
def load() -> Catalog:
    """Return the catalog that comes with powercalc; read at the first call, then remembered."""
    return read(DATA)


def read(folder: Path) -> Catalog:
    """Return the catalog of a folder, or raise a CatalogError with every problem of its files."""
    documents = {path.name: _document(path) for path in sorted(folder.glob("*.toml"))}
    defaults = documents.pop(DEFAULTS, {})
    problems = tuple(_problems(documents, defaults))
    if problems:
        raise CatalogError(problems)
    return Catalog(
        entries=tuple(entry for document in documents.values() for entry in _entries(document)),
        defaults={kind: names for kind, names in defaults.items() if kind != "version"},
    )


def _document(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _problems(documents: Mapping[str, Table], defaults: Table) -> Iterator[Problem]:
    for file, document in documents.items():
        yield from problems_of_file(file, document)
    yield from problems_of_names(documents)
    entries = {name: entry for document in documents.values() for name, entry in _tables(document).items()}
    has = {name: (str(entry.get("kind")), frozenset(figures_of(entry))) for name, entry in entries.items()}
    yield from problems_of_defaults(DEFAULTS, defaults, has)


def _tables(document: Table) -> dict[str, Table]:
    tables: dict[str, Table] = document.get("entry", {})
    return tables


def _entries(document: Table) -> Iterator[Entry]:
    source = Publication(**document["source"])
    for name, entry in _tables(document).items():
        common = {**document.get("every_figure", {}), **shared(entry)}
        figures = {
            parameter: PublishedValue(
                entry=name, kind=entry["kind"], parameter=parameter, source=source, **{**common, **figure}
            )
            for parameter, figure in figures_of(entry).items()
        }
        yield Entry(
            name=name,
            kind=entry["kind"],
            title=entry["title"],
            figures=MappingProxyType(figures),
            source=source,
        )
