"""A cord that nobody documented feeds nothing, and every result says so."""

import pytest

from powercalc.errors import SiteError
from powercalc.evaluation import evaluate
from powercalc.evaluation.considered import not_considered
from powercalc.site import Site
from powercalc.site.read import read_text

SITE = """
[grid_feed.grid]
failure_rate = "2 / year"
mttr = "20 min"
[server.rack]
fed_by = "grid"
{more}
"""


def _site(more: str) -> Site:
    return read_text(SITE.format(more=more))


def test_it_is_told_under_what_is_not_considered() -> None:
    told = {each.what: each.why for each in not_considered(_site("undocumented_cords = 1"))}
    assert told["undocumented_cords"] == (
        "nobody documented where further cords of rack lead: taken to feed nothing"
    )


def test_a_load_without_says_nothing() -> None:
    assert "undocumented_cords" not in {each.what for each in not_considered(_site(""))}


def test_it_changes_no_figure() -> None:
    ours, theirs = (evaluate(_site(more)).load("rack") for more in ("undocumented_cords = 2", ""))
    assert ours == theirs


def test_none_at_all_is_an_absent_key() -> None:
    with pytest.raises(SiteError, match="undocumented_cords"):
        _site("undocumented_cords = 0")
