"""Every row of bad input: what is said, and where it stands."""

from pathlib import Path

import pytest

from powercalc.errors import Problem, SiteError
from powercalc.site import read, read_text
from tests.site.files import GOOD, SMALL


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(SiteError) as caught:
        read_text(text, file="f")
    return caught.value.problems


def told(text: str) -> list[str]:
    return [str(problem) for problem in problems(text)]


def only(text: str) -> str:
    (said,) = told(text)
    return said


def with_key(key: str) -> str:
    """The small site with one more line in its grid feed, at line 4."""
    return SMALL.replace('mttr = "20 min"\n', f'mttr = "20 min"\n{key}\n')


def with_mttr(value: str) -> str:
    """The small site with another mttr, at 3:8."""
    return SMALL.replace('mttr = "20 min"', f"mttr = {value}")


def test_wrong_syntax_is_told_with_its_place() -> None:
    assert only("[site]\nname = \n").startswith("f:2:8: wrong TOML")


def test_several_errors_of_syntax_are_told_at_once() -> None:
    said = told('[site]\nname = \n[ups.a]\nmttr = 5 h\nfed_by = "b"\ntext\n')
    assert [each.split(": ")[0] for each in said] == ["f:2:8", "f:4:1", "f:6:1"]


def test_the_same_table_twice_is_an_error() -> None:
    assert only("[ups.a]\n[ups.a]\n").startswith("f:2:")


def test_an_unknown_key_has_a_suggestion() -> None:
    assert only(with_key('suplier = "x"')) == (
        "f:4:1: grid_feed.grid.suplier: is an unknown key; did you mean supplier?"
    )


def test_a_key_of_another_kind_names_the_kinds_that_have_it() -> None:
    said = only(with_key('autonomy = "5 min"'))
    assert "is a key of ups, battery, flywheel, rotary_ups, not of grid_feed" in said


def test_an_unknown_kind_has_a_suggestion() -> None:
    said = only(SMALL + '[transfomer.tx]\nfed_by = "grid"\n')
    assert said == "f:7:2: transfomer: is no kind of component; did you mean transformer?"


def test_an_unknown_id_has_a_suggestion() -> None:
    said = told(SMALL.replace('fed_by = "grid"', 'fed_by = ["grid", "grdi"]'))
    assert said[0] == (
        'f:6:19: server.rack.fed_by: no component has this id (found "grdi"); did you mean "grid"?'
    )


@pytest.mark.parametrize(
    ("value", "flaw"),
    [
        ('"5 kW"', "has the wrong dimension"),
        ("5", "is a bare number where a unit is due"),
        ('"-5 h"', "is negative"),
        ("-5", "is a bare number where a unit is due"),
        ('"nan h"', "is not a finite number"),
        ("nan", "is not a finite number"),
        ("inf", "is not a finite number"),
        ('"1e9999 h"', "is not a finite number"),
        ('""', "is empty"),
        ('"0,5 h"', "has a decimal comma"),
        ('"9**9**9 h"', "is not in the grammar"),
        ("\"__import__('os').system('true')\"", "is not in the grammar"),
        ('"5 hrous"', 'has an unknown unit "hrous"'),
        ("true", "is true or false"),
        ("[[[]]]", "is a list"),
        ("{ a = 1 }", "is a table"),
        ("0x" + "f" * 5000, "is a bare number"),
    ],
)
def test_a_wrong_value_is_told_where_it_stands(value: str, flaw: str) -> None:
    said = only(with_mttr(value))
    assert said.startswith("f:3:8: grid_feed.grid.mttr: " + flaw)
    assert "; expected " in said


def test_needed_above_count_is_an_error() -> None:
    said = only(with_key("count = 2\nneeded = 3"))
    assert said == "f:5:1: grid_feed.grid.needed: needs 3 of 2 units; expected needed not above count"


@pytest.mark.parametrize("count", ["0", "-1", "1000000000000000000", "1.5", '"3"', "true"])
def test_an_absurd_count_is_an_error(count: str) -> None:
    assert only(with_key(f"count = {count}")).startswith("f:4:9: grid_feed.grid.count: is")


def test_the_same_id_under_two_kinds_is_told_at_the_second_place() -> None:
    text = '[ups.a]\nfed_by = "grid"\n' + SMALL + '[pdu.rack]\nfed_by = "grid"\n[ups.rack]\nfed_by = "grid"\n'
    assert [each.split(";")[0] for each in told(text)] == [
        "f:9:6: pdu.rack: the id stands already under server, in line 7",
        "f:11:6: ups.rack: the id stands already under server, in line 7",
    ]


