"""A transfer takes longer than the load holds.

Finds: loads behind a transfer switch, no storage between, whose hold-up is below the time of the transfer.
Why: every transfer, even one that goes well, restarts the servers.
Do: a UPS behind the switch, or a static switch; state `transfer_time` and `hold_up`.
Source: ITI (CBEMA) curve: equipment rides through about 20 ms of lost voltage.
"""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.checks.base import Finding, Rule, Severity, flaw
from powercalc.checks.case import Case
from powercalc.checks.effects import Effect, restated
from powercalc.components import Server, Storage, Switch


def behind_a_switch(case: Case) -> tuple[str, ...]:
    """Return the loads with a transfer switch and no storage between."""
    return tuple(load.id for load in case.loads if _bare_switches(case, load))


def _bare_switches(case: Case, load: Server) -> list[Switch]:
    """Return the switches on the way of a load on one cord, up to the first storage."""
    found, node = [], case.wires.components[load.fed_by[0]] if len(set(load.fed_by)) == 1 else None
    while node is not None and not isinstance(node, Storage):
        if isinstance(node, Switch):
            found.append(node)
        node = case.wires.components[node.fed_by[0]] if len(node.fed_by) == 1 else None
    return found


def find(case: Case) -> Iterator[Finding]:
    """Yield each load that does not hold through a transfer."""
    for load in case.loads:
        for switch in _bare_switches(case, load):
            gap, held = switch.transfer_time or 0.0, load.hold_up or 0.0
            if gap > held:
                mended = restated({switch.id: {"transfer_time": f"{held:.12g} h"}})
                effect = Effect(says=f"{switch.id} moves within the hold-up of {load.id}", mended=mended)
                text = f"{switch.id} moves in {3.6e6 * gap:.3g} ms; {load.id} holds {3.6e6 * held:.3g} ms"
                yield flaw(text, switch.kind, switch.id, effect=effect)


RULE = Rule(
    module=__name__, manual=__doc__, severity=Severity.HIGH, item="1a", about=behind_a_switch, find=find
)
