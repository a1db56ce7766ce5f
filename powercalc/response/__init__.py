"""The outage response of a site: what its loads go through from the moment a feed is lost."""

from powercalc.response.respond import respond
from powercalc.response.response_result import (
    ALL,
    ALL_LOADS,
    DURATIONS,
    NO_DURATIONS,
    SUPPOSED,
    Asked,
    Interruptions,
    Response,
    StandbyUse,
)
from powercalc.response.unsupported import Unsupported, unsupported

__all__ = [
    "ALL", "ALL_LOADS", "DURATIONS", "NO_DURATIONS", "SUPPOSED", "Asked", "Interruptions", "Response",
    "StandbyUse", "Unsupported", "respond", "unsupported",
]  # fmt: skip
