"""The generated pages of the reference: the site file, the catalog, the commands, the library.

They are made from the models, the data and the docstrings, so that they cannot say anything else than these.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from types import NoneType
from typing import Any, get_args

sys.path.insert(0, str(Path(__file__).parent))

from key_tables import code, key_table
from library_page import first, library

from powercalc import catalog
from powercalc.components import KINDS, Component, Outage
from powercalc.improvement.option_tables import Accounting, OptionTable
from powercalc.report.escape import markdown as safe
from powercalc.simulate.replay.named import DEMANDS
from powercalc.simulate.replay.scenario import Observation, ScenarioFacts, StatedEvent
from powercalc.site.groups import CommonCause, Facts, Hazard, Targets, Waiver, Zone
from powercalc.site.imported_from import InventoryFinding, InventoryRecord
from powercalc.site.includes import Include
from powercalc.site.practices import PRACTICES, OtherSite
from powercalc.site.services import Service
from powercalc.sweeping.sweep_file import Sample

TABLES = {
    "site": Facts,
    "service.NAME": Service,
    "include.NAME": Include,
    "common_cause.NAME": CommonCause,
    "zone.NAME": Zone,
    "zone.NAME.HAZARD": Hazard,
    "targets": Targets,
    "waiver": Waiver,
    "inventory": InventoryRecord,
    "inventory.finding": InventoryFinding,
}

NAMED = ("common_cause", "zone")
SITE_BEGINS = Path(__file__).parent / "reference" / "site-file-begins.txt"
EXAMPLES = Path(__file__).parent.parent / "examples"

SCENARIO = {"[scenario]": ScenarioFacts, "[[event]]": StatedEvent, "[[observed]]": Observation}


def write_all(folder: Path) -> None:
    """Write every generated page; one that says the same already is left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = {
        "site-file": site_file(),
        "scenario-file": scenario_file(),
        "options-file": options_file(),
        "sweep-file": sweep_file(),
        "catalog": catalog_page(),
        "commands": commands(),
        "library": library(),
    }
    for name, lines in pages.items():
        text = "\n".join(lines) + "\n"
        path = folder / f"{name}.md"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def site_file() -> Iterator[str]:
    """Yield the page on the keys of a site file."""
    yield from SITE_BEGINS.read_text(encoding="utf-8").splitlines()
    yield from ("", "## Keys of every component", "")
    yield from key_table(Component, without=("id",))
    shelf = catalog.load()
    for kind, model in KINDS.items():
        yield from ("", f"## {kind}", "", first(model))
        if own := [key for key in model.model_fields if key not in Component.model_fields]:
            yield from ("", *key_table(model, only=own))
        if model.catalogued:
            yield from ("", f"From the catalog when absent: {', '.join(_supplied(shelf, kind, model))}.")
    for heading, table in TABLES.items():
        yield from ("", f"## {heading}", "", first(table), "")
        yield from key_table(table, without=("name", "hazards") if heading.startswith(NAMED) else ("id",))
    yield from ("", "### outages of a grid_feed", "", first(Outage), "", *key_table(Outage))
    for name, practice in PRACTICES.items():
        yield from ("", f"## practice.{name}", "", first(practice), "")
        yield from key_table(practice, without=("name",))
    yield from ("", "### other of practice.sites", "", first(OtherSite), "", *key_table(OtherSite))


def _supplied(shelf: Any, kind: str, model: type[Component]) -> Iterator[str]:
    """Yield what the catalog supplies for a kind, with its value."""
    entries = {entry.name: entry for entry in shelf.entries}
    for key in model.catalogued:
        name = shelf.defaults.get(kind, {}).get(key)
        yield f"`{key}` {safe(entries[name].figures[key].typical)}" if name else f"`{key}`"


