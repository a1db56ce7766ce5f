"""What goes dark in the hall without a panel, against a walk over the cables of the inventory itself."""

import pytest

from powercalc.flow.after_outage import AfterOutage, after_outage
from powercalc.flow.power_network import network
from powercalc.flow.single import units_out
from powercalc.flow.usual_states import UsualStates
from powercalc.inventory.inventory_model import Inventory
from powercalc.inventory.to_site import Imported
from powercalc.site.read import read_text

PANELS = ("PP-A1", "PP-A2", "PP-B1", "PP-B2")


class Cables:
    """Which panels anything in the inventory draws from."""

    def __init__(self, hall: Inventory) -> None:
        names = {panel.key: panel.name for panel in hall.panels}
        self._feeds = {each.key: names[each.panel] for each in hall.feeds if each.status == "active"}
        self._cords = {each.key: each.cords for each in hall.strips}
        self._cords |= {each.key: each.cords for each in hall.intermediates}

    def panels(self, key: str | None) -> set[str]:
        if key in self._feeds:
            return {self._feeds[key]}
        cords = self._cords.get(key or "", ())
        return {panel for cord in cords if cord.state == "documented" for panel in self.panels(cord.to)}


def after(imported: Imported, *out: str) -> AfterOutage:
    net = network(read_text(imported.text))
    return after_outage(UsualStates(network=net, out=units_out(net, out)))


@pytest.mark.parametrize("panel", PANELS)
def test_as_many_devices_are_dark_as_the_cables_say(hall: Inventory, imported: Imported, panel: str) -> None:
    cables = Cables(hall)
    expected = 0
    for load in hall.loads:
        panels = {
            each for cord in load.cords if cord.state == "documented" for each in cables.panels(cord.to)
        }
        expected += load.count * (panels == {panel})
    found = after(imported, panel).loads
    assert expected > 0
    assert sum(each.count for each in found if each.dark) == expected


def test_planted_facts_of_side_a(imported: Imported) -> None:
    """A-09 and B-07 hang on PP-A1 alone; so do two servers with both cords on one PDU."""
    found = after(imported, "PP-A1")
    dark = {each.id: each.rack for each in found.in_state("dark")}
    assert {"A-09", "B-07"} <= set(dark.values())
    assert {"srv-a-03-1", "srv-b-03-2", "tor-a-04"} <= set(dark)
    assert {each.id for each in found.in_state("undocumented")} == {"srv-a-05-3", "srv-a-06-1"}
    assert found.live_beside["A-09"] == found.live_beside["B-07"] == ()
    assert found.live_beside["A-03"] == ("pdu-a-03-b",)


def test_the_rack_ats_keeps_its_loads_through_either_side(imported: Imported) -> None:
    for panel in ("PP-A2", "PP-B2"):
        behind = [each for each in after(imported, panel).loads if each.id.startswith("appliance-c-04")]
        assert behind
        assert not any(each.dark for each in behind)


@pytest.mark.parametrize(("panel", "feed", "then"), [("PP-A2", "D-08B", 18.06), ("PP-B2", "D-08A", 18.0)])
def test_d_08_is_above_what_is_permitted_after_the_loss_of_either_side(
    imported: Imported, panel: str, feed: str, then: float
) -> None:
    """3 nodes of 6 kW, and a switch of 60 W on one cord; 0.8 x 400 V x 32 A x sqrt(3) is 17.736 kVA."""
    (full,) = (each for each in after(imported, panel).too_full if each.id.startswith("D-08"))
    assert full.id == feed
    assert full.then_kw == pytest.approx(then)
    assert full.planned_kw == pytest.approx(17.7362, abs=1e-4)
    assert not full.beyond_limit
