"""What can be wrong with an options file: each with its place, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

import powercalc as pc

SITE = pc.read_text(
    """
[grid_feed.grid]
failure_rate = "2 / year"
mttr = "20 min"
[type.long]
kind = "ups"
autonomy = "1 h"
[default.transformer]
failure_rate = "0.5 / year"
mttr = "4 h"
[generator.gen]
count = 2
needed = 1
[ats.ats-a]
fed_by = ["grid", "gen"]
[ups.ups-a]
fed_by = "ats-a"
mtbf = "100000 h"
mttr = "5 h"
[server.rack]
fed_by = "ups-a"
[common_cause.sets]
members = "gen"
beta = "10 %"
[zone.room.fire]
failure_rate = "1 / 1000 year"
mttr = "30 day"
"""
)


NOT_THERE = 'removes what is not there (found "ups"); did you mean "ups-a"?'
NO_TYPE = 'there is no such type (found "lng"); did you mean "long"?'
CONTRARY = "both say something of ups-a.autonomy"


def problems(text: str, tmp_path: Path) -> list[str]:
    path = tmp_path / "options.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(pc.SiteError) as caught:
        pc.read_options(path, SITE)
    return [str(problem).removeprefix(f"{path}:") for problem in caught.value.problems]


def one(text: str, tmp_path: Path) -> str:
    (problem,) = problems(text, tmp_path)
    return problem


def test_all_that_is_wrong_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    found = problems(
        """\
[improve]
currancy = "EUR"
cost_of_downtime = 50000
[option.a]
cost = "12 EUR"
[option.a.set.ups-a]
autonmy = "20 min"
[option.b]
cost = 1
requires = ["aa", "b"]
set.ups-b.autonomy = "5 min"
[option.c]
cost = -1
remove = "rack"
""",
        tmp_path,
    )
    assert [each.split(": ")[0] for each in found] == ["2:1", "3:20", "5:8", "10:13", "10:19", "11:5", "13:8"]
    assert "did you mean currency?" in found[0]
    assert "money per time" in found[1]
    assert "a plain number such as 120000" in found[2]
    assert 'did you mean "a"?' in found[3]
    assert "requires itself" in found[4]
    assert 'changes what is not there (found "ups-b"); did you mean "ups-a"?' in found[5]
    assert "is negative" in found[6]


def test_a_wrong_key_of_a_component_is_told_as_in_a_site_file(tmp_path: Path) -> None:
    keys = 'autonmy = "20 min"\nmttr = "5 kW"\nfuel_autonomy = "1 h"\n'
    text = f"[option.a]\ncost = 1\n[option.a.set.ups-a]\n{keys}"
    wrong, unit, other = problems(text, tmp_path)
    assert wrong == "4:1: option.a.set.ups-a.autonmy: is an unknown key; did you mean autonomy?"
    assert unit.startswith("5:8: option.a.set.ups-a.mttr: ")
    assert "expected a time such as" in unit
    assert "is a key of generator" in other


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("set.grid = {}", "changes nothing"),
        ('add.ups.ups-a = { fed_by = "grid" }', "adds what is there: the site has a ups of this id"),
        ('add.upss.x = { fed_by = "grid" }', "is no kind of component; did you mean ups?"),
        ('add.server.x = { fed_by = "grid" }', "adds a load"),
        ('add.ups.x = { fed_by = "gird" }', "did you mean"),
        ('remove = ["ups"]', NOT_THERE),
        ('remove = ["rack"]', "removes a load"),
        ('set.ups-a = { type = "long" }', "is an unknown key"),
        ('set.ups-a = { unavailability = 0.1, mttr = "4 h" }', "states unavailability beside"),
        ('set.sets = { beta = "200 %" }', "is outside 0 to 1"),
        ('set.room = { flood = { mttr = "1 h" } }', "is no hazard of the zone"),
        ('add.ups.x = { fed_by = "grid", type = "lng" }', NO_TYPE),
        ("", "does nothing"),
    ],
)  # fmt: skip
def test_what_an_option_cannot_do(text: str, expected: str, tmp_path: Path) -> None:
    assert expected in one(f"[option.a]\ncost = 1\n{text}\n", tmp_path)


AUTONOMY = '\nset.ups-a.autonomy = "20 min"\n'
MTTR = '\nset.ups-a.mttr = "1 h"\n'


def test_what_still_names_what_is_removed_is_told(tmp_path: Path) -> None:
    found = problems('[option.a]\ncost = 1\nremove = ["gen"]\n', tmp_path)
    assert found == [
        '3:11: option.a.remove: ats.ats-a.fed_by still names what is removed (found "gen")',
        '3:11: option.a.remove: common_cause.sets.members still names what is removed (found "gen")',
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[option.a]" + AUTONOMY, "does not say what it costs"),
        (f'[option.a]\ncost = 1\nrequires = "b"{AUTONOMY}[option.b]\ncost = 1\nrequires = "a"{MTTR}',
         "requires itself: a → b → a"),
        (f'[option.a]\ncost = 1\nrequires = "b"\nexcludes = "b"{AUTONOMY}[option.b]\ncost = 1{MTTR}',
         'requires "b", which it excludes'),
        (f'[option.a]\ncost = 1\nrequires = "b"{AUTONOMY}[option.b]\ncost = 1\nexcludes = "a"{MTTR}',
         'requires "b", which excludes it'),
        (f'[option.a]\ncost = 1\nrequires = "b"{AUTONOMY}[option.b]\ncost = 1\nset.ups-a.autonomy = "5 min"',
         "both say something of ups-a.autonomy"),
        (f"[option.a]\ncost = 1\ncost_per_year = 2{AUTONOMY}", "and nothing says for how many"),
        (f'[improve]\nload = "rak"\n[option.a]\ncost = 1{AUTONOMY}', 'did you mean "rack"?'),
        (f"[improvement]\n[option.a]\ncost = 1{AUTONOMY}", "did you mean improve?"),
        ('[improve]\ncurrency = "EUR"', "no [option.NAME] says what could be done"),
        ("[option]", "there is no option"),
        ("option = 3", "is no table"),
        ("", "the file is empty"),
        ("[option.a", "wrong TOML"),
    ],
)  # fmt: skip
def test_what_options_cannot_be_together(text: str, expected: str, tmp_path: Path) -> None:
    assert expected in one(text, tmp_path)


def test_what_only_another_option_adds_is_changed_where_that_is_required(tmp_path: Path) -> None:
    text = """\
