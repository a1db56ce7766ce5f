"""Windows that are alike are worked out once, and are what they would be one by one."""

import dataclasses
from collections.abc import Sequence

import pytest

import powercalc as pc
from powercalc.cascade.windows_at_rest import plain_windows
from powercalc.components import Component
from powercalc.events.planned_work import ComponentWork, InWindow, PlannedWindow, services
from powercalc.plain.alike_windows import in_all
from powercalc.response import respond
from powercalc.response.response_windows import respond_in_windows

WORK = {"maintenance_rate": "1 / year", "maintenance_time": "4 h"}


def hall(*, odd: bool = False) -> pc.Site:
    """Four racks with two PDUs of their own; one may be slower to mend than the others."""
    parts: list[Component] = [pc.GridFeed("grid", failure_rate="3 / year", mttr="1 h"), pc.Generator("gen")]
    for side in "ab":
        parts.append(pc.Ats(f"ats-{side}", fed_by=["grid", "gen"], **WORK))
        parts.append(pc.Ups(f"ups-{side}", fed_by=f"ats-{side}", count=2, needed=1, **WORK))
    for rack in range(4):
        hours = "90 h" if odd and rack == 2 else "30 h"
        pdus = [f"pdu-{side}{rack}" for side in "ab"]
        parts += [
            pc.Pdu(pdu, fed_by=f"ups-{pdu[4]}", failure_rate="0.1 / year", mttr=hours, **WORK) for pdu in pdus
        ]
        parts.append(pc.Server(f"rack-{rack}", fed_by=pdus))
    parts.append(pc.Server("one-cord", fed_by="pdu-a1"))
    return pc.Site("hall", tuple(parts))


def figures(inside: InWindow) -> tuple[float, ...]:
    return inside.unavailability, inside.outlasted, inside.counted, inside.planned_hours


def agree(one: PlannedWindow, other: PlannedWindow) -> None:
    assert one.service.component == other.service.component
    for name, inside in one.loads.items():
        assert figures(inside) == pytest.approx(figures(other.loads[name]), rel=1e-9, abs=1e-15)
    assert figures(one.any_load) == pytest.approx(figures(other.any_load), rel=1e-9, abs=1e-15)
    assert one.dropped == other.dropped


@pytest.mark.parametrize("odd", [False, True])
def test_alike_windows_are_what_each_is_alone(odd: bool) -> None:  # noqa: FBT001 - pytest's parameter
    site = hall(odd=odd)
    usual = respond(site)
    for found in respond_in_windows(site, services(site), usual).windows:
        (alone,) = respond_in_windows(site, [found.service], usual).windows
        agree(found, alone)


def test_alike_windows_of_plain_blocks_are_what_each_is_alone() -> None:
    site = hall(odd=True)
    for found in in_all(site, services(site), lambda work: plain_windows(site, work)):
        agree(found, plain_windows(site, [found.service])[0])


@pytest.mark.parametrize(("odd", "sorts"), [(False, 8), (True, 10)])
def test_only_one_of_each_sort_is_looked_at(odd: bool, sorts: int) -> None:  # noqa: FBT001
    """Two switches, two UPSs; PDUs a and b of ordinary racks, of that with one more load, of the slow one."""
    site = hall(odd=odd)
    looked_at: list[ComponentWork] = []

    def note(work: Sequence[ComponentWork]) -> list[PlannedWindow]:
        looked_at.extend(work)
        return plain_windows(site, work)

    in_all(site, services(site), note)
    assert len(looked_at) == sorts
    assert sum(each.per_hour for each in looked_at) == pytest.approx(
        sum(each.per_hour for each in services(site))
    )


def test_a_common_cause_of_some_keeps_them_apart() -> None:
    site = hall()
    group = pc.read_text(
        "[grid_feed.g]\nfailure_rate = '1 / year'\nmttr = '1 h'\n[pdu.pdu-a2]\nfed_by = 'g'\n[pdu.pdu-b2]\n"
        "fed_by = 'g'\n[server.s]\nfed_by = ['pdu-a2', 'pdu-b2']\n"
        "[common_cause.both]\nmembers = ['pdu-a2', 'pdu-b2']\nbeta = 0.1\n"
    ).common_causes
    together = dataclasses.replace(site, common_causes=group)
    usual = respond(together)
    found = respond_in_windows(together, services(together), usual).windows
    for window in found:
        agree(window, respond_in_windows(together, [window.service], usual).windows[0])
    counted = {window.service.component: window.loads["rack-2"].counted for window in found}
    assert counted["pdu-a2"] > counted["pdu-a3"]
