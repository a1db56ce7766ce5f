"""The generated pages of the reference: the site file, the catalog, the commands, the library.

They are made from the models, the data and the docstrings, so that they cannot say anything else than these.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import powercalc as pc
from powercalc import catalog
from powercalc.components import KINDS, Component
from powercalc.report.escape import markdown as safe
from powercalc.simulate.replay.named import DEMANDS
from powercalc.simulate.replay.scenario import Observation, ScenarioFacts, StatedEvent
from powercalc.site.groups import CommonCause, Facts, Hazard, Targets, Waiver, Zone
from powercalc.site.inventory import InventoryFinding, InventoryRecord
from powercalc.site.practices import PRACTICES

TABLES = {
    "site": Facts,
    "common_cause.NAME": CommonCause,
    "zone.NAME": Zone,
    "zone.NAME.HAZARD": Hazard,
    "targets": Targets,
    "waiver": Waiver,
    "inventory": InventoryRecord,
    "inventory.finding": InventoryFinding,
}

SCENARIO = {"[scenario]": ScenarioFacts, "[[event]]": StatedEvent, "[[observed]]": Observation}


def write_all(folder: Path) -> None:
    """Write every generated page; one that says the same already is left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = {
        "site-file": site_file(),
        "scenario-file": scenario_file(),
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
    yield from ("# The site file", "")
    yield "One table per component, headed `[kind.id]`. `powercalc schema` has the same as a JSON Schema."
    yield from ("", "## Keys of every component", "")
    yield from _keys(Component.model_fields, without=("id",))
    for kind, model in KINDS.items():
        yield from ("", f"## {kind}", "", _first(model))
        own = {key: field for key, field in model.model_fields.items() if key not in Component.model_fields}
        if own:
            yield ""
            yield from _keys(own)
        if model.catalogued:
            figures = ", ".join(f"`{name}`" for name in model.catalogued)
            yield from ("", f"From the catalog when absent: {figures}.")
    for heading, table in TABLES.items():
        yield from ("", f"## {heading}", "", _first(table), "")
        yield from _keys(
            table.model_fields, without=("name",) if "NAME" in heading or "HAZARD" in heading else ()
        )
    for name, practice in PRACTICES.items():
        yield from ("", f"## practice.{name}", "", _first(practice), "")
        yield from _keys(practice.model_fields, without=("name",))


def scenario_file() -> Iterator[str]:
    """Yield the page on the keys of a scenario."""
    yield from _SCENARIO_BEGINS.splitlines()
    for heading, table in SCENARIO.items():
        yield from ("", f"## {heading}", "", _first(table), "")
        yield from _keys(table.model_fields)
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


def _keys(fields: Mapping[str, Any], without: Iterable[str] = ()) -> Iterator[str]:
    yield from ("| key | meaning |", "|---|---|")
    for key, field in fields.items():
        if key not in without:
            due = " (due)" if field.is_required() else ""
            yield f"| `{key}` | {safe(' '.join((field.description or '').split()))}{due} |"


def _first(thing: Any) -> str:
    """Return the docstring of a class or function as one paragraph per blank line."""
    text = inspect.getdoc(thing) or ""
    return "\n\n".join(safe(" ".join(part.split())) for part in text.split("\n\n"))


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
            yield from ("| figure | value | span | source |", "|---|---|---|---|")
            for figure in entry.figures.values():
                default = shelf.defaults.get(kind, {}).get(figure.parameter) == entry.name
                mark = "\\*" if default else ""
                cells = (figure.typical, figure.span or "", figure.cite())
                yield f"| `{figure.parameter}`{mark} | {' | '.join(map(safe, cells))} |"


def commands() -> Iterator[str]:
    """Yield the page on the commands: what their help says."""
    import typer

    from powercalc.cli.app import COMMANDS, app

    yield from ("# The commands", "")
    yield "Exit status of all: 0 done; 1 a target was missed or a check failed; 2 wrong input or call."
    group: Any = typer.main.get_command(app)
    for name, short in COMMANDS.items():
        command = group.commands[name]
        yield from ("", f"## powercalc {name}", "", f"{short[0].upper()}{short[1:]}.", "")
        text = inspect.cleandoc(command.help or "").replace("\b\n", "").replace("\x08\n", "")
        yield from ("```text", text, "```", "")
        yield from ("| option | |", "|---|---|")
        for parameter in command.params:
            names = ", ".join(f"`{each}`" for each in parameter.opts) if parameter.opts else ""
            yield f"| {names} | {safe(getattr(parameter, 'help', '') or '')} |"


def library() -> Iterator[str]:
    """Yield the page on what `import powercalc as pc` gives."""
    yield from ("# The library", "")
    yield "Everything that `import powercalc as pc` gives. Values are texts with units or pint quantities."
    for name in pc.__all__:
        thing = getattr(pc, name)
        if name.startswith("__"):
            continue
        yield from ("", f"## {name}", "")
        if inspect.isfunction(thing):
            yield from ("```text", f"{name}{inspect.signature(thing)}", "```", "")
        yield _first(thing)
        if inspect.isclass(thing) and not issubclass(thing, Exception | Component):
            yield from _members(thing)


def _members(owner: type) -> Iterator[str]:
    """Yield the public methods and properties of a class."""
    for name, member in list(vars(owner).items()):
        said = member.fget if isinstance(member, property) else getattr(member, "func", member)
        if name.startswith("_") or not inspect.isfunction(said):
            continue
        call = "" if isinstance(member, property) or said is not member else "()"
        yield from ("", f"- `{name}{call}`: {_first(said)}")
