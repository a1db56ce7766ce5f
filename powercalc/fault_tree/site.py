"""A site as an Open-PSA model: its block diagram, with what trips in it where that can be told exactly."""

from __future__ import annotations

from powercalc.cascade.overload_diagram import overload_diagram
from powercalc.errors import EngineLimit
from powercalc.fault_tree.export import to_open_psa
from powercalc.flow.limits import quieted
from powercalc.flow.power_network import network
from powercalc.plain.plain_diagram import SiteDiagram, plain_diagram
from powercalc.site import Site


def exported(site: Site) -> tuple[str, str | None]:
    """Return the model as XML, and what it leaves out of the site, which the model says too.

    Raises `SiteError` for ratings that cannot be compared with the loads.
    """
    diagram, left_out = _diagram(site)
    return to_open_psa(diagram, site.name, left_out), left_out


def _diagram(site: Site) -> tuple[SiteDiagram, str | None]:
    net = network(site)
    if not quieted(net).can_overload:
        return plain_diagram(site), None
    try:
        return overload_diagram(site, net), None
    except EngineLimit as limit:
        why = f"what trips by overload is not in this model, so its probabilities are too low: {limit}"
        return plain_diagram(site), why
