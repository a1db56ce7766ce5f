"""Loads of one shape share the work of telling what is to blame; each has its own names in the sentences."""

import pytest

import powercalc as pc
from powercalc.reasons import outage_reasons as module
from powercalc.reasons.candidates import Suspects
from powercalc.reasons.candidates import suspects as real
from powercalc.reasons.isolated_site import Components, alike
from powercalc.reasons.outage_reasons import Contribution, OutageReasons, ReasonsOfLoads

SHARED = """
[grid_feed.grid]
failure_rate = "2 / year"
mttr = "1 h"

[generator.gen]
count = 2
needed = 1
fail_to_start = "3 %"
failure_rate = "1 / 500 h"
mttr = "20 h"

[ats.ats]
fed_by = ["grid", "gen"]
fail_to_transfer = "1 %"
"""


def racks(*names: tuple[str, str]) -> pc.Site:
    """Racks that each hang on a UPS of their own."""
    each = "".join(
        f'[ups.{ups}]\nfed_by = "ats"\nautonomy = "10 min"\n[server.{rack}]\nfed_by = "{ups}"\n'
        for ups, rack in names
    )
    return pc.read_text(SHARED + each)


TOTAL = Contribution(unavailability=1e-4, frequency=1e-4)
NAMES = [("ups-1", "rack-1"), ("ups-2", "rack-2"), ("the", "does"), ("s", "t"), ("ups-1x", "down")]


@pytest.mark.parametrize("first", range(len(NAMES)))
def test_alike_loads_have_the_reasons_that_they_have_alone(first: int) -> None:
    names = [NAMES[first], *NAMES[:first], *NAMES[first + 1 :]]
    site = racks(*names)
    together = OutageReasons(site)
    for _, rack in names:
        assert together.reasons(rack, TOTAL) == OutageReasons(site).reasons(rack, TOTAL)


def test_the_sentences_name_what_is_theirs() -> None:
    blame = OutageReasons(racks(*NAMES))
    for ups, rack in NAMES:
        reasons = blame.reasons(rack, TOTAL)
        assert any(reason.cut_set == (ups,) and reason.story == f"{ups} is down" for reason in reasons)
        assert not any("\ue000" in str(reason) for reason in reasons)


def test_a_hundred_loads_of_one_shape_are_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []

    def suspects(site: pc.Site, load: str) -> dict[Suspects, bool]:
        looked_at.append(load)
        return real(site, load)

    monkeypatch.setattr(module, "suspects", suspects)
    site = racks(*((f"ups-{i}", f"rack-{i}") for i in range(100)))
    blame = OutageReasons(site)
    found = [blame.reasons(load.id, TOTAL) for load in site.loads]
    assert len(looked_at) == 1
    assert all(reasons for reasons in found)


def test_in_which_order_a_file_lists_two_paths_makes_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    """Racks on any two of three paths: each has its inputs in its own order, and all are of one shape."""
    looked_at: list[str] = []

    def suspects(site: pc.Site, load: str) -> dict[Suspects, bool]:
        looked_at.append(load)
        return real(site, load)

    paths = "".join(
        f'[ats.ats-{n}]\nfed_by = ["grid", "gen"]\n[ups.ups-{n}]\nfed_by = "ats-{n}"\n' for n in range(3)
    )
    racks = "".join(f'[server.r{n}]\nfed_by = ["ups-{n}", "ups-{(n + 1) % 3}"]\n' for n in range(3))
    site = pc.read_text(f"[grid_feed.grid]\n[generator.gen]\n{paths}{racks}")
    apart = [_cut_sets(OutageReasons(site), load.id) for load in site.loads]
    monkeypatch.setattr(module, "suspects", suspects)
    together = OutageReasons(site)
    assert [_cut_sets(together, load.id) for load in site.loads] == apart
    assert all(apart)
    assert len(looked_at) == 1


PLACES = """
[zone.hall]
[zone.row-1]
within = "hall"
[zone.row-2]
within = "hall"
"""
DIFFERENT = (
    'zone = "row-1"\nnote = "feed 53"\nrating = "16 A"\nvoltage = "230 V"\nphases = 1\n',
    'zone = "row-2"\nname = "strip of rack 2"\n',
    'zone = "row-2"\nnote = "feed 55"\nrating = "32 A"\nvoltage = "400 V"\nphases = 3\n',
)
CORDS = ('"p-0"', '["p-1", "p-1"]', '["p-2", "p-2", "p-2"]')


