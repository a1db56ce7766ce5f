"""One question, one answer: limits, states, units and claims mean the same wherever they are asked for."""

from pathlib import Path

import pytest

import powercalc as pc
from powercalc.checks.options import Options
from powercalc.checks.run_checks import checked
from powercalc.components import Component
from powercalc.flow.loading import Loading, Loads
from powercalc.flow.loading import loads as loaded
from powercalc.flow.power_network import network
from powercalc.flow.single import units_out
from powercalc.proofs import prove
from powercalc.proofs.window import window
from powercalc.site import Site, Targets
from tests.checks.sites import TODAY

SOUND = {"failure_rate": 0, "mttr": 0}
OUT = {"failure_rate": "1 / year", "mttr": "1 h"}


def loading(site: Site, *out: str) -> Loads:
    net = network(site)
    return loaded(site.name, net, units_out(net, out))


def element(found: Loads, name: str) -> Loading:
    return next(each for each in found.elements if each.id == name)


def failing(site: Site) -> set[str]:
    options = Options.read(site, profile="hospital-host", today=TODAY)
    found = checked(site, options, pc.evaluate(site, plain=True), worths=False)
    return {each.rule.code for each in found.failed}


def one_breaker(**figures: str) -> Site:
    return pc.Site(
        "one breaker",
        (
            pc.GridFeed("a", **OUT),
            pc.Breaker("cb", fed_by="a", **SOUND, **figures),
            pc.Server("s", fed_by="cb", power="800 kW"),
        ),
    )


@pytest.mark.parametrize(
    ("figures", "limit"),
    [
        ({"rating": "1000 kW", "trip": "500 kW"}, 500),
        ({"trip": "500 kW"}, 500),
        ({"rating": "600 kW", "trip": "1000 kW"}, 600),
        ({"rating": "700 kVA", "trip": "1000 kW", "power_factor": "80 %"}, 560),
    ],
)
def test_the_most_it_carries_is_the_lower_of_rating_and_trip(figures: dict[str, str], limit: float) -> None:
    found = element(loading(one_breaker(**figures)), "cb")
    assert found.limit_kw == pytest.approx(limit)
    assert found.overloaded
    assert found.head_room_kw == 0
    assert "CAP101" in failing(one_breaker(**figures))


def two_feeds(trip: str) -> Site:
    return pc.Site(
        "two feeds",
        (
            pc.GridFeed("a", **OUT),
            pc.GridFeed("b", **OUT),
            pc.Breaker("cb", fed_by="b", rating="1000 kW", trip=trip, **SOUND),
            pc.Ats("sw", fed_by=["a", "cb"], fail_to_transfer=0, transfer_time="0 s", **SOUND),
            pc.Server("s", fed_by="sw", power="800 kW"),
        ),
    )


def test_a_second_path_that_trips_is_none() -> None:
    """Lost whenever a is: 1 / 8761 of the time."""
    assert "CAP102" in failing(two_feeds("500 kW"))
    assert "CAP102" not in failing(two_feeds("900 kW"))
    assert element(loading(two_feeds("500 kW")), "sw").head_room_kw == 0
    assert element(loading(two_feeds("900 kW")), "sw").head_room_kw == 100
    plain = pc.evaluate(two_feeds("500 kW"), plain=True).load("s").unavailability
    assert plain == pytest.approx(1 / 8761, rel=1e-12)


def test_generators_are_judged_with_every_feed_lost() -> None:
    site = pc.Site(
        "one set",
        (
            pc.GridFeed("f1"),
            pc.GridFeed("f2"),
            pc.Generator("gen", rating="100 kW"),
            pc.Ats("t", fed_by=["f1", "f2", "gen"]),
            pc.Server("r", fed_by="t", power="95 kW"),
        ),
    )
    for name in ("gen", "t"):
        assert element(loading(site), name).head_room_kw == pytest.approx(5)
    assert element(loading(site), "gen").worst_kw == 95
    assert element(loading(site), "gen").worst_out == "all grid feeds"
    assert element(loading(site), "gen").stranded_kw == 0


def two_banks(**targets: bool) -> Site:
    bank = {"fed_by": "g", "count": 4, "needed": 3, "rating": "3 kW", "autonomy": "10 min"}
    return pc.Site(
        "two banks",
        (
            pc.GridFeed("g"),
            pc.Ups("u", **bank),
            pc.Ups("v", **bank),
            pc.Server("s", fed_by=["u", "v"], power="8 kW"),
        ),
        targets={"*": Targets(**targets)} if targets else {},
    )


def test_a_component_is_all_its_units_and_one_is_asked_for_as_such() -> None:
    whole, one = loading(two_banks(), "u"), loading(two_banks(), "u:1")
    assert (element(whole, "v").asked_kw, element(one, "v").asked_kw) == (8, 4)
    assert (whole.out, one.out) == (("u",), ("u:1",))
    assert (whole.out_told, one.out_told) == ("all 4 units of u", "one unit of u")
    assert [window(two_banks(), name, 4.0).units for name in ("u", "u:1", "u:2")] == [4, 1, 2]
    assert window(two_banks(), "u", 4.0).must_not_fail["s"] == ("g",)
    assert prove(two_banks()).claim("no_single_point_of_failure").details == {"s": ("g",)}


def test_what_is_worst_is_of_the_state_that_is_shown() -> None:
    """With u out v carries 8 of 12 kW, and 8 of 9 after a failure of its own: 1 kW more, 3 stranded."""
    found = element(loading(two_banks(), "u"), "v")
    assert (found.worst_kw, found.worst_out) == (8, None)
    assert found.head_room_kw == pytest.approx(1)
    assert found.stranded_kw == pytest.approx(12 - 8 - 1)
    assert element(loading(two_banks()), "v").head_room_kw == pytest.approx(9 - 4)


