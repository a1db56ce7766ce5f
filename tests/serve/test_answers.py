"""What the page asks: every headline before and after, against `evaluate` of a file that says so itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import powercalc as pc
from powercalc.report import words
from tests.serve.conftest import SITE, Ask

EXAMPLES = Path(__file__).parents[2] / "examples"


def edit(name: str, key: str, value: Any) -> dict[str, Any]:
    return {"id": name, "key": key, "value": value}


def test_a_change_is_told_for_each_headline_as_a_file_would_have_it(ask: Ask) -> None:
    (row,) = ask(
        "changes", edits=[edit("ups-a", "autonomy", "30 min"), edit("rack", "recovery_time", "2 h")]
    )["rows"]
    was, now = pc.read_text(SITE), pc.read_text(SITE.replace("10 min", "30 min") + 'recovery_time = "2 h"\n')
    before, after = pc.evaluate(was).loads[0], pc.evaluate(now).loads[0]
    assert after.service_downtime_h_per_year is not None
    assert row["was"][0] == f"{words.per_year(before.downtime_h_per_year)} without power"
    assert row["is"][0] == f"{words.per_year(after.service_downtime_h_per_year)} of service"
    assert row["is"][1] == f"{words.per_year(after.downtime_h_per_year)} without power"
    assert row["is"][2] == words.how_often(after.interruptions_per_year or 0.0)


def test_no_change_changes_nothing(ask: Ask) -> None:
    (row,) = ask("changes", edits=[])["rows"]
    assert (row["change"], row["direction"], row["was"]) == ("as before", 0, row["is"])


@pytest.mark.parametrize(
    ("change", "direction"),
    [
        (edit("ups-a", "autonomy", "30 min"), -1),
        (edit("grid", "failure_rate", "4 / year"), 1),
        (edit("ups-a", "mttr", "1 h"), -1),
        (edit("ups-a", "battery_failure", "50 %"), 1),
        (edit("rack", "fed_by", ["ups-a", "grid"]), -1),
        (edit("rack", "power", "4 kW"), 0),
    ],
)
def test_better_and_worse_are_told_apart(ask: Ask, change: Any, direction: int) -> None:
    (row,) = ask("changes", edits=[change])["rows"]
    assert row["direction"] == direction


def test_what_is_wrong_with_a_change_is_told_with_a_suggestion(ask: Ask) -> None:
    told = ask(
        "changes", edits=[edit("rack", "fed_by", ["ups-b"]), edit("ups-a", "autonomy", "10 mins of it")]
    )
    assert any("ups-a.autonomy" in each for each in told["problems"])
    told = ask("changes", edits=[edit("rack", "fed_by", ["ups-b"])])
    assert 'did you mean "ups-a"?' in told["problems"][0]
    told = ask("changes", edits=[edit("ups-a", "autonomi", "10 min")])
    assert "autonomy" in told["problems"][0]
    told = ask("changes", edits=[edit("ups-z", "count", "2")])
    assert told["problems"] == ['there is no component "ups-z"; did you mean ups-a?']
    assert "no component" in ask("changes", edits=[edit("ups-*", "count", "2")])["problems"][0]
    told = ask("changes", edits=[edit("ups-a", "count", "two")])
    assert "ups-a.count" in told["problems"][0]


@pytest.mark.parametrize(
    "edits", [None, 3, "x", [3], [{}], [{"id": "ups-a"}], [{"id": 3, "key": "x", "value": "y"}],
              [{"id": "ups-a", "key": "count", "value": {"a": 1}}], [{"kind": "no", "id": "x", "keys": {}}],
              [{"kind": "ups", "id": " ", "keys": {}}], [{"kind": "ups", "id": "a/b", "keys": {}}],
              [{"kind": "ups", "id": "b", "keys": {"count": 7}}],
              [[]], [{"id": "a", "key": "b", "value": [3]}]]
)  # fmt: skip
def test_what_is_no_change_is_refused_in_words(ask: Ask, edits: Any) -> None:
    assert ask("changes", edits=edits)["problems"]


def test_a_component_is_tried_before_it_is_written(ask: Ask, path: Path) -> None:
    new = {"kind": "ups", "id": "ups-b", "keys": {"fed_by": ["grid"], "autonomy": "10 min", "count": "1"}}
    edits = [new, edit("rack", "fed_by", ["ups-a", "ups-b"])]
    (row,) = ask("changes", edits=edits)["rows"]
    assert row["direction"] == -1
    assert path.read_text(encoding="utf-8") == SITE
    assert ask("write", edits=edits)["written"] == 2
    text = path.read_text(encoding="utf-8")
    assert text.startswith(SITE.replace('fed_by = "ups-a"', 'fed_by = ["ups-a", "ups-b"]'))
    assert text.endswith('\n[ups.ups-b]\nfed_by = "grid"\nautonomy = "10 min"\ncount = 1\n')
    assert {each.id for each in pc.read(path).components} == {"grid", "ups-a", "rack", "ups-b"}


DEFAULTS = (
    SITE.replace('autonomy = "10 min"         # from the nameplate\n', "")
    + """
