"""Options of few values show them in the help, and name what was meant by a misspelt one."""

from __future__ import annotations

import re

import pytest

from powercalc.checks.options import FAIL_ON
from powercalc.checks.profiles import PROFILES
from powercalc.cli import choices
from powercalc.languages import CODES
from powercalc.site.templates import NAMES
from tests.cli.conftest import Command


@pytest.mark.parametrize(
    ("shown", "taken"),
    [
        (choices.PROFILES, PROFILES),
        (choices.FAIL_ON, FAIL_ON),
        (choices.LANGUAGES, CODES),
    ],
)
def test_what_is_shown_is_what_is_taken(shown: str, taken: tuple[str, ...]) -> None:
    assert shown == f"<{'|'.join(taken)}>"


@pytest.mark.parametrize(
    ("option", "shown"),
    [
        ("check --profile", choices.PROFILES),
        ("check --fail-on", choices.FAIL_ON),
        ("check --lang", choices.LANGUAGES),
        ("questions --profile", choices.PROFILES),
        ("report --lang", choices.LANGUAGES),
    ],
)
def test_the_help_shows_them(command: Command, option: str, shown: str) -> None:
    name, _, flag = option.partition(" ")
    text = command(name, "--help").stdout.decode()
    assert re.search(rf"{flag} {re.escape(shown)}", text)


def test_the_help_tells_what_each_design_is(command: Command) -> None:
    text = command("init", "--help").stdout.decode()
    assert all(re.search(rf"^ +{name}  +\w", text, re.MULTILINE) for name in NAMES)


@pytest.mark.parametrize(
    ("call", "meant"),
    [
        ("check - --profile hospital-hots", "hospital-host"),
        ("check - --fail-on hihg", "high"),
        ("check - --lang frensh", "fr"),
        ("init --template n-plus-2", "n-plus-1"),
    ],
)
def test_what_was_meant_is_named(command: Command, call: str, meant: str) -> None:
    done = command(*call.split(), given=b'[server.rack]\nfed_by = "grid"\n[grid_feed.grid]\n')
    assert done.returncode == 2
    assert re.search(rf'did you mean "?{meant}', done.stderr.decode())
