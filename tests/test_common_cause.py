"""Common causes of a site against what they mean: one more block in series with each member."""

import math
import time
from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import given

import powercalc as pc
from powercalc.components import Component
from powercalc.evaluation.assumed_common_cause import as_counted, assumed_groups, counted_betas
from powercalc.measures.common_cause import causes
from powercalc.plain import parallel_paths
from powercalc.report.in_common import with_common_cause
from powercalc.site import templates
from powercalc.testing import sites
from powercalc.testing.enumeration import enumerated

PERFECT = {"failure_rate": "0 / year"}


def feeds(**figures: object) -> tuple[pc.GridFeed, pc.GridFeed]:
    return pc.GridFeed("grid-a", **figures), pc.GridFeed("grid-b", **figures)


def site(feeds: tuple[pc.GridFeed, ...], *groups: pc.CommonCause) -> pc.Site:
    rack = pc.Server("rack", fed_by=[feed.id for feed in feeds], hold_up=0)
    return pc.Site("two feeds", (*feeds, rack), common_causes=tuple(groups))


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


def _ups(*names: str, fed_by: str = "grid", **more: object) -> list[Component]:
    return [pc.Ups(name, fed_by=fed_by, failure_rate="0.1 / year", mttr="8 h", **more) for name in names]


def _pdus(*pairs: tuple[str, object]) -> list[Component]:
    return [pc.Pdu(name, fed_by=fed_by, failure_rate="0.02 / year", mttr="12 h") for name, fed_by in pairs]


GRID = pc.GridFeed("grid", failure_rate="2 / year", mttr="1 h")
PARALLEL: dict[str, tuple[list[Component], list[tuple[str, ...]]]] = {
    "two paths": (
        [GRID, *_ups("a", "b"), *_pdus(("p", "a"), ("q", "b")), pc.Server("s", fed_by=["p", "q"])],
        [("a", "b"), ("p", "q")],
    ),
    "a bypass changes nothing": (
        [GRID, *_ups("a", "b", bypass=True), pc.Server("s", fed_by=["a", "b"])], [("a", "b")]
    ),
    "two loads on one path each": (
        [GRID, *_ups("a", "b"), pc.Server("s", fed_by="a"), pc.Server("t", fed_by="b")], []
    ),
    "in series": ([GRID, *_ups("a"), *_ups("b", fed_by="a"), pc.Server("s", fed_by="b")], []),
    "both needed": (
        [GRID, *_ups("a", "b"), pc.Server("s", fed_by=["a", "b"], inputs_needed=2)], []
    ),
    "one spare of separate tables": (
        [GRID, *_ups("a", "b", "c"), pc.Bus("out", fed_by=["a", "b", "c"], inputs_needed=2, failure_rate=0),
         pc.Server("s", fed_by="out")],
        [("a", "b", "c")],
    ),
    "a spare for several": (
        [GRID, *_ups("a", "b", "spare"), pc.Sts("x", fed_by=["a", "spare"]),
         pc.Sts("y", fed_by=["b", "spare"]), pc.Server("s", fed_by="x"), pc.Server("t", fed_by="y")],
        [("a", "b", "spare")],
    ),
    "distributed": (
        [GRID, *_ups("a", "b", "c"), *(pc.Server(f"{x}{y}", fed_by=[x, y]) for x, y in ("ab", "bc", "ca"))],
        [("a", "b", "c")],
    ),
    "racks with nothing in common": (
        [GRID, *_ups("a", "b"),
         *_pdus(("p1", "a"), ("q1", "b"), ("p2", "a"), ("q2", "b")),
         pc.Server("r1", fed_by=["p1", "q1"]), pc.Server("r2", fed_by=["p2", "q2"])],
        [("a", "b"), ("p1", "q1"), ("p2", "q2")],
    ),
    "an upper and a lower one on each path": (
        [GRID, *_ups("a1", "b1"), *_ups("a2", fed_by="a1"), *_ups("b2", fed_by="b1"),
         pc.Server("s", fed_by=["a2", "b2"])],
        [("a1", "b1"), ("a2", "b2")],
    ),
    "generators on two buses, transformers before a switch": (
        [GRID, pc.Generator("g"), pc.Generator("h"), pc.Transformer("t", fed_by="grid"),
         pc.Transformer("u", fed_by="grid"), pc.Ats("x", fed_by=["t", "g"]), pc.Ats("y", fed_by=["u", "h"]),
         pc.Server("s", fed_by=["x", "y"])],
        [("g", "h"), ("t", "u"), ("x", "y")],
    ),
    "buses with a tie": (
        [GRID, *_ups("a", "b"), pc.Bus("k", fed_by="a"), pc.Bus("l", fed_by="b"),
         pc.Tie("tie", between=["k", "l"]), *_pdus(("p", "k"), ("q", "l")),
         pc.Server("s", fed_by=["p", "q"])],
        [("a", "b"), ("k", "l"), ("p", "q")],
    ),
    "cooling of a load": (
        [GRID, *(pc.Chiller(name, fed_by="grid") for name in "cd"),
         pc.Server("s", fed_by="grid", cooled_by=["c", "d"])],
        [("c", "d")],
    ),
    "blocks of the same figures, and others": (
        [*(pc.Block(name, failure_rate="1 / year", mttr=mttr) for name, mttr in (("a", "1 h"), ("b", "1 h"))),
         pc.Block("c", failure_rate="1 / year", mttr="9 h"), pc.Server("s", fed_by=["a", "b", "c"])],
        [("a", "b")],
    ),
    "a rate and a plain unavailability": (
        [GRID, *_ups("a"), pc.Ups("b", fed_by="grid", unavailability=0.001),
         pc.Server("s", fed_by=["a", "b"])],
        [],
    ),
    "feeds from two substations": (
        [pc.GridFeed("g", substation="N"), pc.GridFeed("h", substation="S"),
         pc.Server("s", fed_by=["g", "h"])],
        [],
    ),
    "feeds from nobody knows where": (
        [pc.GridFeed("g", substation="N"), pc.GridFeed("h"), pc.Server("s", fed_by=["g", "h"])], [("g", "h")]
    ),
}  # fmt: skip
"""Components, and the groups of like ones that back each other up, by hand."""


