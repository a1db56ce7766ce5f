"""A site as the text of a file: it reads as the site, and what a person wrote stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from pint import UnitRegistry

import powercalc as pc
from powercalc.testing import sites

EXAMPLES = Path(__file__).parents[2] / "examples"
TEXT = """\
# what a person wrote
[site]
name = "Room"

[default.ups]
mttr = "8 h"   # the contract

[grid_feed.grid]   # from the street
failure_rate = "2 / year"
mttr         = "20 min"  # as measured

# the UPS
[ups.u]
fed_by   = "grid"
autonomy = "10 min"   # new batteries

[server.rack]
fed_by = "u"
"""
ROOM = pc.read_text(TEXT)


def components(site: pc.Site) -> dict[str, dict[str, object]]:
    return {each.id: dict(each.given) for each in site.components}


def figures(site: pc.Site) -> dict[str, dict[str, object]]:
    return {each.id: {key: getattr(each, key) for key in type(each).model_fields} for each in site.components}


def test_a_site_that_was_read_is_its_text() -> None:
    assert ROOM.to_toml() == TEXT


def test_one_value_changes_one_value() -> None:
    changed = ROOM.changed({"u": {"autonomy": "15 min"}}).to_toml()
    assert changed == TEXT.replace('"10 min"', '"15 min"')


def test_a_new_key_stands_behind_the_last_one_and_one_taken_back_is_gone() -> None:
    changed = ROOM.changed({"grid": {"supplier": "Enedis", "mttr": None}}).to_toml()
    line = 'mttr         = "20 min"  # as measured\n'
    assert changed == TEXT.replace(line, 'supplier = "Enedis"\n')


def test_what_is_added_stands_at_the_end_and_what_is_removed_is_gone() -> None:
    more = ROOM.added(pc.Ups("v", fed_by="grid", autonomy="5 min"))
    assert more.to_toml() == TEXT + '\n[ups.v]\nfed_by = "grid"\nautonomy = "5 min"\n'
    less = more.changed({"rack": {"fed_by": "v"}}).removed("u")
    assert "[ups.u]" not in less.to_toml()
    assert components(pc.read_text(less.to_toml()))["rack"] == {"fed_by": "v"}


def test_several_are_removed_by_a_pattern_or_by_their_kind() -> None:
    more = ROOM.added(*(pc.Ups(f"spare-{n}", fed_by="grid") for n in range(3)))
    assert more.removed("spare-*").components == ROOM.components
    assert [each.id for each in more.removed("spare-[01]").components if each.kind == "ups"][-1] == "spare-2"
    with pytest.raises(pc.SiteError, match="spare-x"):
        more.removed("spare-x*")
    without = more.added(pc.Server("other", fed_by="grid"), pc.Pdu("p", fed_by="grid")).removed("pdu")
    assert "p" not in without.by_id


def test_what_is_still_named_is_not_removed() -> None:
    with pytest.raises(pc.SiteError, match="rack"):
        ROOM.removed("u")
    with pytest.raises(pc.SiteError, match="did you mean u"):
        ROOM.removed("uu")


def test_a_pattern_and_a_kind_change_all_that_they_name() -> None:
    two = ROOM.added(pc.Ups("v", fed_by="grid"))
    assert {two.changed({"ups": {"mttr": "4 h"}})[name].mttr for name in "uv"} == {4.0}
    assert two.changed({"[uv]": {"autonomy": "1 h"}})["v"].given["autonomy"] == "1 h"
    assert two.changed({"ups": {"mttr": "4 h"}, "u": {"mttr": "5 h"}})["u"].mttr == 5.0
    with pytest.raises(pc.SiteError, match="no component has this id"):
        two.changed({"x-*": {"mttr": "4 h"}})


def test_a_quantity_is_written_as_text() -> None:
    minutes = UnitRegistry().Quantity(15, "minute")
    assert 'autonomy = "0.25 h"' in ROOM.changed({"u": {"autonomy": minutes}}).to_toml()


def test_a_site_built_in_python_reads_again() -> None:
    site = pc.Site(
        "hall",
        (
            pc.GridFeed("grid", failure_rate={"median": "2 / year", "error_factor": 3}, mttr="20 min"),
            pc.Ups("ups-a", fed_by="grid", count=2, needed=1, zone="room", autonomy="10 min"),
            pc.Server("rack", fed_by="ups-a", power="8 kW", installed="2020-01-01"),
        ),
        common_causes=(pc.CommonCause(name="both", members=["ups-a"], beta="5 %", mttr="8 h"),),
        zones=(
            pc.Zone(name="room", hazards=(pc.Hazard(name="fire", failure_rate="1e-7 / h", mttr="30 day"),)),
        ),
        targets={"rack": pc.Targets(max_downtime="1 h")},
        services=(pc.Service("mail", runs_on="rack", recovery_time="4 h"),),
    )
    again = pc.read_text(site.to_toml())
    assert components(again) == components(site)
    assert pc.evaluate(again).to_dict()["loads"] == pc.evaluate(site).to_dict()["loads"]
    assert pc.evaluate(again).services == pc.evaluate(site).services
    assert again.targets == site.targets


@settings(max_examples=25)
@given(sites(min_loads=1, standby=True))
def test_any_site_reads_again(site: pc.Site) -> None:
    again = pc.read_text(site.to_toml())
    assert figures(again) == figures(site)
    assert again.common_causes == site.common_causes
    assert again.zones == site.zones


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.toml")), ids=lambda path: path.stem)
def test_a_changed_example_reads_as_it_was_changed(path: Path) -> None:
    site = pc.read(path)
    load = site.loads[0].id
    changed = site.changed({load: {"recovery_time": "3 h", "note": "moved"}})
    assert components(pc.read_text(changed.to_toml())) == components(changed)


def test_tables_in_braces_and_dotted_keys_are_changed_where_they_stand() -> None:
    text = """\
