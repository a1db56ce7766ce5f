"""What only passes on what its one input brings is told with it; looked at for itself, it says the same."""

from __future__ import annotations

from unittest.mock import PropertyMock, patch

from hypothesis import given
from hypothesis import strategies as st

import powercalc as pc
from powercalc.site import Site
from powercalc.site.graph import Graph
from powercalc.testing import sites
from powercalc.wiring.sets import dark
from powercalc.wiring.spells import Loss

SITES = st.one_of(
    sites(ties=True, transfers=True, bypass=True),
    sites(support_loops=True, supports=True, standby=True),
    sites(votes=True, cooling=True, zones=True),
)


@given(data=st.data(), site=SITES)
def test_who_is_dark_and_since_when_is_the_same(data: st.DataObject, site: Site) -> None:
    """Some components are lost; paths closed by hand stay open or not, bypasses pass or not."""
    names = st.sets(st.sampled_from([*site.graph.components]), max_size=3)
    cases, lost = data.draw(st.lists(names, min_size=1, max_size=3)), data.draw(names)
    by_hand, by_bypass = data.draw(st.booleans()), data.draw(st.booleans())

    def told() -> tuple[object, ...]:
        found = dark(site.graph, cases, by_hand=by_hand, by_bypass=by_bypass)
        rest = [(name, [bool(each) for each in told | [False] * len(cases)]) for name, told in found.items()]
        return dict(rest), Loss(site.graph, lost, 1.0).spells

    with patch.object(Graph, "passing", new_callable=PropertyMock, return_value={}):
        one_by_one = told()
    assert told() == one_by_one


def test_what_passes_on_has_neither_supports_nor_ties_nor_anything_to_close() -> None:
    site = pc.read_text("""
[grid_feed.g]
[cable.plain]
fed_by = "g"
[cable.supported]
fed_by = "g"
depends_on = "plain"
[bus.tied]
fed_by = "plain"
[bus.other]
fed_by = "supported"
[tie.t]
between = ["tied", "other"]
[breaker.open]
fed_by = "plain"
normally = "open"
[bus.behind]
fed_by = "open"
[bus.two]
fed_by = ["tied", "behind"]
[server.r]
fed_by = "two"
""")
    assert site.graph.passing == {"plain": "g", "r": "two"}
