"""What can be wrong with a scenario: all told together, each with its place."""

import re
from pathlib import Path

import pytest

import powercalc as pc
from powercalc.simulate.replay import read_scenario

SITE = pc.read_text(
    """
[grid_feed.grid]
[generator.gen]
fuel_autonomy = "48 h"
[ats.ats]
fed_by = ["grid", "gen"]
[ups.ups]
count = 2
needed = 1
fed_by = "ats"
[breaker.q1]
fed_by = "ups"
[breaker.q2]
fed_by = "ups"
normally = "open"
[server.rack]
fed_by = ["q1", "q2"]
[service.mail]
runs_on = "rack"
"""
)
HEAD = '[scenario]\nname = "x"\nuntil = "10 h"\n'
DATED = '[scenario]\nname = "x"\nstart = 2024-08-03T11:00:00+02:00\nuntil = "10 h"\n'


def problems(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "scenario.toml"
    path.write_text(text, encoding="utf-8")
    try:
        read_scenario(path, SITE)
    except pc.SiteError as error:
        return [str(problem).replace(f"{path}:", "") for problem in error.problems]
    return []


def event(*lines: str) -> str:
    return "\n".join(["[[event]]", *lines, ""])


FAILS, RESTORED = 'fail = "grid"', 'restore = "grid"'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEAD + event('at = "1 h"', 'fail = "gird"'), '6:8: .*did you mean "grid"'),
        (HEAD + event('at = "1 h"', 'fail = ["grid", "nothing"]'), '6:17: .*has this id .found "nothing"'),
        (HEAD + event('at = "1 h"', 'fail = "rack"'), "is a load, which does not fail by itself"),
        (HEAD + event('at = "1 h"', 'fail = "mail"'), "is a service, which does not fail by itself"),
        (HEAD + event('at = "1 h"', 'fail = "grid.start"'), "no demand of this name.*a generator"),
        (HEAD + event('at = "1 h"', 'fail = "q1.transfer"'), "no demand of this name.*normally open"),
        (HEAD + event('at = "1 h"', 'fail = "ups.batery"'), 'did you mean "ups.battery"'),
        (HEAD + event('at = "1 h"', 'fail = "ups.bypass"'), "no demand of this name.*a bypass"),
        (HEAD + event('at = "1 h"', 'fail = "mail.failover"'), "no demand of this name.*failover_time"),
        (HEAD + event('at = "1 h"', 'fail = "ups:3"'), "ups has 2 units, and 1 to 2 of them can be out"),
        (HEAD + event('at = "11 h"', FAILS), "5:1: event.0.at: is after the end"),
        (HEAD + event('at = "1 h"', RESTORED), "6:11: .*has not failed before"),
        (HEAD + event('at = "2 h"', FAILS) + event('at = "1 h"', RESTORED), "9:11: .*before"),
        (HEAD + event('at = "1 h"', FAILS) + event('at = "2 h"', FAILS), "has failed already"),
        (HEAD + event('at = "1 h"', 'open = "q2"'), "6:8: .*is open normally"),
        (HEAD + event('at = "1 h"', 'close = "q1"'), "is closed normally"),
        (HEAD + event('at = "1 h"', 'open = "ats"'), "is no breaker and no tie"),
        (HEAD + event('at = "1 h"', 'open = "q11"'), 'did you mean "q1"'),
        (HEAD + event('at = "1 h"'), "4:1: event.0: does nothing"),
        (HEAD + event(FAILS), "event.0.at: is missing"),
        (HEAD + event('at = "1 h"', 'fails = "grid"'), "did you mean fail"),
        (HEAD + event("at = 1", FAILS), "5:6: .*is no moment"),
        (HEAD + event('at = "soon"', FAILS), "5:6: "),
        (HEAD + event('at = "1 kW"', FAILS), "5:6: "),
        (HEAD + event("at = 2024-08-03", FAILS), "has no date or no time of day"),
        (HEAD + event('at = "2024-08-03T12:00:00+02:00"', FAILS), "is a date-time in quotes"),
        (HEAD + event("at = 2024-08-03T12:00:00+02:00", FAILS), "the scenario has no start"),
        (DATED + event("at = 2024-08-03T12:00:00", FAILS), "start has a time zone and this has none"),
        (DATED + event("at = 2024-08-03T10:00:00+02:00", FAILS), "is before the start"),
        (DATED + event("at = 2024-08-04T10:00:00+02:00", FAILS), "is after the end"),
        (HEAD, "no .*event.* says what happened"),
        (event('at = "1 h"', FAILS), "scenario: is missing"),
        (HEAD.replace("10 h", "0 h") + event('at = "0 h"', FAILS), "ends when it begins"),
        (HEAD.replace("10 h", "100 year") + event('at = "0 h"', FAILS), "further away than ten years"),
        (HEAD.replace('until = "10 h"', "") + event('at = "0 h"', FAILS), "scenario.until: is missing"),
        ("event = 3\n" + HEAD, "event: is no list of tables"),
        (HEAD + "[evnt]\n" + event('at = "1 h"', FAILS), "evnt: .*did you mean event"),
        ("", "the file is empty; expected a scenario"),
        ("[scenario\n", "1:"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    assert any(re.search(told, problem) for problem in problems(tmp_path, text)), problems(tmp_path, text)


SOUND = HEAD + event('at = "1 h"', FAILS)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (['what = "ups"', 'lost = "1 h"'], "8:8: observed.0.what: is neither a load nor a service"),
        (['what = "mial"', 'lost = "1 h"'], 'did you mean "mail"'),
        (['what = "rack"'], "observes nothing"),
        (['lost = "1 h"'], "observed.0.what: is missing"),
        (['what = "rack"', 'lost = "2 h"', 'back = "1 h"'], "10:1: .*back before it was lost"),
        (['what = "rack"', "lost = false", 'back = "1 h"'], "was never lost, and is back"),
        (['what = "rack"', "lost = true"], "is no moment"),
        (['what = "rack"', 'lost = "11 h"'], "9:1: observed.0.lost: is after the end"),
    ],
)
def test_an_observation_is_of_something(tmp_path: Path, lines: list[str], told: str) -> None:
    found = problems(tmp_path, SOUND + "\n".join(["[[observed]]", *lines, ""]))
    assert any(re.search(told, problem) for problem in found), found


def test_a_sound_scenario_has_no_problems(tmp_path: Path) -> None:
    assert problems(tmp_path, SOUND + '[[observed]]\nwhat = "mail"\nlost = "1 h"\n') == []


def test_all_problems_are_told_together_in_the_order_of_the_file(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        HEAD + event('at = "20 h"', 'fail = ["gird", "grid"]') + event('at = "1 h"', 'restore = "gen"')
        + '[[observed]]\nwhat = "rak"\nlost = "99 h"\n',
    )  # fmt: skip
    assert [problem.split(" ")[0] for problem in found] == ["5:1:", "6:9:", "9:11:", "11:8:", "12:1:"]


def test_a_file_that_is_not_there_is_told_as_a_scenario(tmp_path: Path) -> None:
    with pytest.raises(pc.SiteError, match=r"no such file.*a scenario"):
        read_scenario(tmp_path / "none.toml", SITE)