@pytest.mark.parametrize("name", PARALLEL)
def test_like_components_on_parallel_paths_are_groups(name: str) -> None:
    components, groups = PARALLEL[name]
    assert [group.members for group in assumed_groups(pc.Site(name, tuple(components)))] == groups


def test_the_figure_with_common_causes_is_that_of_one_more_block_in_series_with_each_pair() -> None:
    """P(dark) = 1 - (1 - grid) Π (1 - β of the smaller one) (1 - (a path)²), each in its own closed form."""
    chain = {"tx": (0.012, 130.0), "ups": (0.074, 7.1), "pdu": (0.02, 12.0)}
    kinds = {"tx": pc.Transformer, "ups": pc.Ups, "pdu": pc.Pdu}

    def path(side: str, factor: float) -> list[Component]:
        before, found = "grid", list[Component]()
        for kind, (rate, mttr) in chain.items():
            figures = {"failure_rate": f"{rate * factor} / year", "mttr": f"{mttr} h"}
            found.append(kinds[kind](f"{kind}-{side}", fed_by=before, **figures))
            before = f"{kind}-{side}"
        return found

    def down(rate: float, mttr: float) -> float:
        return rate * mttr / (8760 + rate * mttr)

    grid = pc.GridFeed("grid", failure_rate="1 / year", mttr="1 h")
    racks = [pc.Server("rack", fed_by=["pdu-a", "pdu-b"]), pc.Server("old", fed_by="pdu-a")]
    silent = pc.Site("2N", (grid, *path("a", 1), *path("b", 3), *racks))
    shown = pc.evaluate(silent, plain=True).with_common_cause
    assert shown is not None
    common = math.prod(1 - down(0.05 * rate, mttr) for rate, mttr in chain.values())
    one, other = (
        1 - math.prod(1 - down((factor - 0.05) * rate, mttr) for rate, mttr in chain.values())
        for factor in (1, 3)
    )
    sound = (1 - down(1, 1)) * common
    rack, old = shown.loads
    assert rack.unavailability == pytest.approx(1 - sound * (1 - one * other), rel=1e-9)
    assert old.unavailability == pytest.approx(1 - sound * (1 - one), rel=1e-9)
    stated = [pc.CommonCause(name=kind, members=[f"{kind}-a", f"{kind}-b"], beta=0.05) for kind in chain]
    exact = enumerated(pc.Site("2N", silent.components, common_causes=tuple(stated)))
    for load in shown.loads:
        assert load.unavailability == pytest.approx(exact[load.id].unavailability, rel=1e-9)
        assert load.failure_frequency == pytest.approx(exact[load.id].failure_frequency, rel=1e-9)


@pytest.mark.parametrize("method", ["plain", "response"])
def test_the_template_2n_with_common_causes_is_that_with_its_pairs_stated(method: str) -> None:
    silent, plain = pc.read_text(templates.text("2n")), method == "plain"
    shown = pc.evaluate(silent, plain=plain).with_common_cause
    assert shown is not None
    pairs = [["gen"], *([f"{kind}-a", f"{kind}-b"] for kind in ("tx", "ats", "ups", "pdu"))]
    groups = [pc.CommonCause(name=str(pair), members=pair, beta=0.05) for pair in pairs[1:]]
    counted = {"failure_rate": "1.38 %", "fail_to_start": "0.828 %"}
    groups += [
        pc.CommonCause(name=figure, members=["gen"], beta=beta, of=figure) for figure, beta in counted.items()
    ]
    stated = pc.evaluate(pc.Site("2N", silent.components, common_causes=tuple(groups)), plain=plain)
    assert shown.any_load.unavailability == pytest.approx(stated.any_load.unavailability, rel=1e-9)


