"""What happened, told again: a scenario acted out on a site, observed beside computed."""

from powercalc.simulate.replay.acted import replay
from powercalc.simulate.replay.read_scenario import read_scenario, scenario_of
from powercalc.simulate.replay.replay_result import (
    Carried,
    Compared,
    LostInterval,
    Replay,
    Replayed,
    TimelineEntry,
)
from powercalc.simulate.replay.scenario import Scenario

__all__ = [
    "Carried",
    "Compared",
    "LostInterval",
    "Replay",
    "Replayed",
    "Scenario",
    "TimelineEntry",
    "read_scenario",
    "replay",
    "scenario_of",
]  # fmt: skip
