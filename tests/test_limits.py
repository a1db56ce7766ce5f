"""The ladder of `benchmarks/limits.py` at sizes of seconds: figures and counts, never times."""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import product
from math import exp, log1p, prod
from pathlib import Path
from typing import cast

import numpy as np
import pytest

import powercalc as pc
from benchmarks.limits import KINDS
from powercalc.cascade.loss_patterns import Patterns, _Joint
from powercalc.cascade.overload_diagram import overload_diagram
from powercalc.cascade.state_enumeration import explore
from powercalc.cascade.weighted_sums import Sums
from powercalc.components import Component
from powercalc.engine.formula import Formulas
from powercalc.evaluation.assumed_common_cause import as_counted, assumed_groups, counted_betas
from powercalc.evaluation.too_large import advice
from powercalc.events.planned_work import ComponentWork
from powercalc.flow.power_network import network
from powercalc.flow.states import outages_of, settle
from powercalc.measures.flips import most_values
from powercalc.plain.parallel_paths import parallel_groups
from powercalc.response import Asked, respond
from powercalc.response.lost.first_moments import AtStart
from powercalc.response.lost.formulas import Losses
from powercalc.response.plan.plan import Plan
from powercalc.response.respond import Work
from powercalc.response.response_result import Response
from powercalc.simulate.trace import trace
from powercalc.site.templates.sized import Size, sized


def site(name: str, size: int) -> pc.Site:
    return pc.read_text(KINDS[name].text(size))


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_is_evaluated_at_its_small_size(name: str) -> None:
    found = pc.evaluate(site(name, KINDS[name].small))
    assert all(0 < load.unavailability < 1 for load in found.loads)


@pytest.mark.parametrize("name", ["mesh", "grid", "ring"])
def test_ties_without_times_are_as_a_plain_diagram(name: str) -> None:
    """Nothing is called, moves or is bridged: both answers are exact, and made in different ways."""
    one, other = (pc.evaluate(site(name, KINDS[name].small), plain=plain) for plain in (False, True))
    for as_it_behaves, plain in zip(one.loads, other.loads, strict=True):
        assert as_it_behaves.unavailability == pytest.approx(plain.unavailability, rel=1e-9)
        assert as_it_behaves.failure_frequency == pytest.approx(plain.failure_frequency, rel=1e-9)


def test_a_row_of_cables_multiplies_what_is_up() -> None:
    """1 - U = (1 - U_1) (1 - u)^(n - 1) for n equal cables in series, whatever is above them."""
    one, many = (pc.evaluate(site("row", n)) for n in (1, 1500))
    (cable,) = (each for each in site("row", 1).complete if each.id == "c1")
    x = (cable.rate or 0.0) * (cable.mttr or 0.0)
    up = (1 - one.load("r").unavailability) * (1 + x) ** -1499
    assert 1 - many.load("r").unavailability == pytest.approx(up, rel=1e-9)


def test_a_row_of_cables_is_one_block() -> None:
    plan = Plan(site("row", 1500))
    assert sum(bool(ages) for ages in plan.thresholds) == 3  # the grid, the switch, all cables


def test_the_likeliest_cables_of_a_row_are_told_with_what_each_does_alone() -> None:
    """Cable i fails i times in a thousand years: alone U = x / (1 + x) and w = λ / (1 + x), x = λ r."""
    lines = (
        f'[cable.c{i}]\nfed_by = "c{i - 1}"\nfailure_rate = "{i * 7 % 40} / 1000 years"\nmttr = "10 h"'
        for i in range(1, 40)
    )
    row = "\n".join(lines)
    above, below = '[grid_feed.g]\n[generator.gen]\n[ats.c0]\nfed_by = ["g", "gen"]', "[server.r]"
    text = f'{above}\n{row}\n{below}\nfed_by = "c39"\nhold_up = "0 s"'
    told = {each.cut_set: each for each in pc.evaluate(pc.read_text(text)).load("r").reasons}
    cables = sorted(range(1, 40), key=lambda i: -(i * 7 % 40))
    assert len(told) == 10
    for i in cables[:7]:
        rate = i * 7 % 40 / 1000 / 8760
        x = rate * 10
        assert told[f"c{i}",].downtime_h_per_year == pytest.approx(8760 * x / (1 + x), rel=1e-9)
        assert told[f"c{i}",].interruptions_per_year == pytest.approx(8760 * rate / (1 + x), rel=1e-9)


