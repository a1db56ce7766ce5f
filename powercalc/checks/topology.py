"""Topology as public summaries of the Tier Standard put it: the grid does not count. No Tier is awarded."""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.base import Finding, flaw, these
from powercalc.checks.case import Case, ids
from powercalc.checks.effects import Effect, one_more
from powercalc.site import ALL_LOADS


def claimed(case: Case, target: str) -> tuple[str, ...]:
    """Return the loads of which the targets claim a property; all of them where the profile asks."""
    if case.judges_topology:
        return ids(case.loads)
    return tuple(load.id for load in case.loads if _claims(case, load.id, target))


def _claims(case: Case, load: str, target: str) -> bool:
    stated = [getattr(case.site.targets.get(name), target, None) for name in (load, ALL_LOADS)]
    return bool(next((each for each in stated if each is not None), False))


def needed_without_grid(case: Case, loads: tuple[str, ...], *, by_hand: bool) -> dict[str | None, list[str]]:
    """Return the components one unit of which leaves loads dark without the grid; None for the grid alone."""
    feeds = set(ids(case.feeds))
    found: dict[str | None, list[str]] = {}
    for load in loads:
        if load not in case.wires.live(feeds, within=load, by_hand=by_hand):
            found.setdefault(None, []).append(load)
            continue
        for each in case.wires.behind(load):
            if each.id in feeds or each.count > each.units_needed:
                continue
            if load not in case.wires.live({*feeds, each.id}, within=load, by_hand=by_hand, by_bypass=False):
                found.setdefault(each.id, []).append(load)
    return found


def flaws_without_grid(case: Case, loads: tuple[str, ...], what: str, *, by_hand: bool) -> Iterator[Finding]:
    """Yield each component without which a load is dark; `what` is what happens to the component."""
    for name, dark in needed_without_grid(case, loads, by_hand=by_hand).items():
        if name is None:
            text = f"{these(dark, 'is', 'are')} dark without the grid, whatever else is sound"
            yield flaw(text, case.wires.components[dark[0]].kind, dark[0])
            continue
        effect = Effect(says=f"{name} has one unit more", mended=one_more([name]))
        text = f"when {name} {what}, {these(dark, 'is', 'are')} dark"
        yield flaw(text, case.wires.components[name].kind, name, effect=effect)
