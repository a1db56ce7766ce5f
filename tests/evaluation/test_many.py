"""Many variants at once are what each of them is by itself."""

import numpy as np
import pytest

import powercalc as pc

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