def test_what_runs_on_a_bypass_is_unprotected() -> None:
    ups = {"fed_by": "g", "bypass": True, "autonomy": "10 min"}
    site = pc.Site(
        "two with bypass",
        (pc.GridFeed("g"), pc.Ups("u", **ups), pc.Ups("v", **ups), pc.Server("s", fed_by=["u", "v"])),
    )
    both, one = loading(site, "u", "v"), loading(site, "u")
    assert (both.dark, both.unprotected, both.on_bypass) == ((), ("s",), ("u", "v"))
    assert (one.unprotected, one.on_bypass) == ((), ("u",))  # v still holds
    alone = pc.Site("one", (pc.GridFeed("g"), pc.Ups("u", **ups), pc.Server("s", fed_by="u")))
    assert window(alone, "u", 4.0).unprotected == ("s",)
    assert (
        "s runs unprotected, on the bypass of u"
        in prove(alone).claim("concurrently_maintainable").unprotected
    )


def two_n(*more: Component, **changes: object) -> Site:
    parts: list[Component] = []
    for side in "ab":
        parts += [pc.GridFeed(f"g{side}"), pc.Generator(f"n{side}")]
        parts += [pc.Ats(f"s{side}", fed_by=[f"g{side}", f"n{side}"]), pc.Ups(f"u{side}", fed_by=f"s{side}")]
    parts += [*more, pc.Server("rack", fed_by=["ua", "ub"], **changes)]
    return pc.Site(
        "2N", tuple(parts), targets={"*": Targets(fault_tolerant=True, concurrently_maintainable=True)}
    )


CHILLER = {"fed_by": ["ua", "ub"]}
VALVE = pc.Block("valve", failure_rate="0.1 / year", mttr="4 h")
COOLED = {
    "one chiller": two_n(pc.Chiller("ch", **CHILLER), cooled_by="ch"),
    "two chillers, both needed": two_n(
        *(pc.Chiller(f"c{n}", **CHILLER) for n in "12"), cooled_by=["c1", "c2"], cooling_needed=2
    ),
    "four chillers behind one valve": two_n(
        VALVE,
        *(pc.Chiller(f"c{n}", **CHILLER, depends_on="valve") for n in "1234"),
        cooled_by=["c1", "c2", "c3", "c4"],
    ),
    "chillers on one path": two_n(*(pc.Chiller(f"c{n}", fed_by="ua") for n in "12"), cooled_by=["c1", "c2"]),
    "a network that fails alone": two_n(VALVE, depends_on="valve"),
}
SOUND_DESIGNS = {
    "2N": two_n(),
    "two chillers": two_n(*(pc.Chiller(f"c{n}", **CHILLER) for n in "12"), cooled_by=["c1", "c2"]),
}


@pytest.mark.parametrize("name", ["fault_tolerant", "concurrently_maintainable"])
@pytest.mark.parametrize(
    ("site", "holds"),
    [*((site, False) for site in COOLED.values()), *((site, True) for site in SOUND_DESIGNS.values())],
    ids=[*COOLED, *SOUND_DESIGNS],
)
def test_a_claim_has_one_verdict_everywhere(site: Site, holds: bool, name: str) -> None:  # noqa: FBT001
    code = {"fault_tolerant": "TOP202", "concurrently_maintainable": "TOP201"}[name]
    assert (prove(site).claim(name).verdict == "proved") is holds
    assert (code not in failing(site)) is holds
    (told,) = (each for each in pc.evaluate(site).targets if each.target == name)
    assert told.met is holds
    assert (told.why is None) is holds


def test_a_load_may_leave_a_claim_of_all() -> None:
    """The target of a load goes before that of all, for a claim as for a figure."""
    parts = (
        *two_n().components,
        pc.Server("hut", fed_by="ua"),
    )
    claims = {"*": Targets(fault_tolerant=True), "hut": Targets(fault_tolerant=False)}
    site = pc.Site("2N and a hut", parts, targets=claims)
    assert not prove(site).missed
    assert [(each.load, each.met) for each in pc.evaluate(site).targets] == [("rack", True)]
    assert "TOP202" not in failing(site)


def test_a_path_that_is_too_full_refutes_a_claim_everywhere() -> None:
    site = two_n(power="8 kW").changed({"ua": {"rating": "7 kW"}, "ub": {"rating": "7 kW"}})
    assert prove(site).claim("fault_tolerant").missed
    assert "TOP202" in failing(site)
    assert {each.met for each in pc.evaluate(site).targets} == {False}


def test_where_no_cooling_is_stated_a_proof_says_so() -> None:
    assert any("Cooling is not considered" in note for note in prove(two_n()).notes)
    assert not any("Cooling" in note for note in prove(COOLED["one chiller"]).notes)


def test_a_rating_next_to_nothing_is_told_in_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from powercalc.cli.run import run

    path = tmp_path / "site.toml"
    path.write_text(
        '[grid_feed.g]\n[ups.u]\nfed_by = "g"\nrating = "1e-15 kW"\n'
        '[server.s]\nfed_by = "u"\npower = "300 kW"\n',
        encoding="utf-8",
    )
    assert run(["loads", str(path)]) == 0
    assert all(len(line) <= 80 for line in capsys.readouterr().out.splitlines())


@pytest.mark.parametrize("hours", [0.0, -1.0, float("inf"), float("nan")])
def test_a_window_of_no_time_is_refused(hours: float) -> None:
    with pytest.raises(pc.errors.CallError, match="lasts for more than no time"):
        window(two_banks(), "u", hours)
