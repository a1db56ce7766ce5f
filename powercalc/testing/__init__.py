"""For your own tests: Hypothesis strategies for sites and structures, and the slow truth to hold results to.

    from hypothesis import given
    from powercalc.testing import sites

    @given(sites(min_loads=1, standby=True))
    def test_a_second_feed_never_hurts(site): ...

Needs the extra `powercalc[testing]`.
"""

from powercalc.testing.enumeration import Enumerated, enumerated
from powercalc.testing.figures import FIELD, NASTY, Figures, probabilities
from powercalc.testing.sites import Features, sites
from powercalc.testing.structures import blocks, networks, structures

__all__ = [
    "FIELD", "NASTY", "Enumerated", "Features", "Figures", "blocks", "enumerated", "networks",
    "probabilities", "sites", "structures",
]  # fmt: skip
