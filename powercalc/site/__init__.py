"""The topology: a site as read from a file or built in Python."""

from powercalc.site.catalog_figures import Assumption, Inherited
from powercalc.site.groups import CommonCause, Facts, Hazard, Longest, Targets, Waiver, Zone
from powercalc.site.model import ALL_LOADS, Site
from powercalc.site.positions import located
from powercalc.site.practices import Practice
from powercalc.site.read import read, read_text
from powercalc.site.services import Service

__all__ = [
    "ALL_LOADS", "Assumption", "CommonCause", "Facts", "Hazard", "Inherited", "Longest", "Practice",
    "Service", "Site", "Targets", "Waiver", "Zone", "located", "read", "read_text",
]  # fmt: skip
