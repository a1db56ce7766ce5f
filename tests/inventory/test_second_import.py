"""A further import changes what changed in the hall, and never loses what a person wrote."""

from __future__ import annotations

import difflib
import re
from dataclasses import replace
from pathlib import Path

import pytest

from powercalc.errors import SiteError
from powercalc.inventory.inventory_model import Cord, CordedDevice, Inventory
from powercalc.inventory.to_site import Imported, to_site
from powercalc.site.read import read_text
from powercalc.site.text_blocks import blocks


def _changed(before: str, after: str) -> list[str]:
    """Return the lines that a diff shows, without the sums and what was found."""
    one, other = (text.partition("\n[inventory]")[0].splitlines() for text in (before, after))
    return [
        line
        for line in difflib.unified_diff(one, other, n=0)
        if line[0] in "+-" and line[:3] not in {"+++", "---"}
    ]


def _load(hall: Inventory, name: str, **changes: object) -> Inventory:
    loads = tuple(replace(each, **changes) if each.name == name else each for each in hall.loads)  # type: ignore[arg-type]
    return replace(hall, loads=loads)


def test_the_same_hall_gives_the_same_file(hall: Inventory, upstream: Path, imported: Imported) -> None:
    assert to_site(hall, upstream, before=imported.text).text == imported.text
    assert to_site(hall, None, before=imported.text).text == imported.text


def test_blocks_are_the_text(imported: Imported) -> None:
    assert "".join(block.text for block in blocks(imported.text)) == imported.text


def test_a_change_of_the_hall_is_a_change_of_its_lines(
    hall: Inventory, upstream: Path, imported: Imported
) -> None:
    after = to_site(_load(hall, "tor-a-04", draw=95.0), upstream, before=imported.text)
    assert _changed(imported.text, after.text) == ['-power = "60 W"', '+power = "95 W"']


def test_a_new_device_stands_where_it_belongs(hall: Inventory, upstream: Path, imported: Imported) -> None:
    near = next(each for each in hall.loads if each.name == "tor-a-04")
    new = replace(near, key="device 9999", name="new-1", back="netbox: device 9999", draw=500.0)
    at = hall.loads.index(near)
    more = replace(hall, loads=(*hall.loads[: at + 1], new, *hall.loads[at + 1 :]))
    after = to_site(more, upstream, before=imported.text)
    assert [line for line in _changed(imported.text, after.text) if line.strip("+-")] == [
        "+[server.new-1]",
        '+fed_by = "pdu-a-04-a"',
        '+power = "500 W"',
        '+zone = "A-04"',
        '+note = "netbox: device 9999"',
    ]
    assert to_site(more, upstream).text.partition("\n[inventory]")[0] in after.text


def test_a_device_that_is_gone_is_gone(hall: Inventory, upstream: Path, imported: Imported) -> None:
    less = replace(hall, loads=tuple(each for each in hall.loads if each.name != "tor-a-04"))
    after = to_site(less, upstream, before=imported.text)
    assert "tor-a-04" not in after.text
    assert after.text == to_site(less, upstream).text
    assert to_site(hall, upstream, before=after.text).text == imported.text


def test_what_a_person_added_stays(hall: Inventory, upstream: Path, imported: Imported) -> None:
    edited = imported.text.replace(
        "[server.srv-a-03-1]\n", '# asked on 3 May\n[server.srv-a-03-1]\nhold_up = "20 ms"  # measured\n'
    ).replace("\n# --- Panels ---", '\n[targets]\nmax_downtime = "60 min"\n\n# --- Panels ---')
    assert edited.count("hold_up") == edited.count("max_downtime") == 1
    for changed in (hall, _load(hall, "tor-a-04", draw=95.0)):
        after = to_site(changed, upstream, before=edited).text
        for kept in ("# asked on 3 May\n", 'hold_up = "20 ms"  # measured\n', "[targets]\nmax_downtime"):
            assert kept in after
        assert ('power = "95 W"' in after) == (changed is not hall)
    assert to_site(hall, upstream, before=edited).text == edited


def test_an_edited_value_stays_while_the_inventory_is_the_same(
    hall: Inventory, upstream: Path, imported: Imported
) -> None:
    edited = _edited(imported)
    after = to_site(hall, upstream, before=edited)
    assert after.text == edited
    assert any("tor-a-04" in each for each in after.told)


