"""The front, the cheapest set and the counts against every subset, evaluated one by one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import powercalc as pc
from powercalc.site import templates

HALL = pc.read_text(
    """
[grid_feed.grid]
failure_rate = "2 / year"
mttr = "20 min"
[transformer.tx-a]
fed_by = "grid"
[transformer.tx-b]
fed_by = "grid"
[generator.gen]
count = 2
needed = 1
start_time = "12 s"
fail_to_start = "2 %"
failure_rate = "1 / 300 h"
mttr = "26 h"
[default.ats]
fail_to_transfer = "0.4 %"
transfer_time = "100 ms"
[default.ups]
autonomy = "8 min"
battery_failure = "1 %"
[ats.ats-a]
fed_by = ["tx-a", "gen"]
[ats.ats-b]
fed_by = ["tx-b", "gen"]
[ups.ups-a]
fed_by = "ats-a"
[ups.ups-b]
fed_by = "ats-b"
[pdu.pdu-a]
fed_by = "ups-a"
[pdu.pdu-b]
fed_by = "ups-b"
[server.rack]
fed_by = ["pdu-a", "pdu-b"]
recovery_time = "1 h"
[server.desk]
fed_by = "pdu-a"
"""
)

Options = dict[str, dict[str, Any]]
LADDER: Options = {
    "third": {"cost": 90, "set": {"gen": {"count": 3}}},
    "tested": {"cost": 0, "cost_per_year": 2, "set": {"gen": {"fail_to_start": 0.005}}},
    "long": {"cost": 30, "set": {"ups-a": {"autonomy": "20 min"}, "ups-b": {"autonomy": "20 min"}}},
    "longer": {"cost": 50, "set": {"ups-a": {"autonomy": "40 min"}}},
    "feed": {"cost": 200, "excludes": ["third"], "set": {"tx-b": {"fed_by": "other"}},
             "add": {"grid_feed": {"other": {"failure_rate": "3 / year", "mttr": "1 h"}}}},
    "better-feed": {"cost": 20, "requires": ["feed"], "set": {"other": {"mttr": "10 min"}}},
    "cord": {"cost": 10, "set": {"desk": {"fed_by": ["pdu-a", "pdu-b"]}}},
}  # fmt: skip
"""Two that say contrary things, one that excludes another, requirements, one of what another adds."""


def file_of(options: Options, **improve: Any) -> dict[str, Any]:
    return {"improve": {"life": "10 year", "discount_rate": "3 %", **improve}, "option": options}


ANNUITY = sum(1.03**-year for year in range(1, 11))


def chosen(options: Options, names: tuple[str, ...]) -> bool:
    """Whether a set may be, by the words of the file alone."""
    for name in names:
        if any(other not in names for other in options[name].get("requires", ())):
            return False
        if any(other in names for other in options[name].get("excludes", ())):
            return False
    stated: dict[tuple[str, str], object] = {}
    for name in names:
        for thing, keys in options[name].get("set", {}).items():
            for key, value in keys.items():
                if stated.setdefault((thing, key), value) != value:
                    return False
    return True


def with_options(site: pc.Site, options: Options, names: tuple[str, ...]) -> pc.Site:
    """The site with options, built by hand: another way than that of the package."""
    added = [
        pc.GridFeed(new, **keys)
        for name in names
        for new, keys in options[name].get("add", {}).get("grid_feed", {}).items()
    ]
    components = {each.id: each for each in (*site.components, *added)}
    for name in names:
        for thing, keys in options[name].get("set", {}).items():
            components[thing] = components[thing].changed(**keys)
    return pc.Site(site.name, tuple(components.values()), zones=site.zones, common_causes=site.common_causes)


def subsets(options: Options) -> Iterator[tuple[str, ...]]:
    for size in range(len(options) + 1):
        yield from itertools.combinations(options, size)


Row = tuple[tuple[str, ...], float, pc.Evaluation]


def all_sets(site: pc.Site, options: Options) -> list[Row]:
    found = []
    for names in subsets(options):
        if chosen(options, names):
            cost = sum(
                options[name].get("cost", 0) + ANNUITY * options[name].get("cost_per_year", 0)
                for name in names
            )
            found.append((names, cost, pc.evaluate(with_options(site, options, names))))
    return found


def best(rows: list[tuple[tuple[str, ...], float, float]]) -> list[tuple[float, float]]:
    """The figures of the sets that no other beats."""
    kept: list[tuple[float, float]] = []
    for _, cost, lost in sorted(rows, key=lambda row: (round(row[1], 6), row[2])):
        if not kept or lost * (1 + 1e-9) < kept[-1][1]:
            kept.append((cost, lost))
    return kept


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return all_sets(HALL, LADDER)


def figures(result: pc.Improvement) -> list[tuple[float, float]]:
    return [(each.cost, each.lost_h_per_year) for each in result.front]


def alike(found: list[tuple[float, float]], expected: list[tuple[float, float]]) -> None:
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        assert one == pytest.approx(other, rel=1e-9, abs=1e-12)


def test_the_front_is_that_of_all_sets_one_by_one(rows: list[Row]) -> None:
    result = pc.improve(HALL, file_of(LADDER))
    alike(
        figures(result),
        best([(names, cost, each.any_load.downtime_h_per_year) for names, cost, each in rows]),
    )
    by_names = {names: (cost, each) for names, cost, each in rows}
    for each in result.front:
        cost, evaluation = by_names[each.options]
        assert each.cost == pytest.approx(cost)
        assert each.interruptions_per_year == pytest.approx(
            evaluation.any_load.interruptions_per_year, rel=1e-9
        )


def test_every_set_is_counted_once(rows: list[Row]) -> None:
    result = pc.improve(HALL, file_of(LADDER))
    assert result.complete
    assert result.evaluated + result.ruled_out["bounds"] == len(rows)
    assert result.evaluated + sum(result.ruled_out.values()) == 2 ** len(LADDER)
    lacking = sum(
        any(other not in names for name in names for other in LADDER[name].get("requires", ()))
        for names in subsets(LADDER)
    )
    assert result.ruled_out["requires"] == lacking
    ((one, other),) = [each.options for each in result.conflicts]
    assert {one, other} == {"long", "longer"}


@pytest.mark.parametrize("load", ["rack", "desk"])
def test_the_front_of_one_load(load: str, rows: list[Row]) -> None:
    result = pc.improve(HALL, file_of(LADDER), load=load)
    alike(
        figures(result),
        best([(names, cost, each.load(load).downtime_h_per_year) for names, cost, each in rows]),
    )


def test_the_front_with_recovery(rows: list[Row]) -> None:
    result = pc.improve(HALL, file_of(LADDER), load="rack", with_recovery=True)
    lost = [(names, cost, each.load("rack").service_downtime_h_per_year or 0.0) for names, cost, each in rows]
    alike(figures(result), best(lost))
    assert result.ruled_out["bounds"] == 0


def test_a_budget_leaves_the_sets_that_it_allows(rows: list[Row]) -> None:
    result = pc.improve(HALL, file_of(LADDER), budget=100)
    within = [(names, cost, each.any_load.downtime_h_per_year) for names, cost, each in rows if cost <= 100]
    alike(figures(result), best(within))
    assert result.ruled_out["budget"] == len(rows) - len(within)


def quartile(values: list[float]) -> float:
    return sorted(values)[len(values) // 4]


TARGETS = {
    "max_downtime": lambda load: load.downtime_h_per_year,
    "max_interruptions": lambda load: load.interruptions_per_year,
}


@pytest.mark.parametrize("load", ["rack", "desk"])
@pytest.mark.parametrize("target", TARGETS)
def test_the_cheapest_set_for_a_target(target: str, load: str, rows: list[Row]) -> None:
    reached = {names: TARGETS[target](each.load(load)) for names, _, each in rows}
    most = quartile(list(reached.values())) * (1 + 1e-6)
    text = f"{most!r} h / year" if target == "max_downtime" else f"{most!r} / year"
    result = pc.improve(HALL, file_of(LADDER), targets=[f"{load}.{target}={text}"])
    expected = min(cost for names, cost, _ in rows if reached[names] <= most)
    assert result.cheapest is not None
    assert result.cheapest.cost == pytest.approx(expected)
    assert result.cheapest.meets
    assert result.nearest is None
    assert not result.is_missed


@pytest.mark.parametrize("target", TARGETS)
def test_the_nearest_where_nothing_meets_a_target(target: str, rows: list[Row]) -> None:
    reached = {names: TARGETS[target](each.load("desk")) for names, _, each in rows}
    most = min(reached.values()) / 2
    text = f"{most!r} h / year" if target == "max_downtime" else f"{most!r} / year"
    result = pc.improve(HALL, file_of(LADDER), targets=[f"desk.{target}={text}"], load="rack")
    assert result.cheapest is None
    assert result.nearest is not None
    assert reached[result.nearest.options] == pytest.approx(min(reached.values()), rel=1e-6)
    assert result.is_missed


def test_separate_chains_add_up_as_a_closed_form_says() -> None:
    """A load behind n blocks in series, each of which an option mends: A is a product, U = 1 - A."""
    size = 6
    rates, times, costs = [0.1 * n + 0.2 for n in range(size)], [2.0, 8, 5, 20, 3, 1], [7, 3, 9, 4, 6, 5]
    chain = [
        pc.Block(f"b{n}", failure_rate=f"{rates[n]!r} / year", mttr=f"{times[n]!r} h",
                 **({"fed_by": f"b{n - 1}"} if n else {}))
        for n in range(size)
    ]  # fmt: skip
    site = pc.Site("chain", (*chain, pc.Server("load", fed_by=f"b{size - 1}", hold_up="0 s")))
    options: Options = {
        f"o{n}": {"cost": costs[n], "set": {f"b{n}": {"mttr": f"{times[n] / 4!r} h"}}} for n in range(size)
    }

    def lost(names: tuple[str, ...]) -> float:
        available = 1.0
        for n in range(size):
            time = times[n] / 4 if f"o{n}" in names else times[n]
            available /= 1 + rates[n] / 8760 * time
        return 8760 * (1 - available)

    expected = best(
        [(names, sum(costs[int(name[1])] for name in names), lost(names)) for names in subsets(options)]
    )
    result = pc.improve(site, {"option": options})
    alike_within = [pytest.approx(each, rel=1e-9) for each in expected]
    assert figures(result) == alike_within
    assert set(result.helps.values()) == {None}
    assert result.ruled_out["bounds"] > 0
    assert result.evaluated + result.ruled_out["bounds"] == 2**size


CHANGES: list[Mapping[str, Any]] = [
    {"set": {"gen": {"fail_to_start": 0.001}}},
    {"set": {"gen": {"mttr": "2 h"}}},
    {"set": {"gen": {"count": 3}}},
    {"set": {"ups-a": {"autonomy": "1 h"}}},
    {"set": {"ups-a": {"autonomy": "5 s"}}},
    {"set": {"ups-b": {"battery_failure": 0.2}}},
    {"set": {"tx-a": {"mttr": "500 h"}}},
    {"set": {"pdu-a": {"failure_rate": "0.0001 / year"}}},
    {"set": {"ats-b": {"fail_to_transfer": 0}}},
    {"set": {"desk": {"fed_by": ["pdu-a", "pdu-b"]}}},
    {"set": {"desk": {"fed_by": "pdu-b"}}},
    {"set": {"rack": {"fed_by": "pdu-a"}}},
]


@st.composite
def option_files(draw: st.DrawFn) -> Options:
    size = draw(st.integers(1, 4))
    names = [f"o{n}" for n in range(size)]
    options: Options = {}
    for place, name in enumerate(names):
        option: dict[str, Any] = {**draw(st.sampled_from(CHANGES)), "cost": draw(st.integers(0, 5))}
        before = st.lists(st.sampled_from(names[:place]), unique=True, max_size=1) if place else st.just([])
        needed = [each for each in draw(before) if "requires" not in options[each]]
        excluded = [each for each in draw(before) if each not in needed]
        stated = {**options, name: option}
        if needed and chosen({**stated, name: {**option, "requires": needed}}, (*needed, name)):
            option["requires"] = needed
        if excluded and not needed:
            option["excludes"] = excluded
        if draw(st.booleans()):
            option["cost_per_year"] = draw(st.integers(-1, 2))
        options[name] = option
    return options


@settings(max_examples=12)
@given(option_files())
def test_generated_files_have_the_front_of_all_their_sets(options: Options) -> None:
    result = pc.improve(HALL, file_of(options))
    found = all_sets(HALL, options)
    alike(
        figures(result),
        best([(names, cost, each.any_load.downtime_h_per_year) for names, cost, each in found]),
    )


def test_the_two_paths_of_the_template() -> None:
    site = pc.read_text(templates.text("2n"))
    rate = {"failure_rate": "0.001 / year"}
    options: Options = {
        f"mend-{each.id}": {"cost": 3 + place, "set": {each.id: rate}}
        for place, each in enumerate(site.components)
        if each.kind in ("pdu", "ups")
    }
    rows = all_sets(site, options)
    result = pc.improve(site, file_of(options))
    alike(
        figures(result),
        best([(names, cost, each.any_load.downtime_h_per_year) for names, cost, each in rows]),
    )
