"""Many variants at once are what each of them is by itself."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import powercalc as pc
from powercalc.engine.recording import function
from powercalc.engine.recording.function import Function, RecordedFunction
from powercalc.evaluation.read_variants import FIGURES
from powercalc.testing import sites

TEXT = """
[site]
name = "two paths"
[grid_feed.grid]
failure_rate = "4 / year"
mttr = "2 h"
[generator.gen]
[ats.ats]
fed_by = ["grid", "gen"]
[ups.a]
fed_by = "ats"
autonomy = "10 min"
[ups.b]
fed_by = "grid"
autonomy = "10 min"
[server.rack]
fed_by = ["a", "b"]
recovery_time = "4 h"
[server.lab]
fed_by = "b"
[service.records]
runs_on = ["rack", "lab"]
recovery_time = "2 h"
"""
CHANGES: list[dict[str, dict[str, object]]] = [
    {},
    {"grid": {"failure_rate": "9 / year"}},
    {"a": {"autonomy": "30 min"}, "gen": {"fail_to_start": 0.05}},
    {"rack": {"recovery_time": "40 h"}},
]


def test_they_equal_the_variants_one_by_one() -> None:
    site = pc.read_text(TEXT)
    many = pc.evaluate_many(site, CHANGES)
    assert (many.loads, many.services, len(many)) == (("rack", "lab"), ("records",), len(CHANGES))
    for row, changes in enumerate(CHANGES):
        alone = pc.evaluate(site.changed(changes))
        for column, load in enumerate(alone.loads):
            assert many.unavailability[row, column] == pytest.approx(load.unavailability, rel=1e-4)
            assert many.failure_frequency[row, column] == pytest.approx(load.failure_frequency, rel=1e-4)
        service = alone.load("rack").service_unavailability
        assert many.service_unavailability[row, 0] == pytest.approx(service, rel=1e-4)
        assert np.isnan(many.service_unavailability[row, 1])
        assert many.of_services[row, 0] == pytest.approx(alone.service("records").unavailability, rel=1e-4)
        assert many.any_unavailability[row] == pytest.approx(alone.any_load.unavailability, rel=1e-4)


def test_a_few_are_as_near_as_many() -> None:
    """Those evaluated one by one differ from those run together by no more than each of them states."""
    site = pc.read("examples/two-path-hall.toml")
    variants: list[dict[str, dict[str, object]]] = [
        {
            "grid": {"mttr": f"{5 * 1.3**n:.3g} min", "failure_rate": f"{9 / 1.4**n:.3g} / year"},
            "tx-a": {"mttr": f"{300 / 1.2**n:.3g} h"},
        }
        for n in range(10)
    ]
    few, many = pc.evaluate_many(site, variants), pc.evaluate_many(site, variants * 3)
    for n, changes in enumerate(variants):
        stated = pc.evaluate(site.changed(changes)).loads[0]
        assert stated.unavailability_error is not None
        assert stated.frequency_error is not None
        u, w = many.unavailability[n, 0], many.failure_frequency[n, 0]
        assert few.unavailability[n, 0] == pytest.approx(u, rel=2e-4, abs=stated.unavailability_error)
        assert few.failure_frequency[n, 0] == pytest.approx(w, rel=2e-4, abs=stated.frequency_error)


def test_sites_are_variants_too_and_none_is_no_row() -> None:
    site = pc.read_text(TEXT)
    assert pc.evaluate_many(site, [site, site.changed(CHANGES[1])]).unavailability.shape == (2, 2)
    assert pc.evaluate_many(site, []).unavailability.shape == (0, 2)


def test_what_is_wrong_names_the_variant() -> None:
    site = pc.read_text(TEXT)
    with pytest.raises(pc.SiteError, match=r"variant 1\.ups\.a\.autonomy"):
        pc.evaluate_many(site, [{}, {"a": {"autonomy": "ten"}}])
    other = pc.Site("other", (pc.GridFeed("grid"), pc.Server("lab", fed_by="grid")))
    with pytest.raises(pc.CallError, match="variant 0 has other loads"):
        pc.evaluate_many(site, [other])


def test_a_frequency_that_nobody_knows_is_none() -> None:
    site = pc.read_text(TEXT)
    many = pc.evaluate_many(site, [{"ats": {"unavailability": 0.001}}])
    assert np.isnan(many.failure_frequency[0, 0])


def test_a_frame_has_a_row_a_variant() -> None:
    pytest.importorskip("pandas")
    frame = pc.evaluate_many(pc.read_text(TEXT), CHANGES).to_pandas()
    assert next(iter(frame.columns)) == "rack downtime [h/year]"
    assert len(frame) == len(CHANGES)


def _spread(site: pc.Site, number: int, seed: int) -> list[dict[str, dict[str, object]]]:
    """Variants in which some figures are up to a quarter more or less."""
    random = np.random.default_rng(seed)
    stated = [(each, key) for each in site.complete for key in sorted(FIGURES) if getattr(each, key, None)]
    some = [stated[place] for place in random.permutation(len(stated))[:6]]
    found: list[dict[str, dict[str, object]]] = []
    for _ in range(number):
        changes: dict[str, dict[str, object]] = {}
        for each, key in some:
            value, unit = getattr(each, key), {"mttr": " h", "mtbf": " h", "start_mttr": " h"}.get(key, "")
            unit = " / h" if key.endswith("_rate") else unit
            more = value * random.uniform(0.8, 1.25)
            changes.setdefault(each.id, {})[key] = f"{more!r}{unit}" if unit else min(more, 1.0)
        found.append(changes)
    return found


PIECE = 1e-3
"""Alone, an age at which something happens goes with its neighbour where it may hold less than this share."""


def _agrees(site: pc.Site, changes: list[dict[str, dict[str, object]]], rows: list[int]) -> None:
    many = pc.evaluate_many(site, changes)
    for row in rows:
        alone = pc.evaluate(site.changed(changes[row]))
        for column, load in enumerate(alone.loads):
            off = 2 * (load.unavailability_error or 0.0)
            assert many.unavailability[row, column] == pytest.approx(load.unavailability, rel=PIECE, abs=off)
            if load.failure_frequency is None:
                assert np.isnan(many.failure_frequency[row, column])
                continue
            off = 2 * (load.frequency_error or 0.0)
            often = many.failure_frequency[row, column]
            assert often == pytest.approx(load.failure_frequency, rel=PIECE, abs=off)


@pytest.mark.parametrize("name", ["two-path-hall", "small-server-room", "planned-work", "hospital-host"])
def test_many_at_once_are_each_by_itself(name: str) -> None:
    site = pc.read(Path(__file__).parents[2] / "examples" / f"{name}.toml")
    _agrees(site, _spread(site, 26, 1), [0, 25])


@settings(max_examples=3)
@given(site=sites(), seed=st.integers(0, 99))
def test_many_at_once_are_each_by_itself_on_any_site(site: pc.Site, seed: int) -> None:
    try:
        _agrees(site, _spread(site, 26, seed), [0, 25])
    except pc.EngineLimit:
        return


def test_looked_at_as_closely_they_are_the_same_to_the_last_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(function, "MARGINS", (1.0,) * 3)
    site = pc.read_text(TEXT.partition("[service")[0])
    changes: list[dict[str, dict[str, object]]] = [
        {"grid": {"failure_rate": f"{4 - 0.001 * n} / year"}} for n in range(40)
    ]
    many = pc.evaluate_many(site, changes)
    for row in (0, 20, 39):
        alone = pc.evaluate_many(site, [changes[row]])
        assert many.unavailability[row] == pytest.approx(alone.unavailability[0], rel=1e-12)
        assert many.failure_frequency[row] == pytest.approx(alone.failure_frequency[0], rel=1e-12)


def test_they_are_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    plain = RecordedFunction.__init__

    def counted(self: RecordedFunction, each: Function, point: Sequence[float], margin: float) -> None:
        made.append(len(point))
        plain(self, each, point, margin)

    monkeypatch.setattr(RecordedFunction, "__init__", counted)
    site = pc.read_text(TEXT.partition("[service")[0])
    pc.evaluate_many(site, _spread(site, 60, 2))
    assert len(made) == 1


def test_a_plain_unavailability_counts_in_each_variant() -> None:
    """A single figure that is put into an array of no axes is not lost."""
    site = pc.Site(
        "plain",
        (
            pc.GridFeed("grid", failure_rate="2 / year", mttr="2 h"),
            pc.Panel("board", fed_by="grid", unavailability=0.01),
            pc.Server("rack", fed_by="board"),
        ),
    )
    _agrees(site, [{"board": {"unavailability": 0.01 + n / 1e4}} for n in range(30)], [0, 29])
