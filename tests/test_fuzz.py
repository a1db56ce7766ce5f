"""A small run of `python -m tests.fuzz`, and what that run itself must hold to."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from tests.fuzz import outcomes
from tests.fuzz.__main__ import main
from tests.fuzz.cases import Kind, case, seeds
from tests.fuzz.outcomes import SILENCE, OutOfRangeError, at_most, harmless, in_range, of_site, outcome
from tests.fuzz.shrink import shrunk
from tests.fuzz.toml import tables, text


def test_no_exception_escapes_from_a_small_run(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["--texts", "200", "--sites", "10", "--seed", "12", "--cap", "2"])
    assert status == 0, capsys.readouterr().out


def test_the_same_number_is_the_same_case() -> None:
    for kind in Kind:
        assert case(kind, 3, 7) == case(kind, 3, 7) != case(kind, 4, 7)


def test_a_file_survives_being_tables() -> None:
    for each in seeds():
        assert tables(text(tables(each))) == tables(each)


@pytest.mark.parametrize(
    "figures",
    [
        {"downtime_h_per_year": math.nan},
        {"loads": [{"availability": 1.0000001}]},
        {"unavailability": -1e-300},
        {"interruptions_per_year": math.inf},
        {"reasons": ({"failure_frequency": -1.0},)},
    ],
)
def test_a_figure_out_of_range_is_found(figures: dict[str, object]) -> None:
    with pytest.raises(OutOfRangeError):
        in_range(figures)


def test_what_a_terminal_would_obey_is_found() -> None:
    with pytest.raises(OutOfRangeError):
        harmless("text", "\x1b[2J")


def _breaks(given: str) -> str:
    if "[ups.b]" in given and "count = 2" in given:
        raise ZeroDivisionError
    return "read"


def test_a_fault_is_made_small() -> None:
    large = "[ups.a]\nmttr = 3\n[ups.b]\nmttr = 1\ncount = 2\n[ups.b.deep]\nx = 1\n[ups.c]\ncount = 2\n"
    fault = outcome(_breaks, large, 10)
    assert fault == "FAULT ZeroDivisionError in elsewhere"
    assert shrunk(large, lambda each: outcome(_breaks, each, 10) == fault) == "[ups.b]\ncount = 2\n"
    broken = "x = = 1\n" + large
    assert shrunk(broken, lambda each: outcome(_breaks, each, 10) == fault) == "[ups.b]\ncount = 2"


def _endless(_: object) -> str:
    while True:
        pass


def test_what_takes_too_long_is_ended() -> None:
    assert outcome(_endless, "", 0.05) == SILENCE
    with at_most(10):
        pass


def test_a_silence_is_told_with_its_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcomes, "_plain", _endless)
    small = '[grid_feed.g]\n[server.s]\nfed_by = "g"\n'
    assert outcome(of_site, small, 2) == f"{SILENCE}endless"


def test_a_run_goes_on_where_it_ended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tally = tmp_path / "tally.json"
    both = ["--seed", "3", "--sites", "0", "--tally", str(tally)]
    main(["--texts", "4", *both])
    first = json.loads(tally.read_text(encoding="utf-8"))["text"]
    assert first["number"] == sum(first["came"].values()) == 4
    main(["--texts", "9", *both])
    second = json.loads(tally.read_text(encoding="utf-8"))["text"]
    assert second["number"] == sum(second["came"].values()) == 9
    with pytest.raises(SystemExit, match="of the seed 3"):
        main(["--seed", "4", "--tally", str(tally)])
    capsys.readouterr()


def test_a_small_site_is_begun_with_more_often() -> None:
    assert [*map(len, seeds())] == sorted(map(len, seeds()))
    sizes = sorted(len(case(Kind.SITE, 5, number)) for number in range(15))
    assert sizes[7] < 1000
