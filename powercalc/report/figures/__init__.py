"""Pictures of an evaluation. matplotlib is imported here alone, and when a picture is asked for."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from powercalc.errors import CallError
from powercalc.evaluation import Evaluation
from powercalc.report.output import write
from powercalc.report.picture import FORMATS, form_of
from powercalc.simulate import Simulation
from powercalc.site import Site

__all__ = ["CHARTS", "FORMATS", "draw", "drawn"]

CHARTS = ("contributions", "nines", "loads", "year", "tornado", "exceedance")
"""What takes the power away, how many nines, what each component carries, the downtime of a single year.
By name only: which figures matter, and how often an interruption lasts longer than a time."""


def draw(
    site: Site, evaluation: Evaluation, chart: str, path: Path, simulation: Simulation | None = None
) -> None:
    """Write one chart, or "all" of them one below the other; the ending of the path says the format.

    The chart of a year needs a simulation. Raises `CallError` for what cannot be drawn.
    """
    write(path, drawn(site, evaluation, chart, form_of(path), simulation))


def drawn(
    site: Site, evaluation: Evaluation, chart: str, form: str, simulation: Simulation | None = None
) -> bytes:
    """Return what `draw` writes, as "png", "svg" or "pdf"."""
    if chart not in (*CHARTS, "all"):
        raise CallError(f'there is no chart "{chart}"; there are {", ".join(CHARTS)} and all')
    content: bytes = import_module("powercalc.report.figures.charts").drawn(
        site, evaluation, chart, form, simulation
    )
    return content
