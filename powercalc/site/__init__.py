"""The topology: a site as read from a file or built in Python."""

from powercalc.site.catalog_figures import Assumption, Inherited
from powercalc.site.groups import ALL_LOADS, CommonCause, Facts, Hazard, Longest, Targets, Waiver, Zone
from powercalc.site.model import Site
from powercalc.site.read import read, read_text
from powercalc.site.services import Service
from powercalc.site.site_files import SourceFile

__all__ = [
    "ALL_LOADS", "Assumption", "CommonCause", "Facts", "Hazard", "Inherited", "Longest", "Service", "Site",
    "SourceFile", "Targets", "Waiver", "Zone", "read", "read_text",
]  # fmt: skip
