"""A long row of components in series is one component: figures as one by one, and reasons by name."""

from collections.abc import Callable

import pytest

import powercalc as pc
from powercalc.site import rows as module

ABOVE = """
[grid_feed.g]
[generator.gen]
[ats.c0]
fed_by = ["g", "gen"]
fail_to_transfer = "2 %"
"""
REPAIRS = (
    'failure_rate = "{i} / 1000 years"\nmttr = "10 h"',
    'mtbf = "{i} years"\nmttr = "5 h"\nrestoration = "fixed"',
    'failure_rate = "{i} / 1000 years"\nmttr = "8 h"\nrestoration = "lognormal"',
    "",
)
KINDS = "cable", "bus", "transformer", "switchgear", "breaker"
BANKS = "count = 2\nneeded = 1", "count = 2", "count = 5\nneeded = 3", ""


def row(size: int, more: Callable[[int], str] = lambda _: "") -> str:
    """Components of several kinds and repairs, one behind the other."""
    each = (
        f'[{KINDS[i % 5]}.c{i}]\nfed_by = "c{i - 1}"\n{REPAIRS[i % 4].format(i=i)}\n{more(i)}'
        for i in range(1, size + 1)
    )
    return "\n".join(each) + "\n"


def below(size: int) -> str:
    return f"""
[ups.u]
fed_by = "c{size}"
autonomy = "10 min"
battery_failure = "1 %"
[server.r]
fed_by = "u"
[server.bare]
fed_by = "c{size}"
hold_up = "0 s"
"""


@pytest.fixture
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], pc.Evaluation]:
    """Evaluates a site without contracting any row."""

    def evaluated(text: str) -> pc.Evaluation:
        with monkeypatch.context() as patch:
            patch.setattr(module, "LONG", 10**9)
            return pc.evaluate(pc.read_text(text))

    return evaluated


SITES = {
    "behind a switch and before a UPS": ABOVE + row(40) + below(40),
    "partly in a burning room": ABOVE
    + row(60, lambda i: 'zone = "room"' if 10 < i < 50 else "")
    + below(60)
    + '[zone.room]\n[zone.room.hazard]\nfailure_rate = "1 / 100 years"\nmttr = "200 h"\n',
    "beside a rated UPS": (ABOVE + row(40) + below(40))
    .replace("[ups.u]", '[ups.u]\nrating = "100 kW"\ntrips = true')
    .replace("[server.r]", '[server.r]\npower = "90 kW"'),
    "with a pump on its last": (ABOVE + row(40) + below(40)).replace(
        "[generator.gen]", '[generator.gen]\ndepends_on = "pump"'
    )
    + '[panel.pump]\nfed_by = "c40"\n',
    "with plain unavailabilities": ABOVE
    + row(40).replace('failure_rate = "40 / 1000 years"\nmttr = "10 h"', 'unavailability = "0.1 %"')
    + below(40),
    "with banks": ABOVE + row(40, lambda i: BANKS[i % 4] if i > 20 else "") + below(40),
    "of banks alone, one of which is the likeliest": ABOVE
    + row(40, lambda i: "count = 3" if i == 25 else "count = 2\nneeded = 1")
    + below(40),
    "in two rows": ABOVE
    + row(20)
    + '[server.between]\nfed_by = "c20"\n'
    + row(45)[len(row(20)) :]
    + below(45),
}


