"""Small sites with uncertain figures."""

from typing import Any

import powercalc as pc
from powercalc.components import Component
from powercalc.site import Site

LOGNORMAL = {"median": "0.1 / year", "error_factor": 3}


def chain(**of_the_block: Any) -> Site:
    """One block and a load behind it."""
    return pc.Site("s", (pc.Block("b", **of_the_block), pc.Server("rack", fed_by="b", hold_up="0 s")))


def two(*blocks: Component) -> Site:
    ids = [block.id for block in blocks]
    return pc.Site("s", (*blocks, pc.Server("rack", fed_by=ids, hold_up="0 s")))
