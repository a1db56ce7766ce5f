"""Pictures of an evaluation. matplotlib is imported here alone, and when a picture is asked for."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from powercalc.errors import CallError
from powercalc.evaluation import Evaluation
from powercalc.simulate import Simulation
from powercalc.site import Site

FORMATS = (".png", ".svg", ".pdf")
CHARTS = ("contributions", "nines", "loads", "year")
"""What takes the power away, how many nines, what each component carries, the downtime of a single year."""


def draw(
    site: Site, evaluation: Evaluation, chart: str, path: Path, simulation: Simulation | None = None
) -> None:
    """Write one chart, or "all" of them one below the other; the ending of the path says the format.

    The chart of a year needs a simulation. Raises `CallError` for what cannot be drawn.
    """
    if chart not in (*CHARTS, "all"):
        raise CallError(f'there is no chart "{chart}"; there are {", ".join(CHARTS)} and all')
    if path.suffix.lower() not in FORMATS:
        raise CallError(f"{path}: a picture ends in {', '.join(FORMATS)}")
    import_module("powercalc.report.figures.charts").draw(site, evaluation, chart, path, simulation)
