"""Samples that no machine holds, or nobody waits for, are refused before the first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from powercalc.engine.recording.function import Function, RecordedFunction
from powercalc.errors import EngineLimit
from powercalc.propagation import budget_of_uncertainty as budget
from powercalc.propagation.propagate import evaluate_uncertainty
from powercalc.propagation.sampled_response import Responses
from powercalc.site import Site
from powercalc.site.read import read_text

Floats = NDArray[np.float64]

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
        evaluate_uncertainty(site, 10_000, plain=not response)


def test_samples_that_take_too_long_are_refused_with_their_time(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "LONGEST_H", 1e-6)
    with pytest.raises(EngineLimit, match=r"on this machine; .* take less than a day"):
        evaluate_uncertainty(site, 1000)


def test_few_samples_are_not_asked_about(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "LONGEST_H", 0.0)
    assert evaluate_uncertainty(site, 16).samples == 16


def test_no_more_is_tried_than_tells_that_there_is_time(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few columns tell that a thousand take less than a day."""
    tried: list[int] = []
    plain = Responses.any_load

    def counted(self: Responses, figures: Floats) -> Floats:
        tried.append(figures.shape[1])
        return plain(self, figures)

    monkeypatch.setattr(Responses, "any_load", counted)
    budget.check_work(Responses.of(site), 2, 1024)
    assert tried == [16]


def test_the_site_itself_is_evaluated_once_and_recorded_once(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What figures are at, which of them count and what is not known are told by the same evaluation."""
    evaluated: list[Sequence[float]] = []
    plain = Responses._sampled

    def counted(self: Responses, sample: Sequence[float]) -> list[float | None]:
        evaluated.append(sample)
        return plain(self, sample)

    monkeypatch.setattr(Responses, "_sampled", counted)
    evaluate_uncertainty(site, 256)
    assert len(evaluated) == 2  # one by itself, one recorded


def test_samples_are_recorded_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """That of all loads, and that of any load alone, are one recording."""
    made: list[float] = []
    plain = RecordedFunction.__init__

    def counted(self: RecordedFunction, each: Function, point: Sequence[float], margin: float) -> None:
        made.append(margin)
        plain(self, each, point, margin)

    monkeypatch.setattr(RecordedFunction, "__init__", counted)
    evaluate_uncertainty(site, 256)
    assert len(made) == 1
