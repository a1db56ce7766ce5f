"""Rules that look at wires, on real paths: switches in series, ties, one bad path of two."""

from __future__ import annotations

import pytest

from powercalc.checks import Status
from tests.checks.sites import checks, drawn

FAIL, PASS, UNKNOWN, NONE = Status.FAIL, Status.PASS, Status.UNKNOWN, Status.NOT_APPLICABLE

FEEDS = "grid_feed grid; grid_feed other; generator gen; "
FIGURES = """
[default.generator]
start_time = "12 s"
[default.ats]
transfer_time = "100 ms"
[default.sts]
transfer_time = "4 ms"
[default.ups]
autonomy = "5 min"
[default.server]
hold_up = "20 ms"
"""
A = "ats ats-a: grid gen; ups a: ats-a; "
B = "ats ats-b: other gen; ups b: ats-b; "
SHORT = "[default.ups]\nautonomy = '30 s'"
TWO_CORDS = "server rack: a b"

Wired = tuple[str, str, Status, str]

CASES: dict[str, Wired] = {
    "a battery that outlasts the start": ("GEN101", A + "server rack: a", PASS, ""),
    "no generator, so nothing to bridge to": ("GEN101", "ups a: grid; server rack: a", NONE, ""),
    "a generator that runs always": ("GEN101", "ats x: gen grid; ups a: x; server rack: a", NONE, ""),
    "a tie to a generator": (
        "GEN101", A + "bus p: ats-a; bus q: other; tie t: #; ups b: q; server rack: b", PASS, ""
    ),
    "a generator behind a tie only": (
        "GEN201", "ats x: grid gen; bus p: x; bus q: other; tie t: #; ups b: q; server rack: b", PASS, ""
    ),
    "a generator on one of two cords": ("GEN201", A + "ups b: other; server rack: a b", PASS, ""),
    "a generator on one of two cords that are both needed": (
        "GEN201", A + "ups b: other; server rack: a b *", FAIL, "generators alone do not feed rack"
    ),
    "a generator that is started from the grid": (
        "GEN201", A + "bus aux: grid; server rack: a @gen=aux", FAIL, "generators alone do not feed rack"
    ),
    "a feed and a generator": ("FED101", A + "server rack: a", PASS, ""),
    "two cords that are both needed": (
        "FED101", "ups a: grid; ups b: other; server rack: a b *", FAIL, "dark without grid and other"
    ),
    "a generator that hangs on the feed it is to replace": (
        "FED101", A + "bus aux: grid; server rack: a @gen=aux", FAIL, "dark without grid"
    ),
    "cooling behind the switch": ("ENV201", A + "crah c: ats-a; server rack: a", PASS, ""),
    "cooling on the grid": ("ENV201", A + "crah c: grid; server rack: a", FAIL, "stands behind c"),
    "a chiller whose pump is on the grid": (
        "ENV201", A + "pump p: grid; chiller c: ats-a; crah x: ats-a; server rack: a @c=p", FAIL,
        "c is dead without the grid although generators run: so is p",
    ),
    "a chiller that needs two inputs, one of them on the grid": (
        "ENV201", A + "chiller c: ats-a other *; server rack: a", FAIL, "so is other"
    ),
    "cooling on a battery is not on standby power": (
        "ENV201", A + "ups u: other; crah c: u; server rack: a", FAIL, "no generator stands behind c"
    ),
    "a static switch behind two UPSs": ("TRF101", A + B + "sts s: a b; server rack: s", PASS, ""),
    "a slow switch behind two UPSs": (
        "TRF101", A + B + "ats s: a b; server rack: s", FAIL, "s leaves rack dark for 100 ms; it holds 20 ms"
    ),
    "a panel between the switch and the load": (
        "TRF101", A + B + "ats s: a b; panel p: s; server rack: p", FAIL, "when a is lost, s leaves rack dark"
    ),
    "a static switch hides slow ones with other feeds": (
        "TRF101", "ats x: grid other; ats y: other grid; sts s: x y; server rack: s", PASS, ""
    ),
    "a static switch behind slow ones that move together": (
        "TRF101", "ats x: grid other; ats y: grid other; sts s: x y; server rack: s", FAIL,
        "when grid is lost, x leaves rack dark for 100 ms",
    ),
    "two cords that move together": (
        "TRF101", "panel t: grid; panel u: grid; ats x: t other; ats y: u other; server rack: x y",
        FAIL, "when grid is lost",
    ),
    "two cords that move one after the other": (
        "TRF101", "ats x: grid other; ats y: other grid; server rack: x y", PASS, ""
    ),
    "one cord behind a UPS holds the load": ("TRF101", A + "ats y: grid other; server rack: a y", PASS, ""),
    "storage on the only cord": ("TRF101", A + "server rack: a", NONE, ""),
    "one raw cord beside one behind a UPS": ("UPS101", A + "ats y: other gen; server rack: a y", PASS, ""),
    "one raw cord of two that are needed": (
        "UPS101", A + "ats y: other gen; server rack: a y *", FAIL, "rack is on raw power"
    ),
    "a UPS beside the grid on one bus": ("UPS101", "bus x: a grid; ups a: other; server rack: x", PASS, ""),
    "a switch that stands on the UPS and can move to the grid": (
        "UPS101", A + "sts s: a ats-a; server rack: s", PASS, ""
    ),
    "a switch that stands on the grid and can move to the UPS": (
        "UPS101", A + "sts s: ats-a a; server rack: s", FAIL, "rack is on raw power"
    ),
    "a UPS that needs the cooling which it feeds": (
        "GEN201", A + "crah c: a; server rack: a @a=c", PASS, ""
    ),
    "a battery of a UPS that needs the cooling which it feeds": (
        "GEN101", A + "crah c: a; server rack: a @a=c", PASS, ""
    ),
    "two feeds that are both needed back nothing up": (
        "FED202", "ups a: grid; ups b: other; server rack: a b *", NONE, ""
    ),
    "two feeds behind a switch": ("FED202", "ats x: grid other; ups a: x; server rack: a", UNKNOWN, ""),
    "rooms that nobody states": ("TOP103", A + B + TWO_CORDS, UNKNOWN, "a does not state its zone"),
    "a generator that runs always needs no test of its start": (
        "MNT201", "ats x: gen grid; ups a: x; server rack: a", NONE, ""
    ),
    "cords on two strips of one UPS": (
        "TOP102", "ups a: grid; pdu p: a; pdu q: a; server rack: p q", FAIL, "meet in a"
    ),
    "two paths behind one static switch": ("TOP102", A + B + "sts s: a b; server rack: s", FAIL, "meet in s"),
    "two paths down to the load": ("TOP102", A + B + TWO_CORDS, PASS, ""),
    "two cords on one strip": ("TOP101", "ups a: grid; pdu p: a; server rack: p p", FAIL, "ends on p"),
}  # fmt: skip
"""Rule, wires, what becomes of it and what it says; * needs all cords, @ a dependency, # a tie of p and q."""


