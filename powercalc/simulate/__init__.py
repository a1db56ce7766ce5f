"""An event-by-event simulation of the site that shares nothing with the analytic evaluation."""

from powercalc.simulate.blocks import Restless
from powercalc.simulate.happenings import Happening
from powercalc.simulate.result import (
    Lengths,
    Longer,
    Observed,
    ObservedService,
    Percentile,
    Simulation,
    Standby,
)
from powercalc.simulate.simulation import simulate
from powercalc.simulate.trace import Dark, Trace, trace

__all__ = [
    "Dark", "Happening", "Lengths", "Longer", "Observed", "ObservedService", "Percentile", "Restless",
    "Simulation", "Standby", "Trace", "simulate", "trace",
]  # fmt: skip
