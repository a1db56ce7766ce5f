"""Common causes of a site against what they mean: one more block in series with each member."""

import pytest

import powercalc as pc

PERFECT = {"failure_rate": "0 / year"}


def feeds(**figures: object) -> tuple[pc.GridFeed, pc.GridFeed]:
    return pc.GridFeed("grid-a", **figures), pc.GridFeed("grid-b", **figures)


def site(feeds: tuple[pc.GridFeed, ...], *groups: pc.CommonCause) -> pc.Site:
    rack = pc.Server("rack", fed_by=[feed.id for feed in feeds], hold_up=0)
    return pc.Site("two feeds", (*feeds, rack), common_causes=groups)


def test_outages_of_several_lengths_are_shared_in_proportion() -> None:
    outages = [
        {"name": "brief", "failure_rate": "3 / year", "mttr": "0.1 h"},
        {"name": "long", "failure_rate": "1 / year", "mttr": "10 h"},
    ]
    group = pc.CommonCause(name="substation", members=["grid-a", "grid-b"], beta=1.0)
    found = pc.evaluate(site(feeds(outages=outages), group), plain=True).any_load
    assert found.interruptions_per_year == pytest.approx(4, rel=1e-2)
    x = 4 / 8760 * (3 * 0.1 + 1 * 10) / 4
    assert found.unavailability == pytest.approx(x / (1 + x), rel=1e-9)


def test_a_group_of_rates_and_plain_unavailabilities_is_refused() -> None:
    blocks = (
        pc.Block("a", unavailability=0.01),
        pc.Block("b", failure_rate="1 / year", mttr="8 h"),
        pc.Server("rack", fed_by=["a", "b"]),
    )
    group = pc.CommonCause(name="both", members=["a", "b"], beta=0.1)
    with pytest.raises(pc.SiteError, match="plain unavailability"):
        pc.Site("mixed", blocks, common_causes=(group,))


def test_a_silent_site_with_redundant_units_is_shown_what_a_beta_would_make_of_it() -> None:
    ups = pc.Ups("ups", fed_by="grid", count=3, needed=2, failure_rate="0.1 / year", mttr="8 h")
    silent = pc.Site("n + 1", (pc.GridFeed("grid", **PERFECT), ups, pc.Server("rack", fed_by="ups")))
    shown = pc.evaluate(silent, plain=True).with_common_cause
    assert shown is not None
    assert shown.groups == (("ups",),)
    stated = pc.Site(
        "stated", (pc.GridFeed("grid", **PERFECT), ups.changed(beta=0.05), pc.Server("rack", fed_by="ups"))
    )
    assert shown.any_load == pc.evaluate(stated, plain=True).any_load
    assert pc.evaluate(stated, plain=True).with_common_cause is None


def test_feeds_of_one_substation_are_such_a_group() -> None:
    silent = site(feeds(failure_rate="2 / year", mttr="1 h", substation="Ampere"))
    shown = pc.evaluate(silent, plain=True).with_common_cause
    assert shown is not None
    assert shown.groups == (("grid-a", "grid-b"),)
    assert shown.any_load.unavailability > 10 * pc.evaluate(silent, plain=True).any_load.unavailability


@pytest.mark.parametrize(
    "model",
    [{"beta": 0.1}, {"greek_letters": [0.2, 0.3]}, {"alpha_factors": [0.9, 0.07, 0.03]}],
)
def test_every_model_keeps_the_total_of_a_unit(model: dict[str, object]) -> None:
    blocks = tuple(pc.Block(f"b{i}", unavailability=0.1) for i in range(3))
    group = pc.CommonCause(name="all", members=[block.id for block in blocks], **model)
    racks = tuple(pc.Server(f"rack-{block.id}", fed_by=block.id, hold_up=0) for block in blocks)
    found = pc.evaluate(pc.Site("three", (*blocks, *racks), common_causes=(group,)), plain=True)
    for load in found.loads:
        assert load.unavailability == pytest.approx(0.1, rel=0.02)


def test_a_share_that_is_stated_for_one_figure_only_leaves_the_others() -> None:
    group = pc.CommonCause(name="feeds", members=["grid-a", "grid-b"], beta=0.5, of="fail_to_start")
    independent = site(feeds(failure_rate="2 / year", mttr="1 h"))
    grouped = site(feeds(failure_rate="2 / year", mttr="1 h"), group)
    assert pc.evaluate(grouped, plain=True).any_load == pc.evaluate(independent, plain=True).any_load
