"""An event-by-event simulation of the site that shares nothing with the analytic evaluation."""

from powercalc.simulate.happenings import Happening
from powercalc.simulate.result import (
    Lengths,
    Observed,
    ObservedService,
    Percentile,
    SimulatedLonger,
    SimulatedStandby,
    Simulation,
)
from powercalc.simulate.simulation import simulate
from powercalc.simulate.trace import LoadOutages, Trace, trace
from powercalc.simulate.year_blocks import Restless

__all__ = [
    "Happening",
    "Lengths",
    "LoadOutages",
    "Observed",
    "ObservedService",
    "Percentile",
    "Restless",
    "SimulatedLonger",
    "SimulatedStandby",
    "Simulation",
    "Trace",
    "simulate",
    "trace",
]  # fmt: skip
