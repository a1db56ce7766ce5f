"""Default figures with their sources: data/*.toml, one file per source, and one reader.

    load().default("ups", "failure_rate").typical      # "0.074 / year"
    load().entry("ups-small-computer-room").title      # a set of figures to ask for by name

Figures stay texts with units, as printed; whoever uses them reads them.
Rates and times are per unit. A figure of grade A or B is sourced, any other is an assumption.
"""

from powercalc.catalog.catalog_model import Catalog, CatalogError, Entry, Publication, PublishedValue
from powercalc.catalog.parameters import PARAMETERS
from powercalc.catalog.reader import load

__all__ = ["PARAMETERS", "Catalog", "CatalogError", "Entry", "Publication", "PublishedValue", "load"]