[option.second]
cost = 10
add.grid_feed.other = { failure_rate = "1 / year", mttr = "1 h" }
set.ats-a.fed_by = ["grid", "other", "gen"]
[option.better]
cost = 1
set.other.mttr = "10 min"
"""
    assert 'changes what only the option "second" adds; expected requires = ["second"]' in one(text, tmp_path)
    path = tmp_path / "options.toml"
    path.write_text(text.replace("cost = 1\n", 'cost = 1\nrequires = "second"\n'), encoding="utf-8")
    options = pc.read_options(path, SITE)
    assert options.options[1].requires == ("second",)
    assert pc.improve(SITE, options).evaluated == 3


def test_more_options_than_sets_can_be_told_apart(tmp_path: Path) -> None:
    text = "".join(f'[option.o{n}]\ncost = 1\nset.ups-a.autonomy = "{n} min"\n' for n in range(1, 26))
    assert "has 25 options" in one(text, tmp_path)


def test_an_added_component_has_the_types_and_defaults_of_the_site(tmp_path: Path) -> None:
    path = tmp_path / "options.toml"
    path.write_text(
        """\
[option.a]
cost = 1
add.transformer.tx = { fed_by = "grid" }
add.ups.ups-b = { fed_by = "tx", type = "long" }
set.rack.fed_by = ["ups-a", "ups-b"]
""",
        encoding="utf-8",
    )
    (option,) = pc.read_options(path, SITE).options
    added = {each.id: each for each in option.adds}
    assert added["tx"].mttr == 4.0
    assert getattr(added["ups-b"], "autonomy", None) == 1.0


def test_what_is_said_in_another_way_takes_back_what_the_site_says() -> None:
    values = {"option": {"a": {"cost": 1, "set": {"ups-a": {"failure_rate": "1 / 50000 h", "zone": []}}}}}
    result = pc.improve(SITE, values)
    expected = pc.evaluate(SITE.changed({"ups-a": {"mtbf": "50000 h"}}))
    worse = pc.evaluate(SITE)
    assert expected.any_load.downtime_h_per_year > worse.any_load.downtime_h_per_year
    assert [each.options for each in result.front] == [()]


def test_common_causes_and_hazards_are_changed_and_removed() -> None:
    def lost(**option: object) -> float:
        result = pc.improve(SITE, {"option": {"a": {"cost": 0, **option}}})
        return min(each.downtime_h_per_year for each in result.front)

    smaller = lost(set={"sets": {"beta": "1 %"}})
    gone = lost(remove=["sets"])
    as_it_is = pc.evaluate(SITE).any_load.downtime_h_per_year
    assert gone < smaller < as_it_is


def test_a_component_is_replaced_by_another_of_its_id() -> None:
    option = {
        "cost": 1,
        "remove": ["ups-a"],
        "add": {"flywheel": {"ups-a": {"fed_by": "ats-a", "autonomy": "20 s", "failure_rate": 0}}},
    }
    result = pc.improve(SITE, {"option": {"a": option}}, budget=1)
    assert result.evaluated == 2
