"""What is proved never to add downtime never does; what may is not proved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import powercalc as pc
from powercalc.improvement.never_worse import hindrance
from powercalc.site import templates
from powercalc.testing import sites

HALL = pc.read_text(templates.text("2n"))
BETTER: dict[str, Callable[[float, float], Any]] = {
    "failure_rate": lambda value, factor: f"{value * factor!r} / h",
    "mttr": lambda value, factor: f"{value * factor!r} h",
    "autonomy": lambda value, factor: f"{value / factor!r} h",
    "hold_up": lambda value, factor: f"{value / factor!r} h",
    "transfer_time": lambda value, factor: f"{value * factor!r} h",
    "battery_failure": lambda value, factor: value * factor,
    "fail_to_start": lambda value, factor: value * factor,
    "fail_to_transfer": lambda value, factor: value * factor,
}
NOISE = 1e-5
"""How far sums over ages by points may be off."""


@settings(max_examples=60)
@given(sites(standby=True, restorations=False), st.data())
def test_what_is_proved_never_adds_downtime(site: pc.Site, data: st.DataObject) -> None:
    known = [each for each in site.complete if any(getattr(each, key, None) for key in BETTER)]
    component = data.draw(st.sampled_from(known))
    key = data.draw(st.sampled_from([key for key in BETTER if getattr(component, key, None)]))
    factor = data.draw(st.sampled_from([0.1, 0.5, 0.9]))
    value = BETTER[key](getattr(component, key), factor)
    better = site.changed({component.id: {key: value}})
    if hindrance(site, better) is None:
        found = pc.evaluate_many(site, [{}, better])
        assert found.any_unavailability[1] <= found.any_unavailability[0] * (1 + NOISE)
        assert (found.unavailability[1] <= found.unavailability[0] * (1 + NOISE)).all()


@pytest.mark.parametrize(
    "changes",
    [
        {"gen": {"fail_to_start": 0.001}},
        {"gen": {"failure_rate": "1 / 5000 h"}},
        {"ups-a": {"autonomy": "1 h"}, "ups-b": {"autonomy": "1 h"}},
        {"pdu-a": {"mttr": "1 h"}},
        {"ats-a": {"fail_to_transfer": 0}},
        {"rack": {"hold_up": "1 s"}},
    ],
)
def test_what_is_better_where_nothing_counts_below_is_proved(changes: dict[str, Any]) -> None:
    assert hindrance(HALL, HALL.changed(changes)) is None
    assert hindrance(HALL.changed(changes), HALL) is not None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"tx-a": {"mttr": "1 h"}}, "gen is called by how often something above is lost"),
        ({"gen": {"start_time": "1 s"}}, "gen.start_time may hurt"),
        ({"gen": {"mttr": "1000 h"}}, "gen.mttr may hurt"),
        ({"ups-a": {"autonomy": "1 s"}}, "ups-a.autonomy may hurt"),
        ({"pdu-a": {"restoration": "fixed"}}, "pdu-a.restoration may hurt"),
        ({"rack": {"fed_by": "pdu-a"}}, "rack is fed in some state"),
    ],
)
def test_what_may_hurt_is_told(changes: dict[str, Any], why: str) -> None:
    found = hindrance(HALL, HALL.changed(changes))
    assert found is not None
    assert why in found


def flapping(**tx: Any) -> pc.Site:
    """A switch whose moves fail half of the time and take long to be put right: what flaps above it hurts."""
    return pc.Site(
        "flapping",
        (
            pc.GridFeed("a", failure_rate="20 / year", mttr="2 h"),
            pc.Block("tx", fed_by="a", **{"failure_rate": "20 / year", "mttr": "400 h", **tx}),
            pc.GridFeed("b", failure_rate=0),
            pc.Ats("switch", fed_by=["tx", "b"], failure_rate=0, transfer_time="0 s", fail_to_transfer=0.5,
                   manual_transfer_time="1 h"),
            pc.Server("load", fed_by="switch", hold_up="0 s"),
        ),
    )  # fmt: skip


def test_a_faster_repair_above_a_switch_can_hurt_and_is_not_proved() -> None:
    slow, fast = flapping(), flapping(mttr="40 h")
    lost = [pc.evaluate(site).any_load.downtime_h_per_year for site in (slow, fast)]
    assert lost[1] > lost[0]
    assert hindrance(slow, fast) == "switch moves as often as it loses what feeds it"


def test_another_cord_never_hurts_and_another_input_of_a_bus_neither() -> None:
    def site(*cords: str, inputs: tuple[str, ...] = ("a",)) -> pc.Site:
        return pc.Site(
            "cords",
            (
                pc.GridFeed("a", failure_rate="1 / year", mttr="2 h"),
                pc.GridFeed("b", failure_rate="2 / year", mttr="1 h"),
                pc.Bus("bus", fed_by=inputs, failure_rate="1 / 100 year", mttr="10 h"),
                pc.Ups("ups", fed_by="bus", autonomy="10 min"),
                pc.Server("load", fed_by=cords),
            ),
        )

    one = site("ups")
    for more in (site("ups", "b"), site("ups", inputs=("a", "b")), site("ups", "b", inputs=("b", "a"))):
        assert hindrance(one, more) is None
        assert hindrance(more, one) is not None
        assert pc.evaluate(more).any_load.unavailability < pc.evaluate(one).any_load.unavailability
    assert hindrance(one, site("b")) is not None


def test_planned_work_overload_and_shared_causes_are_not_proved() -> None:
    served = HALL.changed({"tx-a": {"maintenance_rate": "1 / year", "maintenance_time": "4 h"}})
    why = hindrance(served, served.changed({"pdu-a": {"mttr": "1 h"}}))
    assert why == "planned work is done one at a time, and displaces other work"
    loaded = HALL.changed(
        {"rack": {"power": "8 kW"}, "pdu-a": {"rating": "100 kW"}, "pdu-b": {"rating": "1 MW"}}
    )
    why = hindrance(loaded, loaded.changed({"pdu-a": {"mttr": "1 h"}}))
    assert why == "what carries too much trips, and that depends on what else is live"
    group = pc.CommonCause(name="pdus", members=("pdu-a", "pdu-b"), beta=0.1)
    shared = pc.Site("shared", HALL.components, common_causes=(group,))
    assert (
        hindrance(shared, shared.changed({"pdu-a": {"mttr": "1 h"}}))
        == "pdu-a shares a common cause with others"
    )