def test_a_site_needs_a_load() -> None:
    assert only('[grid_feed.grid]\nmttr = "1 h"\n') == (
        "f: the site has no load; expected at least one [server.ID]"
    )


def test_a_load_needs_a_source() -> None:
    buses = '[bus.a]\nfed_by = "t"\n[bus.b]\nfed_by = "t"\n[tie.t]\nbetween = ["a", "b"]\n'
    said = only(buses + '[server.rack]\nfed_by = "a"\n')
    assert said == "f:7:9: server.rack: no source of power is on the way to this load"


def test_a_loop_without_a_tie_is_told_once_with_its_way() -> None:
    said = only(
        SMALL + '[ups.a]\nfed_by = ["grid", "c"]\n[ats.b]\nfed_by = ["grid", "a"]\n[pdu.c]\nfed_by = "b"\n'
    )
    assert said.startswith("f:8:1: ups.a.fed_by: is fed by what it feeds itself: a → b → c → a; expected")


def test_a_loop_over_a_bypass_is_a_loop() -> None:
    text = '[ups.a]\nfed_by = "grid"\nbypass = true\nbypass_fed_by = "b"\n[bus.b]\nfed_by = "a"\n'
    assert "feeds itself: a → b → a" in only(SMALL + text)


def test_a_long_loop_is_told_by_its_ends() -> None:
    ring = "".join(f'[bus.b{i}]\nfed_by = "b{i - 1 if i else 1999}"\n' for i in range(2000))
    said = only(SMALL + ring)
    assert "b0 → b1" in said
    assert " → … → " in said
    assert len(said) < 300


def test_what_is_no_source_must_be_fed() -> None:
    assert only(SMALL + "[ups.a]\n").startswith("f:7:6: ups.a: a ups is no source and nothing feeds it")


def test_a_load_feeds_nothing() -> None:
    said = only(SMALL + '[pdu.a]\nfed_by = "rack"\n')
    assert said.startswith("f:8:10: pdu.a.fed_by: is a load and feeds nothing")


@pytest.mark.parametrize("ends", ['["grid"]', '["grid", "grid"]', "[]", '"grid"', "[1, 2]"])
def test_a_tie_has_two_ends(ends: str) -> None:
    assert told(SMALL + f"[tie.t]\nbetween = {ends}\n")[0].startswith("f:8:")


def test_a_block_states_its_own_figures() -> None:
    assert "must state its own" in only(SMALL + "[block.b]\n")


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("count = 3\n" + SMALL, "f:1:9", "stands outside every table"),
        ("ups = 3\n" + SMALL, "f:1:7", "is no table"),
        (SMALL + '[ups]\nmttr = "5 h"\n', "f:8:8", "is no table"),
        (SMALL + "[[ups.a]]\n", "f:7:7", "is a list of tables"),
        ("[[site]]\n" + SMALL, "f:1:3", "is a list of tables"),
        ("[site]\n" + SMALL, "f:1:2", "is missing"),
        (SMALL + "[zone.a]\nfire = 3\n", "f:8:1", "is an unknown key"),
        (SMALL + '[zone.a.fire]\nmttr = "1 h"\n', "f:7:9", "is missing"),
        (SMALL + '[zone.a]\nwithin = "b"\n', "f:8:10", "there is none of this name"),
        (SMALL + "[practice.trainning]\n", "f:7:11", "is no known practice"),
        (SMALL + '[waiver]\nrule = "x"\n', "f:7:2", "is no list of tables"),
        (SMALL + '[targets.rak]\navailability = "99 %"\n', "f:7:10", "there is none of this name"),
        (SMALL + '[common_cause.c]\nmembers = ["rackk"]\nbeta = 0.1\n', "f:8:12", "there is none of this"),
        (
            SMALL + '[common_cause.c]\nmembers = ["grid", "rack", "rack"]\nbeta = 0.1\n',
            "f:8:20",
            "is named more than once",
        ),
        (SMALL + '[ups.""]\nfed_by = "grid"\n', "f:7:6", "the name is empty"),
        (with_key('id = "x"'), "f:4:1", "is an unknown key"),
    ],
)
def test_a_wrong_table_is_told_where_it_stands(text: str, place: str, said: str) -> None:
    (first, *_) = told(text)
    assert first.startswith(place + ": ")
    assert said in first


def test_all_problems_are_told_at_once_in_the_order_of_the_file() -> None:
    text = GOOD.replace('"20 min"', '"20 kW"').replace("fed_by", "fedby", 1).replace("power =", "powr =")
    assert [each.split(": ")[1] for each in told(text)] == [
        "grid_feed.grid.outages.0.mttr",
        "ats.ats-a.fedby",
        "server.rack.powr",
    ]