def scenario_file() -> Iterator[str]:
    """Yield the page on the keys of a scenario."""
    yield from _SCENARIO_BEGINS.splitlines()
    for heading, table in SCENARIO.items():
        yield from ("", f"## {heading}", "", first(table), "")
        yield from key_table(table)
    yield from ("", "## What may fail", "", "| name | what fails |", "|---|---|")
    yield "| `ID` | all units of a component, until it is restored; a generator at rest does not start |"
    yield "| `ID:2` | two of its units |"
    yield "| `ZONE.HAZARD` | all that stands in the zone, loads included |"
    yield from (f"| `ID.{demand}` | a demand on {of} |" for demand, of in DEMANDS.items())
    yield from _SCENARIO_ENDS.splitlines()


_SCENARIO_BEGINS = """# The scenario file

What `powercalc replay SITE SCENARIO` reads: TOML, with what happened and what was observed. Whatever it does
not name goes well. A moment is a time since the beginning, such as `"3 h"`, or a date-time such as
`2024-08-03T14:30:00+02:00`; date-times have a time zone everywhere, or nowhere."""
_SCENARIO_ENDS = """
A demand that is named fails whenever it is made, until it is restored: what went wrong is put right then.
Where it is never restored, it is put right after its mean time: a set after `start_mttr`, a stuck switch
after `manual_transfer_time`. A battery that is named while it holds gives out, a bypass that carries
ends. What is opened by hand carries nothing until it is closed; what is normally open and closed by hand
conducts until it is opened, and is then as it is wired. A battery is full as soon as its feed is back.

An observation is compared with all computed intervals that overlap with it: `computed_lost_h` is where
the first begins, `computed_back_h` where the last ends. Of a load it is power that is compared; of a
service, the service."""


def options_file() -> Iterator[str]:
    """Yield the page on the keys of an options file."""
    yield from _OPTIONS_BEGIN.splitlines()
    for heading, table in {"[improve]": Accounting, "[option.NAME]": OptionTable}.items():
        yield from ("", f"## {heading}", "", first(table), "", *key_table(table, without=("id",)))
    yield from ("", "## A whole one", "", "```toml", *_example("improve/two-path-hall.toml"), "```")


def sweep_file() -> Iterator[str]:
    """Yield the page on the keys of a sweep."""
    yield from _SWEEP_BEGINS.splitlines()
    yield from ("", "## [sample]", "", first(Sample), "", *key_table(Sample))
    yield from ("", "## A whole one", "", "```toml", *_example("sweeps/sets-and-fuel.toml"), "```")


def _example(name: str) -> list[str]:
    return (EXAMPLES / name).read_text(encoding="utf-8").splitlines()


_OPTIONS_BEGIN = """# The options file

What `powercalc improve SITE OPTIONS` and `pc.read_options` read: TOML, with what could be done to a site
and what it costs. `set` states keys of what is there anew, by id; `add` wires in components, by kind and
id, with the keys of [the site file](site-file.md); `remove` takes away. [What should we mend
first?](../../how-to/mend-first.md) uses one."""
_SWEEP_BEGINS = """# The sweep file

What `powercalc sweep SITE SWEEP` and `pc.sweep` read: TOML, with the keys of a site that are varied. [A
thousand variants](../../how-to/thousand-variants.md) uses one. A file with `[sample]` alone samples the
uncertain figures of the site.

## [sweep.ID]

ID is a component, a service, or what else `site.changed` takes; each of its keys varies. All combinations
are computed, the last key varying fastest, unless `[sample]` draws from them.

| form | example | values |
|---|---|---|
| a list | `["5 min", "10 min"]` | these, of any type that the key takes |
| steps | `{ from = "24 h", to = "96 h", step = "24 h" }` | from the first in equal steps, not above `to` |
| whole numbers | `{ from = 2, to = 5 }` | all of them, in steps of 1 |
| a range, with `[sample]` | `{ from = "1 / year", to = "10 / year" }` | anywhere between, each as likely |
| a distribution, with `[sample]` | `{ median = "0.1 / year", error_factor = 3 }` | as it spreads |"""


def catalog_page() -> Iterator[str]:
    """Yield the page on the default figures."""
    shelf = catalog.load()
    yield from ("# The catalog", "")
    yield "The figures that a site file need not state, each with where it comes from. A default is marked *."
    kinds = dict.fromkeys(entry.kind for entry in shelf.entries)
    for kind in kinds:
        yield from ("", f"## {kind}")
        for entry in (each for each in shelf.entries if each.kind == kind):
            yield from ("", f"### {entry.name}", "", safe(entry.title), "")
            yield from _figures(entry, shelf.defaults.get(kind, {}))


