"""A plain structure (series, parallel, networks) evaluated: exact, with one load point."""

from __future__ import annotations

from powercalc._version import __version__
from powercalc.components import Component
from powercalc.plain.plain_figures import Pair, figures, root_figures
from powercalc.results.evaluation_result import Evaluation, LoadPoint
from powercalc.results.measures import Measures
from powercalc.structures.expand import SYSTEM, mesh_diagram, structure_diagram
from powercalc.structures.structure import Network, Vote

EXACT = "exact"


def of_structure(structure: Component | Vote | Network) -> Evaluation:
    """Return the evaluation of a structure."""
    found = _figures(structure)
    return Evaluation(
        site="diagram",
        loads=(LoadPoint(id=SYSTEM, **found),),
        any_load=Measures(**found),
        method=EXACT,
        version=__version__,
    )


def _figures(structure: Component | Vote | Network) -> Pair:
    """Return the figures of a plain structure; a network by itself needs no formulas."""
    if isinstance(structure, Network) and (mesh := mesh_diagram(structure)):
        return root_figures(*mesh)[0]
    return figures(structure_diagram(structure)).any_load