def test_problems_of_one_component_are_told_together() -> None:
    said = told(with_key('nme = "x"\ncount = 2\nneeded = 3\nzone = ""'))
    assert [each.split(":")[1] for each in said] == ["4", "6", "7"]


def test_a_misspelt_key_is_not_blamed_twice() -> None:
    assert "did you mean count?" in only(with_key("cuont = 2\nneeded = 2"))


def test_columns_count_characters() -> None:
    assert only(SMALL + '[ups."né"]\nfed_by = ["grid", "é", ]\n').startswith("f:8:19: ")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="is a folder"):
        read(tmp_path)


def test_a_missing_file_is_told_with_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "hospital.toml").touch()
    with pytest.raises(SiteError, match=r"no such file.*did you mean .*hospital\.toml"):
        read(tmp_path / "hopsital.toml")


@pytest.mark.parametrize("path", ["a\0b", "x" * 5000])
def test_a_path_that_cannot_be_is_an_error(path: str) -> None:
    with pytest.raises(SiteError, match="cannot be read"):
        read(path)


def test_bytes_that_are_not_utf8_are_told_with_their_place(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes('[site]\nname = "Hôtel-Dieu"\n'.encode("latin-1"))
    with pytest.raises(
        SiteError, match=r"latin.toml:2:10: the file is not UTF-8 \(found byte 0xf4 at offset 16"
    ):
        read(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        (" \n\n", "the file is empty"),
        ("x = " + "[" * 100_000, "nested too deeply"),
        ("x = " + "{a=" * 100_000, "nested too deeply"),
        ("a." * 100_000 + "b = 1", "too many parts"),
        ("x = " + "9" * 5000, "too many digits"),
        ("x = 1\0", "wrong TOML"),
        ('x = "\ud800"', "surrogate"),
        ("[x]\n" * 2, "wrong TOML"),
    ],
)
def test_a_monstrous_text_is_an_error_like_any_other(text: str, said: str) -> None:
    assert said in told(text)[0]


def test_maintenance_without_its_length_is_told_at_its_line() -> None:
    assert only(with_key('maintenance_rate = "1 / year"')).startswith(
        "f:4:1: grid_feed.grid.maintenance_rate: states maintenance_rate without maintenance_time"
    )


def test_windows_that_fill_all_time_together_are_an_error() -> None:
    text = with_key('maintenance_rate = "6 / year"\nmaintenance_time = "30 day"')
    more = text.replace("[server.", '[bus.more]\nfed_by = "grid"\nmaintenance_rate = "7 / year"\n'
                        'maintenance_time = "30 day"\n\n[server.', 1)  # fmt: skip
    assert "all components together are in service all the time" in only(more)


def test_maintenance_of_a_load_is_a_warning() -> None:
    text = with_key("").replace("[server.rack]", '[server.rack]\nmaintenance_rate = "1 / year"\n'
                                'maintenance_time = "8 h"', 1)  # fmt: skip
    assert any("planned work on a load" in str(warning) for warning in read_text(text).warnings)


def warned(text: str) -> list[str]:
    return [str(warning) for warning in read_text(text, file="f").warnings]


STANDBY = (
    '[grid_feed.grid]\n[generator.gen]\n[ats.ats]\nfed_by = ["grid", "gen"]\n[server.rack]\nfed_by = "ats"\n'
)


ON_B = '[server.s]\nfed_by = "b"\n'


def test_a_site_that_is_meant_so_has_no_warnings() -> None:
    assert warned(STANDBY) == []


@pytest.mark.parametrize(
    ("text", "place", "flaw"),
    [
        ("[generator.idle]\n", "f:7:12: generator.idle", "feeds no load"),
        (
            '[generator.idle]\n[bus.b]\nfed_by = "idle"\n[bus.c]\nfed_by = "b"\n',
            "f:7:12: generator.idle",
            "feeds no load",
        ),
        (
            '[ups.u]\nfed_by = "grid"\ntest_interval = "30 day"\n',
            "f:9:1: ups.u.test_interval",
            "says nothing alone",
        ),
        ('[ups.u]\nfed_by = "grid"\ntest_coverage = 0.5\n', "f:9:1: ups.u.test_coverage", "never tested"),
        (
            f'[generator.two]\nfuel_resupply = "8 h"\n[bus.b]\nfed_by = ["two", "grid"]\n{ON_B}',
            "f:8:1: generator.two.fuel_resupply",
            "nothing says when it ends",
        ),
        (
            '[generator.two]\nfuel_autonomy = "8 h"\n[server.s]\nfed_by = "two"\n',
            "f:8:1: generator.two.fuel_autonomy",
            "taken to last for ever",
        ),
        (
            '[generator.two]\nstart_time = "8 s"\n[server.s]\nfed_by = "two"\n',
            "f:8:1: generator.two.start_time",
            "runs all year",
        ),
    ],
)
def test_what_stands_by_for_nothing_is_a_warning_with_its_line(text: str, place: str, flaw: str) -> None:
    (said,) = warned(STANDBY + text)
    assert said.startswith(f"{place}: ")
    assert flaw in said