[grid_feed]
g = { failure_rate = "2 / year", mttr = "20 min" } # the street
[ups]
u.fed_by = "g"
u.autonomy = "10 min"
v = { fed_by = "g" }
[server.rack]
fed_by = "u"
"""
    site = (
        pc.read_text(text)
        .changed({"g": {"mttr": None}, "u": {"count": 2, "autonomy": "15 min"}})
        .removed("v")
    )
    assert site.to_toml() == text.replace(', mttr = "20 min"', "").replace(
        'v = { fed_by = "g" }\n', ""
    ).replace('"10 min"\n', '"15 min"\nu.count = 2\n')
    assert components(pc.read_text(site.to_toml())) == components(site)


def test_what_is_stated_in_a_table_within_is_refused_not_written_twice() -> None:
    text = TEXT.replace(
        'mttr         = "20 min"  # as measured\n',
        '[grid_feed.grid.mttr]\nmedian = "20 min"\nerror_factor = 3\n',
    )
    with pytest.raises(pc.CallError, match=r"grid_feed\.grid\.mttr is written"):
        pc.read_text(text).changed({"grid": {"mttr": "1 h"}}).to_toml()


def test_what_a_default_states_is_not_taken_back_by_a_file() -> None:
    with pytest.raises(pc.CallError, match="mttr is of a type or a default"):
        ROOM.changed({"u": {"mttr": None}}).to_toml()


def test_a_change_in_an_included_file_is_refused() -> None:
    group = pc.read(EXAMPLES / "hospital-group" / "group.toml")
    inner = next(each.id for each in group.loads if "/" in each.id)
    with pytest.raises(pc.CallError, match="includes"):
        group.changed({inner: {"recovery_time": "3 h"}}).to_toml()


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    pc.write(ROOM.changed({"u": {"count": 2, "needed": 1}}), tmp_path / "site.toml")
    assert pc.read(tmp_path / "site.toml")["u"].count == 2
