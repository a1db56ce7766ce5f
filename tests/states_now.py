"""States of this moment drawn at random: what is down since when, what is in batteries and tanks."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from powercalc.components import Component, Generator, Storage
from powercalc.response.now_variants import used_for
from powercalc.site import Site

SINCE = ("31 s", "2.1 min", "5.3 min", "21 min", "1.1 h", "3.3 h")
"""None of them ends as something else begins, so that nothing is a matter of rounding."""
LEVELS = (10, 40, 70, 100)
TANKS = ("11 min", "31 min", "2.1 h", "9.3 h")


@dataclass(frozen=True, kw_only=True)
class KnownState:
    """What somebody says of a site."""

    down: tuple[str, ...]
    battery: dict[str, str]
    fuel: dict[str, str]


def drawn_state(site: Site, draw: random.Random) -> KnownState:
    """One to three things that can fail are down; some batteries and tanks are told, at most full."""
    parts = [each for each in site.complete if not each.is_load]
    up = [each for each in parts if each.rate != 0 and not _often_down(site, each)]
    out = draw.sample(up, min(len(up), draw.choice([1, 1, 2, 2, 3])))
    down = tuple(_down(each, draw) for each in out)
    return KnownState(
        down=down,
        battery={each.id: f"{draw.choice(LEVELS)} %" for each in parts
                 if isinstance(each, Storage) and each.autonomy and draw.random() < 0.4},
        fuel={each.id: draw.choice(TANKS) for each in parts
              if isinstance(each, Generator) and each.fuel_autonomy and draw.random() < 0.5},
    )  # fmt: skip


def _often_down(site: Site, component: Component) -> bool:
    """Whether the simulation may well find it down before it takes it down: it cannot be lost then anew."""
    running = not isinstance(component, Generator) or component.id not in site.graph.standby
    return running and (component.rate or 0.0) * (component.mttr or 0.0) > 0.1


def _down(component: Component, draw: random.Random) -> str:
    units = f":{draw.randint(1, component.count)}" if component.count > 1 and draw.random() < 0.6 else ""
    return f"{component.id}{units}@{draw.choice(SINCE)}"


def overfull(site: Site, lost: dict[str, float], batteries: dict[str, float]) -> bool:
    """Whether a battery that has been in use is said to hold more than can be left in it."""

    def left(name: str) -> float | None:
        used = used_for(site, lost, name)
        autonomy: Any = site.by_id[name]
        return None if used is None else (autonomy.autonomy or 0.0) - used

    known = ((left(name), told) for name, told in batteries.items())
    return any(most is not None and told > most + 1e-9 for most, told in known)
