"""For your own tests: Hypothesis strategies for sites and structures, and the slow truth to hold results to.

    from hypothesis import given
    from powercalc.testing import sites

    @given(sites(min_loads=1, standby=True))
    def test_a_second_feed_never_hurts(site): ...

Needs the extra `powercalc[testing]`.
"""

from powercalc.testing.enumeration import Enumerated, enumerated
from powercalc.testing.figure_strategies import FIELD, NASTY, FigureStrategies, probabilities
from powercalc.testing.sites import Features, sites
from powercalc.testing.structures import blocks, networks, structures

__all__ = [
    "FIELD", "NASTY", "Enumerated", "Features", "FigureStrategies", "blocks", "enumerated", "networks",
    "probabilities", "sites", "structures",
]  # fmt: skip