def text_of(wires: str) -> str:
    wires, _, needs = wires.partition(" @")
    text = drawn(FEEDS + wires.replace(" *", "").replace("tie t: #; ", ""), FIGURES)
    for wire in wires.split("; "):
        if wire.endswith(" *"):
            kind, name = wire.replace(":", "").split()[:2]
            text = text.replace(f"[{kind}.{name}]\n", f"[{kind}.{name}]\ninputs_needed = 2\n")
    if needs:
        name, _, other = needs.partition("=")
        text = text.replace(f".{name}]\n", f".{name}]\ndepends_on = '{other}'\n")
    return text + ("\n[tie.t]\nbetween = ['p', 'q']\n" if "tie t" in wires else "")


@pytest.mark.parametrize("name", CASES)
def test_on_real_paths(name: str) -> None:
    code, wires, status, said = CASES[name]
    found = checks(text_of(wires), select=[code]).result(code)
    assert found.status is status, found.findings
    assert said in " ".join(finding.text for finding in found.findings)


LOADED = """
[default.generator]
rating = "500 kW"
[default.server]
power = "400 kW"
"""


@pytest.mark.parametrize(
    ("loads", "status"), [("server rack: bus", PASS), ("server rack: bus; server more: bus", FAIL)]
)
def test_a_generator_whose_loss_overloads_the_other_is_no_spare(loads: str, status: Status) -> None:
    wires = "grid_feed grid; generator one; generator two; bus sets: one two; ats bus: grid sets; "
    found = checks(drawn(wires + loads, LOADED), select=["GEN202", "GEN203"])
    assert found.result("GEN202").status is PASS
    assert found.result("GEN203").status is status
    if status is FAIL:
        assert "two carries 800 kW and is rated for 500 kW" in found.result("GEN203").flaws[0].text