[default.ups]
autonomy = "5 min"
"""
)


@pytest.mark.parametrize("own", ['autonomy = "10 min"\n', ""])
def test_what_would_be_another_one_in_the_file_is_not_written(
    ask: Ask, live: Any, path: Path, own: str
) -> None:
    text = DEFAULTS.replace('fed_by = "grid"\n', f'fed_by = "grid"\n{own}')
    path.write_text(text, encoding="utf-8")
    live.look()
    told = ask("write", edits=[edit("ups-a", "autonomy", None)])
    assert "ups-a: autonomy would be another one in the file" in told["problems"][0]
    assert path.read_text(encoding="utf-8") == text


def test_a_new_load_has_no_headline_before(ask: Ask) -> None:
    rows = ask("changes", edits=[{"kind": "server", "id": "new", "keys": {"fed_by": "grid"}}])["rows"]
    assert [(row["name"], row["change"]) for row in rows][:2] == [("rack", "as before"), ("new", "new")]


def test_a_warning_that_was_not_there_is_told(ask: Ask) -> None:
    assert ask("changes", edits=[])["warnings"] == []
    (warning,) = ask("changes", edits=[edit("ups-a", "count", "2")])["warnings"]
    assert "how many are needed" in warning


def test_a_change_of_an_added_component_is_part_of_it(ask: Ask) -> None:
    new = {"kind": "ups", "id": "ups-b", "keys": {"fed_by": "grid", "autonomy": "10 min"}}
    told = ask("changes", edits=[new, edit("ups-b", "autonomy", None), edit("rack", "fed_by", "ups-b")])
    assert "problems" not in told
    assert ask("changes", edits=[new, new])["problems"]


def test_every_figure_of_a_component_is_told_as_it_is_stated_or_assumed(client: Any) -> None:
    told = client.get("/secret/parts").json()
    ups = next(each for each in told["components"] if each["id"] == "ups-a")
    assert ups["stated"] == {"fed_by": "grid", "autonomy": "10 min"}
    assert set(ups["assumed"]) == {"failure_rate", "mttr", "battery_failure"}
    keys = {each["key"]: each for each in told["kinds"]["ups"]}
    assert keys["fed_by"]["sort"] == "ids"
    assert keys["restoration"]["choices"] == ["exponential", "fixed", "lognormal"]
    assert keys["autonomy"]["example"] == "12 min"


def test_the_state_of_this_moment(ask: Ask) -> None:
    told = ask("now", down=["grid@5 min"], hours=["1 h"])
    assert "on battery" in told["page"]
    assert "Down for 5.0 min: grid" in told["page"]
    assert "there is no component" in ask("now", down=["grit"])["problems"][0]
    assert ask("now", down="grid")["problems"]
    assert ask("now", down=[], battery=3)["problems"]


def test_what_dies_with_a_component(ask: Ask) -> None:
    told = ask("loads", out=["ups-a"])
    assert {each["state"]: each["loads"] for each in told["states"]}["dark"] == ["rack"]
    assert ask("loads", out=[])["problems"] == ["choose what is out"]
    assert "did you mean ups-a?" in ask("loads", out=["ups-b"])["problems"][0]


def test_services_have_their_headlines() -> None:
    from powercalc.serve.replies import headlines

    site = pc.read(EXAMPLES / "hospital-host.toml")
    found = pc.evaluate(site)
    rows = headlines(found, found)["rows"]
    assert [row["name"] for row in rows if row["sort"] == "service"] == [each.id for each in site.services]
    assert rows[-1]["sort"] == "any"
