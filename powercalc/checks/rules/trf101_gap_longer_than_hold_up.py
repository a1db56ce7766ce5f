"""A transfer takes longer than the load holds.

Finds: loads behind a transfer switch, no storage between, that are dark while it moves longer than they hold.
Why: every transfer, even one that goes well, restarts the servers.
Do: a UPS behind the switch, or a static switch; state `transfer_time` and `hold_up`.
Source: ITI (CBEMA) curve: equipment rides through about 20 ms of lost voltage.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from powercalc.checks.case import Case
from powercalc.checks.effects import Effect, restated
from powercalc.checks.rule import Finding, Rule, Severity, flaw, seconds
from powercalc.components import Server, Storage, Switch
from powercalc.languages import ask, noted
from powercalc.site.walks import growing
from powercalc.wiring.spells import INSTANT


def behind_a_switch(case: Case) -> tuple[str, ...]:
    """Return the loads with a transfer switch and no storage between."""
    return tuple(load.id for load in case.loads if _bare_switches(case, load))


def _bare_switches(case: Case, load: Server) -> list[Switch]:
    """Return the switches on every way to a load, up to the first storage on it, nearest first."""
    found, switches = dict.fromkeys(load.fed_by), []
    for name in growing(found):
        node = case.wires.components[name]
        if isinstance(node, Switch) and len(node.fed_by) > 1:
            switches.append(node)
        if not isinstance(node, Storage):
            found.update(dict.fromkeys(case.wires.feeds[name]))
    return switches


def find(case: Case) -> Iterator[Finding]:
    """Yield each switch whose move a load does not hold through; starts of generators are not counted."""
    for load in case.loads:
        told: set[str] = set()
        for lost, switch, gap in _gaps(case, load):
            held = load.hold_up or 0.0
            if gap > held + INSTANT and switch.id not in told:
                told.add(switch.id)
                mended = restated({switch.id: {"transfer_time": f"{held:.12g} h"}})
                effect = Effect(
                    says=ask("{id} moves within the hold-up of {other}", id=switch.id, other=load.id),
                    mended=mended,
                )
                dark = ask(_LEAVES, lost=lost, id=switch.id, load=load.id, time=seconds(gap))
                yield flaw(
                    ask("{dark}; it holds {time}", dark=dark, time=seconds(held)),
                    switch.kind,
                    switch.id,
                    effect=effect,
                )
        yield from _returns(case, load)


_LEAVES = noted("when {lost} is lost, {id} leaves {load} dark for {time}")


def _returns(case: Case, load: Server) -> Iterator[Finding]:
    """Yield each switch whose return to its first input a load does not hold through."""
    held = load.hold_up or 0.0
    for switch in _bare_switches(case, load):
        gap = switch.return_gap or 0.0
        if gap > held + INSTANT and load.id not in case.wires.live({switch.id}, within=load.id):
            mended = restated({switch.id: {"return_gap": f"{held:.12g} h"}})
            effect = Effect(
                says=ask("{id} returns within the hold-up of {other}", id=switch.id, other=load.id),
                mended=mended,
            )
            text = ask(
                "{id} is dark for {time} when it returns; {other} holds {held}",
                id=switch.id,
                time=seconds(gap),
                other=load.id,
                held=seconds(held),
            )
            yield flaw(text, switch.kind, switch.id, "return_gap", effect=effect)


def _gaps(case: Case, load: Server) -> Iterator[tuple[str, Switch, float]]:
    """Yield what can be lost so that a switch moves, the switch, and how long the load is without power."""
    switches = _bare_switches(case, load)
    sources = (
        [each.id for each in case.wires.sources(load.id) if each.id in case.uncalled] if switches else []
    )
    for lost in dict.fromkeys([*(switch.fed_by[0] for switch in switches), *sources]):
        losses = case.losses([lost], 0.0, within=load.id)
        gap = losses.fed(load.id).length
        moving = [each for each in switches if inf > losses.spells[each.id].length > 0]
        if moving and 0 < gap < inf:
            yield lost, max(moving, key=lambda each: each.transfer_time or 0.0), gap


RULE = Rule(
    module=__name__, manual=__doc__, severity=Severity.HIGH, item="1a", about=behind_a_switch, find=find
)
