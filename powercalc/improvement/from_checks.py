"""An options file from the checks that fail: what mending each would change, its cost left to fill in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from powercalc.checks import Options
from powercalc.checks.check_result import Result
from powercalc.checks.effects import in_turn
from powercalc.checks.run_checks import checked
from powercalc.components import Component
from powercalc.errors import SiteError
from powercalc.evaluation import evaluate
from powercalc.site import Site, toml_text
from powercalc.site.toml_text import TomlTable

Progress = Callable[[int, int], None]
_HEAD = """\
# What could be done, from the checks that fail. Each option needs its cost: a plain number, in one currency.
# `powercalc improve SITE THIS-FILE` says what is worth it, all sets of options looked at.

[improve]
# currency = "EUR"
# life = "15 year"                      # for how long costs a year and downtime count
# discount_rate = "4 %"
# cost_of_downtime = "50000 / h"
"""


def options_from_checks(
    site: Site, *, today: str | date | None = None, progress: Progress = lambda _done, _whole: None
) -> str:
    """Return the text of an options file: an option for each failing check that the model can express."""
    found = checked(site, Options.read(site, today=today), evaluate(site), progress=progress)
    parts = [_part(site, result) for result in found.failed]
    if not parts:
        parts = ["# No check fails that the model could express: what could be done is yours to say.\n"]
    return "\n".join([_HEAD, *parts])


def _part(site: Site, result: Result) -> str:
    """Return the option of one check, or a comment that says why there is none."""
    lines = [f"# {result.rule.code}: {_shown(finding.text)}" for finding in result.flaws]
    mended = in_turn(each.effect.mended for each in result.flaws if each.effect is not None)
    saving = result.worth.saving if result.worth else None
    if saving is not None:
        lines.append(f"# worth {_minutes(saving.most)} a year by itself, of what gains most")
    if mended is None:
        lines.append(f"# {_no_change(result)}")
        return "\n".join(lines) + "\n"
    try:
        tables = _some_tables(site, mended(site), result.rule.code)
    except (SiteError, _InexpressibleError) as why:
        lines.append(f"# no option: {_shown(str(why).partition(chr(10))[0])}")
        return "\n".join(lines) + "\n"
    says = "; ".join(dict.fromkeys(each.effect.says for each in result.flaws if each.effect is not None))
    lines += [f"[option.{result.rule.code}]", f"name = {toml_text.text(says)}", "# cost =", *tables]
    return "\n".join(lines) + "\n"


def _minutes(hours: float) -> str:
    return f"{hours * 60:.0f} min" if hours * 60 >= 10 else f"{hours * 60:.2g} min"


def _no_change(result: Result) -> str:
    """Return why the model has nothing to change."""
    if any(each.effect is not None and each.effect.flawed is not None for each in result.flaws):
        return "no option: the figures of the file are those of a site in which this is in order"
    return "no option: the model does not express it"


class _InexpressibleError(Exception):
    """A change that an options file has no words for."""


def _some_tables(before: Site, after: Site, option: str) -> list[str]:
    """Return the tables of a change. Raises for one that is none, which an options file is refused for."""
    if tables := list(_tables(before, after, option)):
        return tables
    raise _InexpressibleError("the file has nothing that it would change")


def _tables(before: Site, after: Site, option: str) -> Iterator[str]:
    """Yield the tables that turn one site into the other."""
    if before.zones != after.zones:
        raise _InexpressibleError("it changes the zones, which an option cannot")
    groups = {group.name: group for group in after.common_causes}
    if set(groups) - {group.name for group in before.common_causes}:
        raise _InexpressibleError("it adds a common cause, which an option cannot")
    gone = [each.id for each in before.components if each.id not in after.by_id]
    gone += [group.name for group in before.common_causes if group.name not in groups]
    if gone:
        yield f"remove = {toml_text.text(gone)}"
    for component in after.components:
        yield from _of_component(before.by_id.get(component.id), component, option)
    for one, other in zip(before.services, after.services, strict=True):
        if one != other:
            yield from _table(option, ("set", one.id), _changes(one.given, other.given))


def _of_component(before: Component | None, after: Component, option: str) -> Iterator[str]:
    if before is None:
        yield from _table(option, ("add", after.kind, after.id), after.given)
    elif before != after:
        yield from _table(option, ("set", after.id), _changes(before.given, after.given))


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys that differ; an empty list takes one back."""
    taken_back: dict[str, Any] = {key: [] for key in before if key not in after}
    return {key: value for key, value in after.items() if before.get(key) != value} | taken_back


def _table(option: str, path: tuple[str, ...], keys: Mapping[str, Any]) -> Iterator[str]:
    yield from toml_text.lines(TomlTable(heading=("option", option, *path), keys=keys))


def _shown(text: str) -> str:
    """Return a text on one line, for a comment."""
    return "".join(each if each.isprintable() else "?" for each in text)