def strips(places: str) -> pc.Site:
    """Racks that each hang on a strip of their own, in a place of its own."""
    each = "".join(
        f'[rack_pdu.p-{n}]\nfed_by = "ats"\n{stated}[server.r-{n}]\nfed_by = {cords}\n'
        for n, (stated, cords) in enumerate(zip(DIFFERENT, CORDS, strict=True))
    )
    return pc.read_text(SHARED + places + each)


def test_what_bears_on_no_power_tells_no_loads_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Places where nothing strikes, notes, what one unit may carry, and two cords on one strip."""
    looked_at: list[str] = []

    def suspects(site: pc.Site, load: str) -> dict[Suspects, bool]:
        looked_at.append(load)
        return real(site, load)

    site = strips(PLACES)
    apart = [OutageReasons(site).reasons(load.id, TOTAL) for load in site.loads]
    monkeypatch.setattr(module, "suspects", suspects)
    together = OutageReasons(site)
    assert [together.reasons(load.id, TOTAL) for load in site.loads] == apart
    assert all(apart)
    assert len(looked_at) == 1


@pytest.mark.parametrize("zone", ["row-", "p-"])  # a zone may have the name of what stands in it
def test_what_strikes_where_a_load_stands_tells_it_apart(zone: str) -> None:
    each = "".join(
        f'[zone.{zone}{n}.fire]\nfailure_rate = "0.0{n} / year"\nmttr = "99 h"\n'
        f'[rack_pdu.p-{n}]\nfed_by = "ats"\nzone = "{zone}{n}"\n[server.r-{n}]\nfed_by = "p-{n}"\n'
        for n in (1, 2)
    )
    together = OutageReasons(pc.read_text(SHARED + each))
    for n in (1, 2):
        told = [each for each in together.reasons(f"r-{n}", TOTAL) if "fire" in each.story]
        assert [each.interruptions_per_year for each in told] == pytest.approx([n / 100], rel=1e-3)


def test_what_fails_on_one_of_two_like_paths_is_not_looked_at_on_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Reasons are those that each path by itself has; of unlike paths nothing is left out."""
    looked_at: list[Suspects] = []

    def alone(part: pc.Site, load: str, culprits: Suspects, made: Components) -> Contribution:
        looked_at.append(culprits)
        return really(part, load, culprits, made)

    def reasons_and_work(text: str) -> tuple[dict[frozenset[str], object], int]:
        looked_at.clear()
        return _cut_sets(OutageReasons(pc.read_text(text)), "r"), len(looked_at)

    really = module._alone
    monkeypatch.setattr(module, "_alone", alone)
    text = "[grid_feed.grid]\n[generator.gen]\n" + "".join(
        f'[ats.ats-{n}]\nfed_by = ["grid", "gen"]\n[ups.ups-{n}]\nfed_by = "ats-{n}"\n' for n in "ab"
    )
    text += '[server.r]\nfed_by = ["ups-b", "ups-a"]\n'
    unlike = text.replace('fed_by = "ats-a"\n', 'fed_by = "ats-a"\nfailure_rate = "1 / year"\n')
    found, work = reasons_and_work(text)
    of_unlike, _ = reasons_and_work(unlike)
    monkeypatch.setattr(module, "alike", lambda *given: alike(*given)[:1])
    one_by_one, whole = reasons_and_work(text)
    assert found == one_by_one
    assert of_unlike == reasons_and_work(unlike)[0]
    assert work < whole


def _cut_sets(blame: OutageReasons, load: str) -> dict[frozenset[str], object]:
    return {
        frozenset(each.cut_set): pytest.approx(each.downtime_h_per_year)
        for each in blame.reasons(load, TOTAL)
    }


@pytest.mark.parametrize("asked_first", ["rack", "tray"])
def test_reasons_are_worked_out_of_the_loads_that_are_asked_about(
    asked_first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two shapes: only one of them is looked at, and who is asked about first makes no difference."""
    looked_at: list[str] = []

    def suspects(site: pc.Site, load: str) -> dict[Suspects, bool]:
        looked_at.append(load)
        return real(site, load)

    loads = '[server.rack]\nfed_by = "ats"\n[pdu.p]\nfed_by = "ats"\n[server.tray]\nfed_by = "p"\n'
    site = pc.read_text(SHARED + loads)
    totals = {"rack": TOTAL, "tray": TOTAL}
    usual = dict(ReasonsOfLoads(site, totals))
    monkeypatch.setattr(module, "suspects", suspects)
    found = ReasonsOfLoads(site, totals)
    assert not looked_at
    assert found[asked_first] == usual[asked_first]
    assert len(looked_at) == 1
    assert dict(found) == usual