def test_reasons_of_a_long_row_are_looked_for_in_a_short_one(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []

    def counted(part: pc.Site, *given: object, **named: object) -> object:
        sizes.append(len(part.components))
        return respond(part, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(sys.modules["powercalc.reasons.outage_reasons"], "respond", counted)
    assert len(pc.evaluate(site("row", 1500)).load("r").reasons) == 10
    assert 0 < max(sizes) < 40


def test_power_goes_both_ways_round_a_long_ring() -> None:
    """One feed of 300 is left: half comes from its bus, and half from the opposite one, over ties."""
    ring = network(site("rated ring", 300))
    alone = {f"g{i}": 1 for i in range(1, 300)}
    settled = settle(ring, outages_of([alone, alone | {"t10": 1}, alone | {"b0": 1}]))
    carried = np.array([settled.through[f"t{i}"] for i in range(300)])
    assert settled.lost["r"].tolist() == [False, False, True]
    assert carried[:, 0] == pytest.approx(25.0)
    assert carried[:150, 1] == pytest.approx(0.0)
    assert carried[150:, 1] == pytest.approx(50.0)
    assert carried[:, 2] == pytest.approx(0.0)


def test_overload_in_a_long_ring_is_a_limit_of_formulas() -> None:
    ring = site("rated ring", 70)
    with pytest.raises(pc.EngineLimit, match="140 components in one ring or mesh of ties are more than 128"):
        overload_diagram(ring, network(ring))


def test_two_rows_back_each_other_up_cable_by_cable() -> None:
    """Of 1000 x 1000 pairs those are groups that stand side by side; a longer row has some without a like."""
    assert parallel_groups(site("two rows", 1000)) == [
        ("g-a", "g-b"),
        *((f"a{i}", f"b{i}") for i in range(1, 1001)),
    ]


def test_parallel_units_with_equal_ratings_are_counted() -> None:
    """Two of eight out leave 600 kW for 600 kW, three trip the rest: 6-out-of-8, closed form."""
    hall = site("rated units", 8)
    unit = hall.complete[1]
    q = (unit.rate or 0.0) * (unit.mttr or 0.0) / (1 + (unit.rate or 0.0) * (unit.mttr or 0.0))
    lost = sum(_ways(8, k) * q**k * (1 - q) ** (8 - k) for k in range(3, 9))
    others = [each for each in hall.complete if each.id in ("g", "b")]
    down = [(each.rate or 0.0) * (each.mttr or 0.0) for each in others]
    feeds = 1.0
    for x in down:
        feeds /= 1 + x
    expected = 1 - feeds * (1 - lost)
    assert network(hall).can_overload
    assert pc.evaluate(hall, plain=True).load("r").unavailability == pytest.approx(expected, rel=1e-9)


STORE = """
[grid_feed.g]
failure_rate = "3 / year"
mttr = "30 min"
[ups.u]
fed_by = "g"
failure_rate = "1 / year"
mttr = "10 h"
count = {n}
needed = {needed}
autonomy = "12 min"
battery_failure = {chance}
{more}
[server.r]
fed_by = "u"
hold_up = "0 s"
"""


@pytest.mark.parametrize(("n", "needed"), [(2, 1), (2, 2), (5, 3), (4, 1), (6, 5)])
@pytest.mark.parametrize("chance", [0.0, 0.02, 0.6, 1.0])
@pytest.mark.parametrize("shared", [False, True])
def test_units_of_storage_against_enumeration(n: int, needed: int, chance: float, *, shared: bool) -> None:
    """Units are up or down, batteries good or not; the feed is live, lost, or lost for longer than they hold.

    The load is lost while k units are down, or bad while the feed is lost, or the feed is lost for so long.
    An event makes a loss when it leads from a state without one to one with it: U = Σ P, w = Σ P · rate.
    """
    more = "shared_battery = true" if shared else ""
    text = STORE.format(n=n, needed=needed, chance=chance, more=more)
    found = pc.evaluate(pc.read_text(text)).load("r")
    fails, down = 1 / 8760 / (1 + 10 / 8760), 10 / 8760 / (1 + 10 / 8760)
    often = 3 / 8760 / (1 + 1.5 / 8760)
    spent = often * 0.5 * exp(-0.2 / 0.5)
    feed = {0: 1 - often * 0.5, 1: often * 0.5 - spent, 2: spent}
    reached = {0: often, 1: often * exp(-0.2 / 0.5)}

    def each_of(bad: tuple[bool, ...]) -> tuple[bool, ...]:
        return bad * n if shared else bad

    def lost(units: tuple[bool, ...], bad: tuple[bool, ...], lasting: int) -> bool:
        out = sum(one or (lasting > 0 and other) for one, other in zip(units, each_of(bad), strict=True))
        return out >= n - needed + 1 or lasting == 2

    batteries = list(product((False, True), repeat=1 if shared else n))
    u = w = 0.0
    for units, bad, lasting in product(product((False, True), repeat=n), batteries, feed):
        p_units = prod(down if each else 1 - down for each in units)
        p_bad = prod(chance if each else 1 - chance for each in bad)
        if lost(units, bad, lasting):
            u += p_units * p_bad * feed[lasting]
            continue
        if lasting < 2 and lost(units, bad, lasting + 1):
            w += p_units * p_bad * reached[lasting]
        for place in range(n):
            after = (*units[:place], True, *units[place + 1 :])
            if not units[place] and lost(after, bad, lasting):
                w += p_units / (1 - down) * p_bad * feed[lasting] * fails
    assert found.unavailability == pytest.approx(u, rel=1e-9)
    assert found.failure_frequency == pytest.approx(w, rel=1e-9)


def test_a_hundred_thousand_units_of_storage_are_a_closed_form() -> None:
    """At most 200 may be down, 114 are on average; a thousand batteries fail when the feed is lost."""
    text = STORE.format(n=100_000, needed=99_800, chance=0.01, more="")
    found = pc.evaluate(pc.read_text(text)).load("r")
    x, feed = 10 / 8760, 1.5 / 8760
    enough, exactly = 0.0, exp(-100_000 * log1p(x))  # P(none down) = (1 + x)^-n, then one by one
    for k in range(201):
        enough += exactly
        exactly *= x * (100_000 - k) / (k + 1)
    assert found.unavailability == pytest.approx(1 - enough / (1 + feed), rel=1e-9)


def test_units_of_storage_are_one_block() -> None:
    plan = Plan(site("units of a ups", 1000))
    assert [block.name for block in plan.blocks] == ["g", "a", "u"]


def test_units_that_share_a_cause_with_some_others_are_told_apart() -> None:
    """Two of three units struck together: nothing but blocks of their own says which two."""
    text = STORE.format(n=3, needed=2, chance=0.1, more="") + (
        '[common_cause.c]\nmembers = ["u"]\nalpha_factors = [0.9, 0.06, 0.04]\nof = ["battery_failure"]\n'
    )
    assert Plan(pc.read_text(text)).own["u"].units == ((1,), (2,), (3,))


MANY_FEEDS = """
[grid_feed.grid]
count = {n}
needed = {n}
failure_rate = "1 / 1000 years"
mttr = "20 min"
[server.rack]
fed_by = "grid"
"""


def test_of_units_that_are_all_needed_one_that_is_in_service_stands_for_all() -> None:
    """A hundred thousand are one block in a window, and the load is dark while it lasts."""
    work = ComponentWork(component="grid", units=1, hours=6.0, per_hour=1e-4)
    plan = Plan(pc.read_text(MANY_FEEDS.format(n=100_000)), [work])
    assert [block.name for block in plan.blocks] == ["grid in service", "grid"]
    assert plan.own["grid"].units == ((0, 1),)


def test_units_in_service_together_are_as_those_that_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    site = pc.read_text(MANY_FEEDS.format(n=3) + '[grid_feed.e]\n[server.both]\nfed_by = ["grid", "e"]\n')
    apart = pc.maintain(site, "grid", "6 h")
    monkeypatch.setattr(sys.modules["powercalc.events.blocks"], "MOST_APART", 2)
    together = pc.maintain(site, "grid", "6 h")
    assert together.dark == apart.dark == ("rack",)
    assert together.chance == pytest.approx(apart.chance, rel=1e-6)


def test_a_timeline_takes_down_no_more_units_than_it_can_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    site = pc.read_text(MANY_FEEDS.format(n=5))
    whole = trace(site, ["grid"]).loads[0]
    monkeypatch.setattr(sys.modules["powercalc.simulate.trace"], "MOST_FAILING", 4)
    with pytest.raises(pc.EngineLimit, match=r"grid: 5 units are more than 4, .* such as grid:1"):
        trace(site, ["grid"])
    assert trace(site, ["grid:1"]).loads[0] == whole


def _ways(n: int, k: int) -> int:
    found = 1
    for i in range(k):
        found = found * (n - i) // (i + 1)
    return found


EXAMPLES = Path(__file__).parents[1] / "examples"
ALL_LOOKED_AT = -1.0
RESPOND = sys.modules["powercalc.response.respond"]


def test_a_diagram_of_many_sets_on_one_switch_grows_with_the_square_of_their_number() -> None:
    sites = (site("sets on one switch", n).changed({"a": {"fail_to_transfer": 0}}) for n in (4, 12))
    four, twelve = (len(Work(each).diagram) for each in sites)
    assert twelve < 9 * four


def test_with_moves_that_fail_it_grows_with_the_cube() -> None:
    four, twelve = (len(Work(site("sets on one switch", n)).diagram) for n in (4, 12))
    assert twelve < 27 * four


def test_sets_in_a_row_are_asked_one_after_the_other() -> None:
    """Each with its switch, as the wiring goes: 554,018 nodes of eight above a UPS otherwise."""
    four, eight = (Work(site("sets above a ups", n))._parted.nodes for n in (4, 8))
    assert eight < 3 * four < 3000


def with_suspected_causes(found: pc.Site) -> pc.Site:
    groups = assumed_groups(found)
    return replace(found, common_causes=tuple(as_counted(groups, counted_betas(found, groups))))


def test_what_many_sets_share_is_asked_before_them() -> None:
    """Asked after them, it would be told apart for each set of those that are lost: 28,652 nodes."""
    twelve = site("sets on one switch", 12)
    assert len(Work(with_suspected_causes(twelve)).diagram) < 28_652 / 4


@pytest.mark.parametrize(("name", "size"), [("sets in a row", 4), ("sets on one switch", 4)])
def test_suspected_common_causes_are_within_their_stated_error(name: str, size: int) -> None:
    (every,) = respond(
        with_suspected_causes(site(name, size)), asked=Asked(spare=ALL_LOOKED_AT)
    ).loads.values()
    told = pc.evaluate(site(name, size)).with_common_cause
    assert told is not None
    (found,) = told.loads
    assert found.unavailability == pytest.approx(every.unavailability, rel=2e-5)
    assert abs(found.unavailability - every.unavailability) <= (found.unavailability_error or 0.0)
    assert found.failure_frequency == pytest.approx(every.failure_frequency, rel=2e-5)


def test_columns_of_sets_in_a_row_are_few() -> None:
    """Each further set multiplied them by five."""
    three, five = (Work(site("sets in a row", n)) for n in (3, 5))
    three.result()
    five.result()
    assert five.columns < 9 * three.columns


def test_many_columns_of_a_large_diagram_are_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RESPOND, "MOST_WORK", 10_000)
    with pytest.raises(pc.EngineLimit, match="leave out the inputs of switches behind gen1, gen2 where"):
        pc.evaluate(site("sets in a row", 3))


@pytest.mark.parametrize(
    ("name", "size"), [("sets in a row", 3), ("sets in a row", 4), ("sets on one switch", 4)]
)
def test_what_is_not_looked_at_moves_no_figure_by_more_than_is_stated(name: str, size: int) -> None:
    some = respond(site(name, size))
    every = respond(site(name, size), asked=Asked(spare=ALL_LOOKED_AT))
    for quick, slow in zip(some.loads.values(), every.loads.values(), strict=True):
        stated = quick.error - slow.error
        assert quick.unavailability == pytest.approx(slow.unavailability, rel=1e-8, abs=max(stated, 0.0))
        assert quick.failure_frequency == pytest.approx(slow.failure_frequency, rel=1e-7)
        for longer, often in quick.longer_than.items():
            less, more = slow.longer_errors[longer], quick.longer_errors[longer]
            assert less is not None
            assert more is not None
            assert often == pytest.approx(slow.longer_than[longer], rel=1e-8, abs=max(more - less, 0.0))
    assert_uses_agree(some, every)


def assert_uses_agree(some: Response, every: Response) -> None:
    """How often each set is called, and for how long it runs."""
    for quick, slow in zip(some.standby, every.standby, strict=True):
        assert quick.calls == pytest.approx(slow.calls, rel=1e-6, abs=1e-12)
        assert quick.running == pytest.approx(slow.running, rel=1e-5, abs=1e-12)


@pytest.mark.parametrize("count", [1, 2, 3, 4])
@pytest.mark.parametrize("wiring", ["in a row", "on one switch"])
def test_sets_that_all_refuse_leave_the_load_dark(count: int, wiring: str) -> None:
    """U = u p^n / (1 + n m / r), of a feed that is out for a mean of m, with n sets that start with 1 - p.

    All of them are called as the feed is lost, and each is back after a mean of r; calls are rare.
    """
    rarely, p, m, r = "1 / 10000 years", 0.02, 2.0, 8.0
    sound = {"failure_rate": 0, "transfer_time": 0, "fail_to_transfer": 0}
    names = [f"gen{i}" for i in range(count)]
    sets = [
        pc.Generator(name, failure_rate=0, fail_to_start=p, start_time=0, mttr=f"{r} h") for name in names
    ]
    row = [pc.Ats(f"a{i + 1}", fed_by=(f"a{i}", name), **sound) for i, name in enumerate(names)]
    one = [pc.Ats(f"a{count}", fed_by=("a0", *names), **sound)]
    feed = pc.GridFeed("a0", failure_rate=rarely, mttr=f"{m} h")
    load = pc.Server("r", fed_by=f"a{count}", hold_up=0)
    found = respond(pc.Site("sets", (feed, *sets, *(row if wiring == "in a row" else one), load))).loads["r"]
    x = (feed.rate or 0.0) * m
    expected = x / (1 + x) * p**count / (1 + count * m / r)
    assert found.unavailability == pytest.approx(expected, rel=2e-5)


@pytest.mark.parametrize("p", [0.0, 0.02])
@pytest.mark.parametrize("rate", [0.0, 0.01])
@pytest.mark.parametrize("x", [0.0, 0.3])
def test_a_generator_between_two_feeds_is_left_like_a_feed(p: float, rate: float, x: float) -> None:
    """A feed is lost w times an hour for a mean of m; the other one is out x of the time, for ages.

    If it is live, the switch moves at once, and again when the set fails that it has gone back to: dark for
    the transfer time t. Else it waits for the set, s + t; one that fails or refuses is back after a mean
    of r.
    """
    m, r, s, t = 2.0, 100.0, 12 / 3600, 4 / 3600
    out = f"{x / (1 - x) / 1e7} / h"
    hall = pc.Site(
        "three inputs",
        (
            pc.GridFeed("g", failure_rate="1 / 10000000 h", mttr=f"{m} h"),
            pc.GridFeed("e", failure_rate=out, mttr="1e7 h"),
            pc.Generator(
                "gen", failure_rate=f"{rate} / h", mttr=f"{r} h", fail_to_start=p, start_time="12 s"
            ),
            pc.Ats("a", fed_by=("g", "gen", "e"), failure_rate=0, transfer_time="4 s", fail_to_transfer=0),
            pc.Server("r", fed_by="a", hold_up=0),
        ),
    )
    assert Plan(hall).given == {"a"}
    found, w = respond(hall).loads["r"], 1e-7 / (1 + m * 1e-7)
    fails = (1 - p) * exp(-s / m) * rate / (rate + 1 / m)
    live = (1 + fails) * m * (1 - exp(-t / m))
    dead = (1 - p) * m * (1 - exp(-(s + t) / m)) + (p + fails) * m * r / (m + r)
    expected = w * ((1 - x) * live + x * dead)
    assert found.unavailability == pytest.approx(expected, rel=2e-4, abs=found.error)
    assert found.failure_frequency == pytest.approx(w * (1 + fails), rel=5e-5)


def test_a_third_input_keeps_the_diagram_of_the_distributed_redundant_example_small() -> None:
    """Of a bus that is lost only with others it is known since when: 58,981 nodes of one load otherwise."""
    text = (EXAMPLES / "ups-distributed-redundant.toml").read_text()
    third = text.replace(', "gen"]', ', "gen", "extra"]') + '[bus.extra]\nfed_by = "grid-a"\n'
    work = Work(pc.read_text(third), asked=Asked(durations=(), load="load-2"))
    assert work.plan.given == {"ats-1", "ats-2", "ats-3"}
    assert len(work.diagram) < 10_000


def test_a_reserve_that_both_paths_may_overload_keeps_its_diagram_small() -> None:
    """Its variables are asked component by component, as the wiring goes: 65,818 nodes otherwise, and a
    million values in each column, where what fails and what is repaired both turn them.
    """
    hall = pc.read_text(sized("block-redundant", Size(racks=50, kw=8.0)))
    work = Work(hall, network=network(hall))
    assert len(work.diagram) < 20_000
    assert most_values(work.diagram) < 6 * len(work.diagram)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mesh", "5 components are joined by 10 ties in one mesh: leave out ties"),
        ("sets on one switch", "gen0 and 3 others are alike"),
        ("row", "state what shares nothing in a file of its own"),
    ],
)
def test_a_limit_says_what_to_leave_out_or_to_merge(name: str, said: str) -> None:
    size = 2 if name == "row" else KINDS[name].small
    assert advice(site(name, size)).startswith(said)


