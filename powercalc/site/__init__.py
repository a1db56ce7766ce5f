"""The topology: a site as read from a file or built in Python."""

from powercalc.site.figures import Assumption, Inherited
from powercalc.site.groups import CommonCause, Facts, Hazard, Practice, Targets, Waiver, Zone
from powercalc.site.model import ALL_LOADS, Site

__all__ = [
    "ALL_LOADS", "Assumption", "CommonCause", "Facts", "Hazard", "Inherited", "Practice", "Site", "Targets",
    "Waiver", "Zone",
]  # fmt: skip
