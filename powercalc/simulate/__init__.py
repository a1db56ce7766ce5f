"""An event-by-event simulation of the site that shares nothing with the analytic evaluation."""

from powercalc.simulate.result import Lengths, Longer, Observed, Percentile, Simulation, Standby
from powercalc.simulate.simulation import simulate

__all__ = ["Lengths", "Longer", "Observed", "Percentile", "Simulation", "Standby", "simulate"]