class _OnlyTheGridFails:
    """Losses in which the grid alone may be down."""

    def __init__(self, site: pc.Site) -> None:
        self.wires = site.graph
        self.formulas = Formulas()
        self.grid = self.formulas.variable()

    def own_down(self, node: Component) -> int:
        return self.grid if node.id == "g" else self.formulas.never

    def struck(self, node: Component) -> int:  # noqa: ARG002 - nothing strikes
        return self.formulas.never

    def waits(self, generator: str) -> bool:
        return generator == "gen"


def test_what_a_generator_needs_may_be_fed_over_a_long_way() -> None:
    """The pump of a generator hangs on the last of 3000 cables: dead at a call while the grid is."""
    rows = "".join(f'[cable.c{i}]\nfed_by = "c{i - 1}"\n' for i in range(1, 3001))
    text = (
        '[grid_feed.g]\n[generator.gen]\ndepends_on = "pump"\n[ats.c0]\nfed_by = ["g", "gen"]\n'
        f'{rows}[cable.pump]\nfed_by = "c3000"\n[server.r]\nfed_by = "c3000"\n'
    )
    site = pc.read_text(text)
    losses = _OnlyTheGridFails(site)
    at_start = AtStart(cast("Losses", losses), 0.01, ["pump"])
    assert at_start.missed(site["gen"], ("pump",)) == losses.grid


