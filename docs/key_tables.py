"""Tables of the keys that a model takes: the meaning, type, what stands where it is absent, an example."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from pydantic.fields import FieldInfo

from powercalc.components import quantities
from powercalc.components.base import Model
from powercalc.report.escape import markdown as safe

EXAMPLES = Path(__file__).parent.parent / "examples"
TYPES = {
    "Hours": ("time, or table", '"12 min"'),
    "PositiveHours": ("time, or table", '"250000 h"'),
    "Rate": ("rate, or table", '"2 / year"'),
    "Probability": ("share, or table", '"0.5 %"'),
    "CertainHours": ("time", '"12 min"'),
    "CertainPositiveHours": ("time", '"10 year"'),
    "CertainRate": ("rate", '"2 / year"'),
    "CertainProbability": ("share", '"90 %"'),
    "ErrorFactor": ("number from 1", "3"),
    "TimesPerYear": ("number", "0.01"),
    "Kilowatts": ("power", '"8 kW"'),
    "Volts": ("voltage", '"400 V"'),
    "Rating": ("kW, kVA or A", '"300 kW"'),
    "Ids": ("id, or list of ids", '["ups-a", "ups-b"]'),
    "Text": ("text", '"path A"'),
    "Flag": ("true or false", "true"),
    "Count": ("whole number from 1", "2"),
    "Needed": ('whole number, or "auto"', '"auto"'),
    "Date": ("date", "2024-08-03"),
    "Shares": ("list of shares", '["50 %", "50 %"]'),
}
"""By the name of the type in `powercalc.components.quantities`: in words, and an example."""
OTHERS = {
    "outages": ("list of tables", '[{ name = "brief", failure_rate = "2 / year", mttr = "5 min" }]'),
    "between": ("two ids", '["board-a", "board-b"]'),
    "finding": ("list of tables", '[{ what = "both-cords-on-one-strip", text = "both cords of R1" }]'),
    "other": ("list of tables", '[{ name = "second site", distance = "30 km" }]'),
    "longest": ("table", '{ duration = "4 h", per_year = 0.01 }'),
    "hazards": ("tables [zone.NAME.HAZARD]; in Python, hazards", ""),
    "distance": ("length", '"30 km"'),
    "at": ("time since the beginning, or date-time", "2024-08-03T11:10:00+02:00"),
    "until": ("time since the beginning, or date-time", '"100 h"'),
    "start": ("date-time", "2024-08-03T11:00:00+02:00"),
    "lost": ("time since the beginning, date-time, or false", "2024-08-03T11:20:00+02:00"),
    "back": ("time since the beginning, or date-time", "2024-08-03T14:30:00+02:00"),
    "cost": ("number", "45000"),
    "cost_per_year": ("number", "4000"),
    "cost_of_downtime": ("number per time", '"50000 / h"'),
    "set": ("table of tables", "{ gen = { count = 4 } }"),
    "add": ("table of tables", '{ grid_feed = { grid-b = { mttr = "20 min" } } }'),
    "number": ("whole number from 1", "1000"),
    "seed": ("whole number", "7"),
    "temperature": ("temperature", '"27 degC"'),
}
"""By the key, where its type is its own."""


FREE = {
    "name": '"UPS of path A"',
    "note": '"replaced in 2023"',
    "source": '"report of the maker, 2024"',
    "type": '"small-pdu"',
    "catalog": '"generator-reopt"',
    "location": '"Saint-Denis"',
    "efficiency": '"96 %"',
    "max_utilization": '"80 %"',
    "test_coverage": '"90 %"',
    "beta": '"5 %"',
    "rule": '"REN101"',
    "scope": '"ups-a"',
    "reason": '"leased building"',
    "file": '"host.toml"',
    "evidence": '"report 2024-17"',
    "plan": '"PCA, version 4"',
    "currency": '"EUR"',
    "zone": '"room-1"',
    "depends_on": '"pump"',
    "cooled_by": '["crah-1", "crah-2"]',
    "runs_on": '["host/rack", "second/rack"]',
    "what": '"records"',
    "fail": '["grid", "gen.start"]',
    "restore": '"grid"',
    "open": '"tie"',
    "close": '"tie"',
    "requires": '"second-feed"',
    "excludes": '"fourth-set"',
    "remove": '"ups-b"',
}
"""Examples of keys that take any text or any id."""


def key_table(
    model: type[Model], *, without: Iterable[str] = (), only: Iterable[str] | None = None
) -> Iterator[str]:
    """Yield the table of a model's keys."""
    yield from ("| key | meaning | type | when absent | example |", "|---|---|---|---|---|")
    for key, field in model.model_fields.items():
        if key not in without and (only is None or key in only):
            yield _row(model, key, field)


def _row(model: type[Model], key: str, field: FieldInfo) -> str:
    said, example = described(model, key)
    meaning = safe(" ".join((field.description or "").split()))
    shown = code(stated_example(model, key) or FREE.get(key) or example)
    return f"| `{key}` | {meaning} | {safe(said)} | {_absent(field)} | {shown} |"


def code(text: str) -> str:
    """Return a text as code within a cell, in which a bar is no end of it."""
    return "`" + text.replace("|", "\\|") + "`" if text else ""


def _absent(field: FieldInfo) -> str:
    if field.is_required():
        return "due"
    match field.default:
        case None | ():
            return ""
        case bool() as flag:
            return code(str(flag).lower())
        case str() as text:
            return code(f'"{text}"')
        case int() | float() as number:
            return code(f"{number:g}")
        case _:
            return ""


def described(model: type[Model], key: str) -> tuple[str, str]:
    """Return the type of a key in words, and an example of it."""
    figure = get_type_hints(model, include_extras=True)[key]
    parts = get_args(figure)
    if NoneType in parts:
        figure = next(each for each in parts if each is not NoneType)
    for alias, told in TYPES.items():
        if getattr(quantities, alias) == figure:
            return told
    if key.removeprefix("measured_").startswith("temperature"):
        return OTHERS["temperature"]
    if choices := _choices(figure):
        return choices
    return OTHERS[key]


def _choices(figure: Any) -> tuple[str, str] | None:
    """Return the choices of a literal, or of a list of literals."""
    bare = get_args(figure)[0] if get_origin(figure) is Annotated else figure
    listed = get_origin(bare) is tuple
    inner = get_args(bare)[0] if listed else bare
    if get_origin(inner) is not Literal:
        return None
    options = [_written(each) for each in get_args(inner)]
    told = ", ".join(options)
    return (f"list of {told}", f"[{options[0]}]") if listed else (told, options[-1])


def _written(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def stated_example(model: type[Model], key: str) -> str | None:
    """Return a value that a file of the examples states for a key of a kind, where one does."""
    return _stated().get((getattr(model, "kind", model.__name__.lower()), key))


_known: dict[tuple[str, str], str] = {}


def _stated() -> Mapping[tuple[str, str], str]:
    """The first value of each key of each kind in the examples that is no table and short."""
    if not _known:
        for path in sorted(EXAMPLES.rglob("*.toml")):
            for kind, tables in tomllib.loads(path.read_text(encoding="utf-8")).items():
                if isinstance(tables, dict):
                    _learn(kind, tables)
    return _known


def _learn(kind: str, tables: Mapping[str, Any]) -> None:
    for table in tables.values():
        for key, value in table.items() if isinstance(table, dict) else ():
            if isinstance(value, str) and len(value) <= 24 and key not in {"name", "note", "source"}:
                _known.setdefault((kind, key), f'"{value}"')