def _figures(entry: Any, defaults: Any) -> Iterator[str]:
    """Yield the table of the figures of an entry; spans have a column where there are any."""
    spans = any(figure.span for figure in entry.figures.values())
    columns = ("figure", "value", "span", "source") if spans else ("figure", "value", "source")
    yield from (_line(columns), _line(["---"] * len(columns)))
    for figure in entry.figures.values():
        mark = "\\*" if defaults.get(figure.parameter) == entry.name else ""
        span = (safe(figure.span or ""),) if spans else ()
        yield _line((f"`{figure.parameter}`{mark}", safe(figure.typical), *span, safe(figure.cite())))


def _line(cells: Any) -> str:
    return f"| {' | '.join(cells)} |"


def commands() -> Iterator[str]:
    """Yield the page on the commands: what their help says, with choices and defaults."""
    import typer

    from powercalc.cli.app import COMMANDS, app

    yield from ("# The commands", "")
    yield "Exit status of all: 0 done; 1 a target was missed or a check failed; 2 wrong input or call."
    group: Any = typer.main.get_command(app)
    for name, short in COMMANDS.items():
        command = group.commands[name]
        yield from ("", f"## powercalc {name}", "", f"{short[0].upper()}{short[1:]}.", "")
        yield from _command(command)
        for below, inner in getattr(command, "commands", {}).items():
            yield from ("", f"### powercalc {name} {below}", "")
            yield from _command(inner)


def _command(command: Any) -> Iterator[str]:
    """Yield the help of a command, and a table of what it takes."""
    text = inspect.cleandoc(command.help or "").replace("\b\n", "").replace("\x08\n", "")
    if text:
        yield from ("```text", text, "```")
    if command.params:
        yield from ("", _line(("option", "meaning", "takes", "when absent")), _line(["---"] * 4))
        yield from map(_option, command.params)


def _option(parameter: Any) -> str:
    """Return the row of an argument or an option."""
    names = ", ".join(map(code, (*parameter.opts, *parameter.secondary_opts)))
    if parameter.param_type_name == "argument":
        names = code(parameter.metavar or parameter.name.upper())
    taken = _taken(parameter) if parameter.metavar and names != code(parameter.metavar) else ""
    choices = ", ".join(map(code, _choices(parameter))) or taken or _kind(parameter)
    return _line((names, safe(getattr(parameter, "help", "") or ""), choices, _default(parameter)))


def _taken(parameter: Any) -> str:
    """Return what an option takes as its help shows it: a word for it, or its few values."""
    shown = parameter.metavar
    values = shown[1:-1].split("|") if shown.startswith("<") else [shown]
    return ", ".join(map(code, values))


def _types(parameter: Any) -> list[Any]:
    """Return the types that a parameter's value may have, that of the items of a list in its place."""
    annotation = parameter.type_descriptor.annotation
    alternatives = [each for each in get_args(annotation) if each is not NoneType] or [annotation]
    return [inner for each in alternatives for inner in (get_args(each) or (each,))]


def _choices(parameter: Any) -> list[str]:
    kinds = [each for each in _types(parameter) if isinstance(each, type) and issubclass(each, Enum)]
    return [_word(each) for kind in kinds for each in kind]


def _kind(parameter: Any) -> str:
    words = {int: "a whole number", float: "a number", Path: "a file", str: "a text"}
    plain = str if parameter.param_type_name == "argument" else None  # said by its name
    told = [words[each] for each in _types(parameter) if each in words and each is not plain]
    return ", ".join(told + ["again for more"] * bool(parameter.multiple))


def _default(parameter: Any) -> str:
    if parameter.required:
        return "due"
    default = parameter.default
    if default in (None, False, (), []) or "Sentinel" in type(default).__name__:
        return ""
    return code(_word(default))


def _word(value: Any) -> str:
    return str(getattr(value, "value", value))