def test_patterns_of_many_events_are_told_without_recursion() -> None:
    """Of n events in series P(none) = (1 - q)^n; one of them makes a loss w (1 - q)^(n - 1) times an hour."""
    formulas, n, q = Formulas(), 3000, 1e-4
    root = formulas.any_of([formulas.variable() for _ in range(n)])
    w = np.zeros(n)
    w[-1] = 1e-5
    found = Patterns.of(formulas, [root], np.full(n, q), w)
    assert found.lost == [(False,), (True,)]
    assert found.chance[0] == pytest.approx((1 - q) ** n, rel=1e-9)
    assert found.total == pytest.approx(1e-5 * (1 - q) ** (n - 1), rel=1e-9)


def test_how_often_patterns_change_is_found_in_one_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any of n events is lost or not: w (1 - q)^(n - 1) each; twice the events take twice the steps."""
    steps = []
    for n in (500, 1000):
        looked_at = count_calls(monkeypatch, _Joint, "_cofactors")
        formulas = Formulas()
        root = formulas.any_of([formulas.variable() for _ in range(n)])
        found = Patterns.of(formulas, [root], np.full(n, 1e-3), np.full(n, 1e-5))
        assert found.total == pytest.approx(n * 1e-5 * (1 - 1e-3) ** (n - 1), rel=1e-9)
        steps.append(len(looked_at))
    assert steps[1] < 2.1 * steps[0]


def test_patterns_change_as_often_as_states_told_one_by_one_say() -> None:
    """Three roots over five events: every state, and every event in it."""
    formulas, q, w = Formulas(), [0.1, 0.2, 0.3, 0.05, 0.4], [1.0, 0.5, 0.0, 2.0, 0.25]
    a, b, c, d, e = (formulas.variable() for _ in range(5))
    roots = [
        formulas.any_of([a, b]),
        formulas.at_least(2, [b, c, d]),
        formulas.all_of([c, formulas.negation(e)]),
    ]

    def pattern(state: tuple[int, ...]) -> tuple[bool, ...]:
        a, b, c, d, e = state
        return bool(a or b), b + c + d >= 2, bool(c and not e)

    expected: dict[tuple[tuple[bool, ...], tuple[bool, ...]], float] = {}
    for state in product((0, 1), repeat=5):
        for event in (each for each in range(5) if not state[each]):
            others = [q[i] if state[i] else 1 - q[i] for i in range(5) if i != event]
            key = pattern(state), pattern((*state[:event], 1, *state[event + 1 :]))
            expected[key] = expected.get(key, 0.0) + w[event] * prod(others)
    found = Patterns.of(formulas, roots, np.array(q), np.array(w))
    told = {
        (found.lost[up], found.lost[down]): often
        for up, turns in found.turns.items()
        for down, often in turns.items()
    }
    assert told == pytest.approx(
        {key: often for key, often in expected.items() if key[0] != key[1] and often}
    )


def test_overload_in_a_large_ring_that_may_trip_has_bounds() -> None:
    """Overload only adds to what the same ring loses without; a flow of it would have too many terms."""
    ring = pc.read_text(KINDS["rated ring"].text(140).replace("400 kW", "60 kW"))
    bounds = explore(ring, network(ring)).unavailability["r"]
    assert 0 <= bounds.low <= bounds.high <= 1
    assert bounds.high > pc.evaluate(site("ring", 140), plain=True).load("r").unavailability


def count_calls(monkeypatch: pytest.MonkeyPatch, owner: type, name: str) -> list[None]:
    """Count how often a method is called from now on."""
    calls: list[None] = []
    real = getattr(owner, name)

    def counted(*given: object) -> object:
        calls.append(None)
        return real(*given)

    monkeypatch.setattr(owner, name, counted)
    return calls


def test_a_flow_may_hang_on_conditions_within_conditions() -> None:
    formulas = Formulas()
    parts = [formulas.variable() for _ in range(3000)]
    when = parts[0]
    for part in parts[1:]:
        when = formulas.all_of([when, part])
    (term,) = Sums(formulas).drawn(5.0, when)
    assert term == frozenset(parts)