def test_the_shares_that_were_counted_are_told_with_their_source() -> None:
    found = pc.evaluate(pc.read_text(templates.text("2n")), plain=True)
    assert found.with_common_cause is not None
    counted = found.with_common_cause.to_dict()["counted"]
    assert [(each["members"], each["figure"], each["beta"]) for each in counted] == [
        (["gen"], "failure_rate", 0.0138),
        (["gen"], "fail_to_start", 0.00828),
    ]
    assert all("INL/EXT-21-62940" in each["source"] and "group of 2" in each["where"] for each in counted)
    said = with_common_cause(found, str) or ""
    assert "5.0 % of the failures of redundant units (tx-a and tx-b, " in said
    assert "1.4 % of the failures of gen and 0.83 % of the failed starts of gen (counted: Idaho" in said


def test_a_pair_of_sets_fails_to_start_together_as_was_printed() -> None:
    """The identity that the source prints, with Q = 2.22e-3 and beta = 8.28e-3."""
    q, beta = 2.22e-3, 8.28e-3
    own = (1 - beta) * q
    shared = [each.probability for each in causes("beta-factor", ("a", "b"), q, {2: beta})]
    assert shared == pytest.approx([own, own, beta * q])
    both = shared[2] + own**2 - shared[2] * own**2
    assert both == pytest.approx(2.3228634e-05, rel=1e-7)


def test_what_common_causes_would_do_is_told_of_every_load() -> None:
    components = [GRID, *_ups("a", "b"), pc.Server("s", fed_by=["a", "b"]), pc.Server("t", fed_by="a")]
    said = with_common_cause(pc.evaluate(pc.Site("two", tuple(components))), str)
    assert said is not None
    assert "(a and b)" in said
    assert "; s: " in said
    assert "t: " in said


def test_what_is_supposed_has_the_figures_of_a_file_that_states_it() -> None:
    """Many racks, each with two PDUs that may fail together, in the one order that keeps them together."""
    racks = range(12)
    pdus = _pdus(*((f"{side}{n}", side) for n in racks for side in "ab"))
    loads = [pc.Server(f"r{n}", fed_by=[f"a{n}", f"b{n}"]) for n in racks]
    silent = pc.Site("many", (GRID, *_ups("a", "b"), *pdus, *loads))
    groups = assumed_groups(silent)
    stated = as_counted(groups, counted_betas(silent, groups))
    supposed = pc.evaluate(silent).with_common_cause
    assert supposed is not None
    told = pc.evaluate(replace(silent, common_causes=tuple(stated)))
    for one, other in zip([*supposed.loads, supposed.any_load], [*told.loads, told.any_load], strict=True):
        assert one.unavailability == pytest.approx(other.unavailability, rel=2e-5)
        assert one.failure_frequency == pytest.approx(other.failure_frequency, rel=2e-5)


def test_parallel_paths_of_many_racks_are_found_in_no_time() -> None:
    racks = range(1000)
    pdus = _pdus(*((f"{side}{n}", side) for n in racks for side in "ab"))
    loads = [pc.Server(f"r{n}", fed_by=[f"a{n}", f"b{n}"]) for n in racks]
    start = time.process_time()
    groups = assumed_groups(pc.Site("many", (GRID, *_ups("a", "b"), *pdus, *loads)))
    assert len(groups) == 1001
    assert time.process_time() - start < 10


@pytest.mark.parametrize("plain", [True, False])
def test_outages_of_a_feed_that_are_common_are_not_its_own_too(plain: bool) -> None:  # noqa: FBT001
    """Half of 2 outages a year takes both feeds: one load is out 2 times a year, a dual-corded one once."""
    outages = [{"name": "brief", "failure_rate": "2 / year", "mttr": "1 h"}]
    feeds = [pc.GridFeed(name, outages=outages) for name in ("a", "b")]
    group = pc.CommonCause(name="grid", members=("a", "b"), beta=0.5, of=("failure_rate",))
    loads = [
        pc.Server("one", fed_by=["a"], hold_up=0),
        pc.Server("two", fed_by=["a", "b"], hold_up=0),
    ]
    site = pc.Site("site", (*feeds, *loads), common_causes=(group,))
    one, two = pc.evaluate(site, plain=plain).loads
    rate = 1 / 8760
    each, both = rate / (1 + rate), 1 - (1 / (1 + rate)) * (1 - (rate / (1 + rate)) ** 2)
    assert one.unavailability == pytest.approx(1 - (1 - each) ** 2, rel=1e-9)
    assert two.unavailability == pytest.approx(both, rel=1e-9)


@given(sites(two_paths=True, ties=True, votes=True, max_components=16))
def test_what_stands_in_series_backs_nothing_up(site: pc.Site) -> None:
    """It is left out of the diagrams; with it in them the groups are the same."""
    groups = parallel_paths.parallel_groups(site)
    with patch.object(parallel_paths, "_beside_series", lambda _formulas, root: root):
        assert parallel_paths.parallel_groups(site) == groups