@pytest.mark.parametrize("name", SITES)
def test_a_row_is_what_its_members_are_one_by_one(
    name: str, one_by_one: Callable[[str], pc.Evaluation]
) -> None:
    site = pc.read_text(SITES[name])
    assert site.contracted.rows
    found, slowly = pc.evaluate(site), one_by_one(SITES[name])
    for load in slowly.loads:
        other = found.load(load.id)
        assert other.unavailability == pytest.approx(load.unavailability, rel=1e-12)
        often = load.failure_frequency
        assert other.failure_frequency == (None if often is None else pytest.approx(often, rel=1e-12))
        assert [each.story for each in other.reasons] == [each.story for each in load.reasons]
        told = [each.downtime_h_per_year for each in load.reasons]
        assert [each.downtime_h_per_year for each in other.reasons] == pytest.approx(told, rel=1e-9)
    assert found.any_load.unavailability == pytest.approx(slowly.any_load.unavailability, rel=1e-12)
    assert found.assumed_share == pytest.approx(slowly.assumed_share, rel=1e-9)
    assert found.not_considered == slowly.not_considered
    assert found.standby[0].calls_per_year == pytest.approx(slowly.standby[0].calls_per_year, rel=1e-12)


SPECIAL = {
    "planned work": 'maintenance_rate = "1 / year"\nmaintenance_time = "4 h"',
    "dormant faults": 'dormant_failure_rate = "1 / 100 years"\ntest_interval = "1 year"',
    "support": 'depends_on = "other"',
    "units that fail together": 'count = 2\nneeded = 1\nbeta = "5 %"',
    "a second input": 'fed_by = ["c19", "other"]',
}


@pytest.mark.parametrize("what", SPECIAL)
def test_what_is_special_is_no_part_of_a_row(what: str) -> None:
    text = ABOVE + row(40) + below(40) + "[grid_feed.other]\n"
    whole = f'fed_by = "c19"\n{SPECIAL[what]}\n'
    if what == "a second input":
        whole = f"{SPECIAL[what]}\n"
    text = text.replace('fed_by = "c19"\n', whole)
    rows = pc.read_text(text).contracted.rows
    assert {len(each) for each in rows.values()} == {19, 20}
    assert "c20" not in {member.id for each in rows.values() for member in each}


def test_who_shares_a_cause_is_no_part_of_a_row() -> None:
    text = ABOVE + row(40) + below(40)
    text += '[common_cause.both]\nmembers = ["c5", "c30"]\nbeta = "10 %"\n'
    rows = pc.read_text(text).contracted.rows
    assert {name: len(each) for name, each in rows.items()} == {"c29": 24}


def test_what_limits_the_power_is_no_part_of_a_row_where_power_is_stated() -> None:
    text = ABOVE + row(40) + below(40)
    rated = text.replace('fed_by = "c19"\n', 'fed_by = "c19"\nrating = "100 kW"\n')
    drawing = rated.replace("[server.r]", '[server.r]\npower = "10 kW"')
    assert {len(each) for each in pc.read_text(rated).contracted.rows.values()} == {40}
    assert {len(each) for each in pc.read_text(drawing).contracted.rows.values()} == {19, 20}


def test_maintaining_one_of_a_row_takes_that_one(one_by_one: Callable[[str], pc.Evaluation]) -> None:
    """Planned work on one of a row counts as it does where nothing is contracted."""
    work = 'maintenance_rate = "1 / year"\nmaintenance_time = "4 h"\n'
    text = ABOVE + row(40, lambda i: work if i == 20 else "") + below(40)
    found, slowly = pc.evaluate(pc.read_text(text)), one_by_one(text)
    assert found.load("bare").unavailability == pytest.approx(slowly.load("bare").unavailability, rel=1e-12)


def test_a_check_of_a_long_row_tells_what_it_tells_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    site = ABOVE + row(30) + below(30)
    found = pc.check(pc.read_text(site), today="2026-01-01")
    monkeypatch.setattr(module, "LONG", 10**9)
    slowly = pc.check(pc.read_text(site), today="2026-01-01")
    assert len(found.results) == len(slowly.results)
    for one, other in zip(found.results, slowly.results, strict=True):
        assert [each.text for each in one.findings] == [each.text for each in other.findings]
        saved = [each and each.saving and each.saving.most for each in (one.worth, other.worth)]
        assert saved[0] == (None if saved[1] is None else pytest.approx(saved[1], rel=1e-6, abs=1e-9))
