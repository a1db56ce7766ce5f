"""What is said of a site at this moment although its file rules it out: it is believed, with a warning."""

from __future__ import annotations

from collections.abc import Iterator

from powercalc.components import Generator, Storage
from powercalc.response.down_now import StateNow
from powercalc.response.now_variants import NowVariants, used_for
from powercalc.results.measures import spoken
from powercalc.site import Site

_SLACK = 1e-6
"""What rounding may add, [h]."""


def overfull(site: Site, state: StateNow) -> Iterator[str]:
    """Yield what is said to hold more than can be left in it."""
    variants = NowVariants(site, state)
    lost = variants.lost(variants.start)
    for name, told in state.batteries.items():
        node, used = site.graph.components[name], used_for(site, lost, name)
        most = (node.autonomy or 0.0) if isinstance(node, Storage) else 0.0
        if used is not None and told > max(most - used, 0.0) + _SLACK:
            yield (
                f"the battery of {name} has been in use for {_time(used)} and lasts for {_time(most)} by the "
                f"file: it is taken to last for another {_time(told)}"
            )
    for name, told in state.fuel.items():
        node = site.graph.components[name]
        most = (node.fuel_autonomy or 0.0) if isinstance(node, Generator) else 0.0
        if told > most + _SLACK:
            yield (
                f"the tank of {name} lasts for {_time(most)} by the file: it is taken to last for "
                f"{_time(told)}"
            )


def _time(hours: float) -> str:
    return spoken(float(f"{hours:.3g}"))
