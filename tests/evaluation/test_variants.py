"""Many variants of one site: the same figures as one evaluation each, and each only once."""

from __future__ import annotations

import pytest
from hypothesis import given, reject, settings

import powercalc as pc
from powercalc.evaluation.variants import Variants
from powercalc.response.columns.trifles import SHARE
from powercalc.site import Site
from powercalc.site.read import read_text
from powercalc.testing import sites
from tests.checks.sites import SOUND

SOUND_SITE = read_text(SOUND)
ITS_OWN = pc.evaluate(SOUND_SITE)
SLOWER = SOUND_SITE.changed({"pdu-a": {"mttr": "100 h"}})


@pytest.mark.parametrize("plain", [True, False])
def test_a_variant_has_the_figures_of_its_own_evaluation(plain: bool) -> None:  # noqa: FBT001 - a parameter
    variants = Variants(SOUND_SITE, pc.evaluate(SOUND_SITE, plain=plain))
    for variant in (SLOWER, SOUND_SITE):
        found, own = variants.of(variant), pc.evaluate(variant, plain=plain)
        assert found.any_load.unavailability == pytest.approx(own.any_load.unavailability, rel=1e-12)
        for load in own.loads:
            same = found.load(load.id)
            assert same.failure_frequency == pytest.approx(load.failure_frequency, rel=1e-12)
            assert same.service_unavailability == pytest.approx(load.service_unavailability, rel=1e-12)


@settings(max_examples=8)
@given(sites(max_components=8))
def test_any_site_has_the_figures_of_its_own_evaluation(site: Site) -> None:
    """Within what each states that it leaves out: that depends on the durations that are asked about."""
    try:
        own = pc.evaluate(site)
    except (pc.EngineLimit, pc.SiteError):
        reject()
    found = Variants(SOUND_SITE, ITS_OWN).of(site)
    for load in own.loads:
        same = found.load(load.id)
        left_out = (load.unavailability_error or 0.0) + (same.unavailability_error or 0.0)
        assert same.unavailability == pytest.approx(load.unavailability, rel=2 * SHARE, abs=left_out)
        left_out = (load.frequency_error or 0.0) + (same.frequency_error or 0.0)
        assert (same.failure_frequency or 0.0) == pytest.approx(
            load.failure_frequency or 0.0, rel=2 * SHARE, abs=left_out
        )


def test_the_site_itself_and_a_variant_seen_before_are_not_evaluated(monkeypatch: pytest.MonkeyPatch) -> None:
    variants = Variants(SOUND_SITE, ITS_OWN)
    variants.of(SLOWER)
    monkeypatch.setattr("powercalc.evaluation.variants.as_it_behaves", None)
    assert variants.of(SOUND_SITE).any_load == pc.evaluate(SOUND_SITE).any_load
    variants.of(SOUND_SITE.changed({"pdu-a": {"mttr": "100 h"}}))


@pytest.mark.parametrize("recovery_time", ["1 h", "40 h"])
def test_a_recovery_time_counts(recovery_time: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shorter one needs no evaluation; a longer one looks further for losses that come together."""
    variants = Variants(SOUND_SITE, ITS_OWN)
    slow = SOUND_SITE.changed({"rack": {"recovery_time": recovery_time}})
    if recovery_time == "1 h":
        monkeypatch.setattr("powercalc.evaluation.variants.as_it_behaves", None)
    before, after = variants.of(SOUND_SITE).load("rack"), variants.of(slow).load("rack")
    assert before.service_downtime_h_per_year is not None
    assert after.service_downtime_h_per_year == pytest.approx(
        pc.evaluate(slow).load("rack").service_downtime_h_per_year, rel=1e-12
    )
    assert after.unavailability == before.unavailability
