"""Worked results that others have published, one test per source."""

import math

import pytest

import powercalc as pc
from powercalc.testing.structures import Structure
from tests.published_cases import Row, dormant_pair

MINUTES_PER_YEAR = 8760 * 60

DC_RESILIENCE = {
    "ups": (0.010, 2.00),
    "generator": (0.580, 25.74),
    "pdu": (0.020, 3.00),
    "ats": (0.030, 1.64),
    "crah": (0.055, 5.50),
}
"""Failures per year and hours to repair. The units in the plant run all the time and are independent."""


def plant(needed_of: dict[str, tuple[int, int]]) -> Structure:
    """Needed and installed units of each kind, in series."""
    parts = []
    for kind, (needed, installed) in needed_of.items():
        rate, hours = DC_RESILIENCE[kind]
        units = [
            pc.Block(f"{kind}-{i}", failure_rate=f"{rate} / year", mttr=f"{hours} h")
            for i in range(installed)
        ]
        parts.append(pc.at_least(needed, units))
    return pc.series(*parts)


def minutes(structure: Structure) -> float:
    return pc.evaluate(structure).any_load.unavailability * MINUTES_PER_YEAR


def test_dc_resilience_n_plant() -> None:
    """RomitDeokar/DC-Resilience (public repository) prints 1,899 min/year."""
    n = plant({"ups": (4, 4), "generator": (2, 2), "pdu": (4, 4), "ats": (1, 1), "crah": (5, 5)})
    assert round(minutes(n)) == 1899
    assert minutes(n) == pytest.approx(1899.4391, abs=5e-5)


def test_dc_resilience_n_plus_1_plant() -> None:
    """RomitDeokar/DC-Resilience (public repository) prints 4.57 min/year."""
    n1 = plant({"ups": (4, 5), "generator": (2, 3), "pdu": (4, 5), "ats": (1, 2), "crah": (5, 6)})
    assert round(minutes(n1), 2) == 4.57
    assert minutes(n1) == pytest.approx(4.568690, abs=5e-7)


def test_dc_resilience_n_plus_1_plant_as_banks_of_a_site() -> None:
    """The same plant wired: an islanded site, its air conditioners a support of the last board."""
    figures = {
        kind: {"failure_rate": f"{rate} / year", "mttr": f"{hours} h"}
        for kind, (rate, hours) in DC_RESILIENCE.items()
    }
    site = pc.Site(
        "islanded",
        (
            pc.Generator("gen", count=3, needed=2, fail_to_start=0, start_time="0 s", **figures["generator"]),
            pc.Ats("ats", fed_by="gen", count=2, needed=1, transfer_time="0 s", **figures["ats"]),
            pc.Ups(
                "ups", fed_by="ats", count=5, needed=4, autonomy="0 s", battery_failure=0, **figures["ups"]
            ),
            pc.Crah("crah", fed_by="ats", count=6, needed=5, **figures["crah"]),
            pc.Pdu("pdu", fed_by="ups", depends_on="crah", count=5, needed=4, **figures["pdu"]),
            pc.Server("racks", fed_by="pdu"),
        ),
    )
    load = pc.evaluate(site, plain=True).load("racks")
    assert load.unavailability * MINUTES_PER_YEAR == pytest.approx(4.568690, abs=5e-7)


@pytest.mark.parametrize("row", dormant_pair(), ids=lambda row: row.what)
def test_fault_tree_dormant_pair(row: Row) -> None:
    """CRAN FaultTree, demo/tree1.R, to the digits printed: P(none works) = 2.223395902e-4."""
    assert row.computed == pytest.approx(row.published, rel=row.within)


def test_textbook_bridge_of_five() -> None:
    """Five blocks of 0.95 with the paths 1-2, 3-4, 1-5-4, 3-5-2: 0.994780625."""
    b = {number: pc.Block(f"b{number}", unavailability=0.05) for number in range(1, 6)}
    paths = [(1, 2), (3, 4), (1, 5, 4), (3, 5, 2)]
    votes = pc.parallel(*(pc.series(*(b[number] for number in path)) for path in paths))
    # as a network: 1 and 3 leave the source, 2 and 4 reach the target, 5 joins them half-way
    bridge = pc.network(
        "in",
        "out",
        [("in", "upper", b[1]), ("upper", "out", b[2]), ("in", "lower", b[3]), ("lower", "out", b[4]),
         ("upper", "lower", b[5])],
    )  # fmt: skip
    for structure in (votes, bridge):
        assert pc.evaluate(structure).availability == pytest.approx(0.994780625, abs=1e-15)