def test_a_generator_listed_first_by_mistake_is_a_warning_at_its_place() -> None:
    (said,) = warned(STANDBY.replace('["grid", "gen"]', '["gen", "grid"]'))
    assert said.startswith(
        'f:4:11: ats.ats.fed_by: prefers gen to grid, so that it runs all year (found "gen")'
    )


def test_a_switch_that_needs_two_inputs_is_an_error() -> None:
    said = only(STANDBY.replace("[server", "inputs_needed = 2\n[server"))
    assert said.startswith("f:5:1: ats.ats.inputs_needed: needs 2 inputs, and a switch stands on one")


def test_fuel_that_ends_before_the_start_is_an_error() -> None:
    said = only(STANDBY.replace("[ats", 'fuel_autonomy = "5 s"\nstart_time = "12 s"\n[ats'))
    assert said.startswith("f:3:1: generator.gen.fuel_autonomy: has fuel for less than its start")


def test_a_lognormal_without_its_spread_is_taken_with_a_stated_one_and_told() -> None:
    outage = '[[grid_feed.grid.outages]]\nname = "long"\nfailure_rate = "1 / year"\nmttr = "5 h"\n'
    site = read_text(
        STANDBY.replace("[generator.gen]", f'{outage}restoration = "lognormal"\n[generator.gen]')
    )
    (assumed,) = [each for each in site.assumptions if "restoration" in each.parameter]
    assert (assumed.component, assumed.value, assumed.sourced) == ("grid", "3", False)
    assert assumed.parameter == "outages.long.restoration_error_factor"


COOLED = """[grid_feed.grid]
failure_rate = "2 / year"
mttr = "20 min"
[pdu.pdu-a]
fed_by = "grid"
[crah.crah-a]
fed_by = "grid"
[crah.crah-b]
fed_by = "grid"
[server.rack]
fed_by = "pdu-a"
"""


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (
            'cooled_by = ["crah-a", "crah-b"]\ncooling_needed = 3',
            (
                "f:13:1: server.rack.cooling_needed: needs 3 of 2 cooling units; "
                "expected cooling_needed not above the number of units in cooled_by"
            ),
        ),
        (
            'cooled_by = "crah-c"',
            (
                'f:12:13: server.rack.cooled_by: no component has this id (found "crah-c"); '
                'did you mean "crah-b"?'
            ),
        ),
        (
            'cooled_by = "pdu-a"',
            (
                'f:12:13: server.rack.cooled_by: names a pdu, which cools nothing (found "pdu-a"); '
                "expected the id of a chiller, crah, pump or block"
            ),
        ),
        (
            'thermal_autonomy = "5 min"',
            (
                "f:12:1: server.rack.thermal_autonomy: stands without cooled_by: nothing cools it; "
                "expected cooled_by beside it, the ids of its cooling units"
            ),
        ),
        (
            "cooling_needed = 2",
            (
                "f:12:1: server.rack.cooling_needed: stands without cooled_by: nothing cools it; "
                "expected cooled_by beside it, the ids of its cooling units"
            ),
        ),
        (
            'cooled_by = "rack"',
            'f:12:13: server.rack.cooled_by: names the component itself (found "rack")',
        ),
        (
            'cooled_by = "crah-a"\nthermal_autonomy = "5 kW"',
            (
                'f:13:20: server.rack.thermal_autonomy: has the wrong dimension (found "5 kW"); '
                'expected a time such as "12 min"'
            ),
        ),
    ],
)
def test_cooling_that_cannot_be_is_told_with_its_place(keys: str, said: str) -> None:
    assert only(f"{COOLED}{keys}\n") == said


def test_a_cooling_unit_that_nobody_names_is_a_warning() -> None:
    said = warned(COOLED + 'cooled_by = "crah-a"\n')
    assert said == [
        "f:8:7: crah.crah-b: cools nothing: no component names it; expected cooled_by where it is needed"
    ]


def test_what_depends_on_a_generator_that_stands_still_is_a_warning() -> None:
    waits = '[generator.gen]\n[ats.ats]\nfed_by = ["grid", "gen"]\n[server.other]\nfed_by = "ats"\n'
    said = warned(SMALL + waits + '[bus.bus]\nfed_by = "grid"\ndepends_on = "gen"\n')
    assert any("until then this is dead" in each and "f:14:14" in each for each in said)