@pytest.mark.parametrize(("b", "status"), [("two", PASS), ("one", FAIL)])
def test_a_room_with_the_one_switch_of_all_paths_is_no_second_finding(b: str, status: Status) -> None:
    rooms = "[default.server]\nzone = 'hall'\n[ups.a]\nfed_by = 'x'\nzone = 'one'\n"
    rooms += f"[ups.b]\nfed_by = 'x'\nzone = '{b}'\n[ats.x]\nfed_by = ['grid', 'gen']\nzone = 'switches'"
    found = checks(drawn(FEEDS + "server rack: a b", rooms), select=["TOP102", "TOP103"])
    assert found.result("TOP102").status is FAIL
    assert found.result("TOP103").status is status


@pytest.mark.parametrize(("gap", "status"), [("10 ms", PASS), ("1 s", FAIL)])
def test_a_return_that_takes_longer_than_the_load_holds_is_a_gap_too(gap: str, status: Status) -> None:
    text = text_of(A + B + "sts s: a b; server rack: s").replace("[sts.s]", f"[sts.s]\nreturn_gap = '{gap}'")
    found = checks(text, select=["TRF101"]).result("TRF101")
    assert found.status is status
    assert [each.at[-1] for each in found.flaws] == ["return_gap"] * (status is FAIL)


SUPPORTED = """
[ats.a]
fed_by = ["grid", "gen"]
[ups.u]
fed_by = "a"
[server.s]
fed_by = "u"
depends_on = ["fibre"]
"""
FIBRE = "[block.fibre]\nfailure_rate = '1 / year'\nmttr = '8 h'\n"


@pytest.mark.parametrize(("code", "status"), [("FED101", PASS), ("GEN201", PASS), ("GEN203", FAIL)])
def test_a_support_without_a_feed_is_no_source_of_power(code: str, status: Status) -> None:
    """Two feeds and a generator stand behind the load; the generator has no unit to spare."""
    text = drawn("grid_feed grid; grid_feed other; generator gen", SUPPORTED, FIBRE)
    found = checks(text.replace('"grid", "gen"', '"grid", "other", "gen"'), select=[code]).result(code)
    assert found.status is status, found.findings


@pytest.mark.parametrize("owner", ["u", "s"])
def test_a_support_of_anything_is_no_source_of_power(owner: str) -> None:
    """The one feed stays the one source, whatever depends on a block beside it."""
    text = drawn("grid_feed grid; ups u: grid; server s: u", FIBRE)
    text = text.replace(f".{owner}]", f".{owner}]\ndepends_on = 'fibre'")
    found = checks(text, select=["FED101", "UPS101"])
    assert "no source but grid" in found.result("FED101").flaws[0].text
    assert found.result("UPS101").status is PASS


def test_a_block_that_feeds_is_a_source_though_something_depends_on_it_too() -> None:
    text = drawn("grid_feed grid; ats a: grid fibre; server s: a", FIBRE)
    text = text.replace(".s]", ".s]\ndepends_on = 'fibre'")
    assert checks(text, select=["FED101"]).result("FED101").status is PASS


def test_what_a_load_depends_on_needs_a_generator_as_well() -> None:
    text = drawn("grid_feed grid; panel p: grid; block fibre: p; generator gen", SUPPORTED)
    text = text.replace("fibre]", "fibre]\nfailure_rate = 0\nmttr = 0")
    (found,) = checks(text, select=["GEN201"]).result("GEN201").flaws
    assert found.text == "fibre, on which s depends, has no generator"