def test_textbook_pair_in_series_with_one() -> None:
    """1 of 2 (q = 0.03) in series with q = 0.01: 0.989109."""
    pair = [pc.Block(name, unavailability=0.03) for name in "ab"]
    whole = pc.series(pc.parallel(*pair), pc.Block("c", unavailability=0.01))
    assert pc.evaluate(whole).availability == pytest.approx(0.989109, abs=1e-15)


def test_textbook_two_of_three_repaired() -> None:
    """λ = 1e-4 / h, μ = 3e-2 / h: A = 300/301 for one unit, 3A² − 2A³ for two of three."""
    units = [pc.Block(name, failure_rate="1e-4 / hour", mttr=f"{1 / 3e-2!r} h") for name in "abc"]
    a = 300 / 301
    assert pc.evaluate(units[0]).availability == pytest.approx(a, abs=1e-15)
    assert pc.evaluate(pc.at_least(2, units)).availability == pytest.approx(3 * a**2 - 2 * a**3, abs=1e-15)


def test_textbook_series_of_two_repaired() -> None:
    """λ/μ = 1e-6/2e-4 and 1e-4/3e-2 per hour: (200/201)(300/301) = 0.9917191451."""
    one = pc.Block("one", failure_rate="1e-6 / hour", mttr="5000 h")
    other = pc.Block("other", failure_rate="1e-4 / hour", mttr=f"{1 / 3e-2!r} h")
    found = pc.evaluate(pc.series(one, other)).availability
    assert found == pytest.approx(200 / 201 * 300 / 301, abs=1e-15)
    assert round(found, 10) == 0.9917191451


@pytest.mark.parametrize(
    ("percent", "hours"), [(99.671, 28.82), (99.741, 22.69), (99.982, 1.577), (99.995, 0.438)]
)
def test_tier_hours_of_the_uptime_institute_at_8760_h(percent: float, hours: float) -> None:
    block = pc.Block("site", unavailability=f"{100 - percent!r} %")
    digits = 3 if hours < 10 else 2
    assert round(pc.evaluate(block).any_load.downtime_h_per_year, digits) == hours


# SCRAM, tests/input/core/beta_factor_ccf.xml: three trains of pump or valve; groups of pumps and of valves.
TOTAL, BETA = 0.1, 0.2
SCRAM_EXACT = 0.0430803730612224  # printed as 0.04308


def test_scram_beta_factor_ccf_as_a_structure() -> None:
    """The independent parts keep (1 − β) of the total, the common one β."""
    alone, together = (1 - BETA) * TOTAL, BETA * TOTAL
    common = {kind: pc.Block(f"common {kind}", unavailability=together) for kind in ("pump", "valve")}
    trains = [
        pc.series(*(
            part
            for kind in ("pump", "valve")
            for part in (pc.Block(f"{kind} {i}", unavailability=alone), common[kind])
        ))
        for i in range(3)
    ]  # fmt: skip
    assert pc.evaluate(pc.parallel(*trains)).unavailability == pytest.approx(SCRAM_EXACT, rel=1e-13)


def test_scram_beta_factor_ccf_as_a_site() -> None:
    """The same with common causes stated as groups: a pump feeds its valve, any valve feeds the load."""
    pumps = [pc.Block(f"pump-{i}", unavailability=TOTAL) for i in range(3)]
    valves = [pc.Block(f"valve-{i}", fed_by=f"pump-{i}", unavailability=TOTAL) for i in range(3)]
    site = pc.Site(
        "trains",
        (*pumps, *valves, pc.Server("load", fed_by=[valve.id for valve in valves])),
        common_causes=tuple(
            pc.CommonCause(name=kind, members=tuple(f"{kind}-{i}" for i in range(3)), beta=BETA)
            for kind in ("pump", "valve")
        ),
    )
    found = pc.evaluate(site).load("load")
    assert found.unavailability == pytest.approx(SCRAM_EXACT, rel=1e-13)
    assert math.isclose(found.unavailability, 0.04308, abs_tol=5e-6)
    assert found.failure_frequency is None
