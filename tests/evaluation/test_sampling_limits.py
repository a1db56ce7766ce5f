"""Samples that no machine holds, or nobody waits for, are refused before the first."""

from __future__ import annotations

import pytest

from powercalc.errors import EngineLimit
from powercalc.propagation import budget_of_uncertainty as budget
from powercalc.propagation.propagate import evaluate_uncertainty
from powercalc.site import Site
from powercalc.site.read import read_text

SITE = """
[grid_feed.grid]
failure_rate = { low = "1 / year", high = "4 / year" }
mttr = { low = "0.5 h", high = "2 h" }
[server.rack]
fed_by = "grid"
"""


@pytest.fixture
def site() -> Site:
    return read_text(SITE)


@pytest.mark.parametrize("response", [False, True])
def test_samples_that_do_not_fit_are_refused_with_their_size(
    site: Site, monkeypatch: pytest.MonkeyPatch, *, response: bool
) -> None:
    monkeypatch.setattr(budget, "MOST_BYTES", 1e6)
    with pytest.raises(EngineLimit, match=r"10,000 samples of 2 uncertain figures .* GB; \d,000 fit"):
        evaluate_uncertainty(site, 10_000, response=response)


def test_samples_that_take_too_long_are_refused_with_their_time(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "LONGEST_H", 1e-6)
    with pytest.raises(EngineLimit, match=r"on this machine; .* take less than a day"):
        evaluate_uncertainty(site, 1000, response=True)


def test_few_samples_are_not_asked_about(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "LONGEST_H", 0.0)
    assert evaluate_uncertainty(site, 16, response=True).samples == 16
