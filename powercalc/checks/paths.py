"""Paths: which loads have one, and which have several."""

from __future__ import annotations

from powercalc.checks.case import Case
from powercalc.components import Server, Switch


def is_on_one_path(case: Case, load: Server) -> bool:
    """Tell whether all cords of a load end on one component that is no switch with several inputs."""
    ends = set(load.fed_by)
    if len(ends) > 1:
        return False
    end = case.wires.components[load.fed_by[0]]
    return not (isinstance(end, Switch) and len(set(end.fed_by)) > 1)


def on_several_paths(case: Case) -> tuple[Server, ...]:
    """Return the loads that have more than one path."""
    return tuple(load for load in case.loads if not is_on_one_path(case, load))