def _edited(imported: Imported, mark: str = "") -> str:
    edited = re.sub(
        r'(\[server\.tor-a-04\]\n.*?power = )"60 W"', rf'\1"75 W"{mark}', imported.text, flags=re.DOTALL
    )
    assert edited != imported.text
    return edited


def test_both_changed_is_refused_with_a_list(hall: Inventory, upstream: Path, imported: Imported) -> None:
    other = _load(hall, "tor-b-04", draw=95.0)
    with pytest.raises(SiteError) as refused:
        to_site(other, upstream, before=_edited(imported), file="hall.toml")
    told = [str(each) for each in refused.value.problems]
    assert [each for each in told if "tor-a-04.power" in each and "75 W" in each and "60 W" in each]
    assert all(each.startswith("hall.toml:") for each in told)
    taken = to_site(other, upstream, before=_edited(imported), overwrite=True).text
    assert '"75 W"' not in taken


def test_what_is_marked_as_kept_stays_whatever_happens(
    hall: Inventory, upstream: Path, imported: Imported
) -> None:
    other = _load(hall, "tor-b-04", draw=95.0)
    after = to_site(other, upstream, before=_edited(imported, "  # kept: measured")).text
    assert 'power = "75 W"  # kept: measured\n' in after
    assert 'power = "95 W"' in after


def test_a_table_with_additions_is_not_taken_away(
    hall: Inventory, upstream: Path, imported: Imported
) -> None:
    edited = imported.text.replace("[server.tor-a-04]\n", '[server.tor-a-04]\nrecovery_time = "4 h"\n')
    less = replace(hall, loads=tuple(each for each in hall.loads if each.name != "tor-a-04"))
    with pytest.raises(SiteError, match="something was added to it"):
        to_site(less, upstream, before=edited)


def test_the_upstream_part_may_be_filled_in_where_it_is(hall: Inventory) -> None:
    made = to_site(hall, None)
    assert any(each.what == "upstream-to-fill-in" for each in made.findings)
    assert "# Path A" not in made.text
    assert made.skeleton.count("PP-") == 4
    filled = made.text.replace('# count = 3\n# needed = 2\n# autonomy = "10 min"', 'autonomy = "8 min"')
    after = to_site(_load(hall, "tor-a-04", draw=95.0), None, before=filled)
    assert after.text.count('autonomy = "8 min"') == 2
    assert 'power = "95 W"' in after.text
    assert not any(each.what == "upstream-to-fill-in" for each in after.findings)


def test_the_skeleton_is_an_upstream_file(hall: Inventory, tmp_path: Path) -> None:
    made = to_site(hall, None)
    (tmp_path / "up.toml").write_text(made.skeleton, encoding="utf-8")
    again = to_site(hall, tmp_path / "up.toml")
    site = read_text(again.text)
    assert site["PP-A1"].fed_by == ("ups-a",)
    assert site["PP-B2"].fed_by == ("ups-b",)


def test_a_change_upstream_arrives(
    hall: Inventory, upstream: Path, imported: Imported, tmp_path: Path
) -> None:
    other = tmp_path / "up.toml"
    other.write_text(
        upstream.read_text().replace('autonomy = "10 min"', 'autonomy = "7 min"'), encoding="utf-8"
    )
    after = to_site(hall, other, before=imported.text).text
    assert _changed(imported.text, after) == ['-autonomy = "10 min"', '+autonomy = "7 min"'] * 2


def test_alike_devices_part_when_one_changes(hall: Inventory, upstream: Path, imported: Imported) -> None:
    assert "[server.srv-b-07-1]" in imported.text
    after = to_site(_load(hall, "srv-b-07-3", draw=10.0), upstream, before=imported.text)
    site = read_text(after.text)
    assert site["srv-b-07-3"].count == 1
    assert site["srv-b-07-1"].count == 3


def test_a_cord_is_what_the_record_says() -> None:
    assert not Cord(to="feed 1", state="planned").is_documented
    assert CordedDevice(key="d", name="", cords=(Cord(),)).cords[0].state == "undocumented"