BRIDGED: dict[str, tuple[str, str, Status]] = {
    "a flywheel that outlasts the start": ("flywheel f: x; server rack: f", "15", PASS),
    "a flywheel that does not": ("flywheel f: x; server rack: f", "7", FAIL),
    "a flywheel before a battery that does the rest": ("flywheel f: x; ups u: f; server rack: u", "2", PASS),
    "a battery that has only the rest to do": ("flywheel f: x; ups u: f; server rack: u", "4", PASS),
    "both together too short": ("flywheel f: x; ups u: f; server rack: u", "0.5", FAIL),
    "a flywheel that also feeds a load by itself": (
        "flywheel f: x; ups u: f; server rack: u; server raw: f", "2", FAIL
    ),
}  # fmt: skip
"""Wires below the switch x, and how long the flywheel holds [s]."""


@pytest.mark.parametrize("name", BRIDGED)
def test_all_storage_on_the_path_bridges_the_actual_start(name: str) -> None:
    """The set takes 8 s to start and the switch 0.1 s to move: 8.1 s are to be bridged."""
    wires, held, status = BRIDGED[name]
    times = f"""
[default.generator]
start_time = "8 s"
[default.ats]
transfer_time = "100 ms"
[default.ups]
autonomy = "{"7 s" if held in {"0.5", "4"} else "10 s"}"
[default.flywheel]
autonomy = "{held} s"
"""
    text = drawn("grid_feed grid; generator gen; ats x: grid gen; " + wires, times)
    found = checks(text, select=["GEN101"]).result("GEN101")
    assert found.status is status, found.findings
    if status is FAIL:
        assert {each.at[1] for each in found.flaws} == {"f" if "u:" not in wires or "raw" in wires else "u"}


def test_storage_of_unknown_length_matters_only_where_the_rest_is_too_short() -> None:
    rest = "[default.generator]\nstart_time = '8 s'\n[default.ups]\nautonomy = '{}'"
    wires = "grid_feed grid; generator gen; ats x: grid gen; flywheel f: x; ups u: f; server rack: u"
    for autonomy, status in (("10 min", PASS), ("5 s", UNKNOWN)):
        found = checks(drawn(wires, rest.format(autonomy)), select=["GEN101"]).result("GEN101")
        assert found.status is status, found.findings


ROOMS = """
[zone.hall]
kind = "room"
[zone.cellar]
kind = "room"
[zone.button]
kind = "epo"
[zone.house]
kind = "building"
"""


@pytest.mark.parametrize(
    ("battery", "load", "status"),
    [
        ("['cellar', 'button']", "['hall', 'button']", PASS),
        ("['hall', 'button']", "['hall', 'button']", FAIL),
        ("'button'", "['hall', 'button']", UNKNOWN),
        ("'cellar'", "'button'", UNKNOWN),
        ("'house'", "'hall'", UNKNOWN),
    ],
)
def test_a_group_of_the_emergency_power_off_is_no_room(battery: str, load: str, status: Status) -> None:
    text = drawn("grid_feed grid; ups u: grid; server s: u", ROOMS)
    text = text.replace(".u]", f".u]\nzone = {battery}").replace(".s]", f".s]\nzone = {load}")
    assert checks(text, select=["SEP201"]).result("SEP201").status is status


@pytest.mark.parametrize(
    ("kind", "zones", "entries", "status"),
    [
        ("compartment", ("in", "in"), ("", ""), FAIL),
        ("room", ("in", "in"), ("", ""), FAIL),
        ("room", ("in", "in"), ("entry = 'a'", "entry = 'b'"), FAIL),
        ("compartment", ("in", "other"), ("", ""), UNKNOWN),
        ("building", ("in", "in"), ("", ""), UNKNOWN),
        ("epo", ("in", "in"), ("", ""), UNKNOWN),
        ("building", ("in", "in"), ("entry = 'a'", "entry = 'b'"), PASS),
    ],
)
def test_two_feeds_of_one_compartment_enter_at_one_place(
    kind: str, zones: tuple[str, str], entries: tuple[str, str], status: Status
) -> None:
    feeds = [f"[grid_feed.g{n}]\nzone = '{zones[n]}'\n{entries[n]}" for n in (0, 1)]
    declared = f"[zone.in]\nkind = '{kind}'\n[zone.other]\nkind = 'compartment'\n"
    text = "\n".join([*feeds, declared, "[ats.a]\nfed_by = ['g0', 'g1']\n[server.s]\nfed_by = 'a'"])
    found = checks(text, select=["FED203"]).result("FED203")
    assert found.status is status, found.findings
