"""The commands of the checklist, as a user runs them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.checks.sites import SOUND, changed

Command = Callable[..., Any]
Site = Callable[..., str]
TODAY = ("--today", "2026-06-01")
ON_ONE_PATH = ('fed_by = ["pdu-a", "pdu-b"]\ncount = 100', 'fed_by = "pdu-a"\ncount = 100')


@pytest.mark.parametrize("form", ["text", "json", "markdown", "junit", "sarif", "github"])
def test_the_format_never_changes_the_status(command: Command, site: Site, form: str) -> None:
    sound, flawed = site(SOUND), ON_ONE_PATH
    assert command("check", sound, *TODAY, "--format", form).returncode == 0
    assert command("check", site(changed(flawed)), *TODAY, "--format", form).returncode == 1


def test_a_flaw_that_is_not_grave_enough_does_not_fail(command: Command, site: Site) -> None:
    text = changed(('share = "40 %"', "share = 0"))
    assert command("check", site(text), *TODAY).returncode == 1
    assert command("check", site(text), *TODAY, "--fail-on", "high").returncode == 0


def test_what_is_unknown_does_not_fail_unless_asked_for(command: Command, site: Site) -> None:
    text = changed(('recovery_time = "4 h"\n', ""))
    assert command("check", site(text), *TODAY).returncode == 0
    assert command("check", site(text), *TODAY, "--fail-on", "unknown").returncode == 1


def test_wrong_options_are_told_together_and_end_with_two(command: Command, site: Site) -> None:
    done = command("check", site(SOUND), "--select", "GEM101", "--ignore", "XYZ9", "--today", "soon")
    told = done.stderr.decode().splitlines()
    assert (done.returncode, done.stdout, len(told)) == (2, b"", 3)
    assert "did you mean GEN101" in done.stderr.decode()


def test_wrong_practices_and_waivers_are_told_together_with_their_lines(command: Command, site: Site) -> None:
    text = changed(
        ('interval = "182 day"', 'interval = "5 kW"'),
        ("date = 2026-05-01", 'date = "soon"'),
        ('reason = "to be parted in autumn"\n', ""),
    )
    done = command("check", site(text), *TODAY)
    told = done.stderr.decode()
    assert done.returncode == 2
    assert "practice.maintenance.interval: has the wrong dimension" in told
    assert "practice.environment.date: is not a date" in told
    assert "waiver.0.reason: is missing" in told
    assert all("site.toml:" in line for line in told.splitlines())


def test_what_only_the_checks_know_is_told_with_what_the_file_says(command: Command, site: Site) -> None:
    text = changed(
        ('interval = "182 day"', 'interval = "5 kW"'),
        ("date = 2026-02-01", "date = 2026-12-24"),
        ('rule = "UPS104"', 'rule = "UPS14"'),
        ('reason = "to be parted in autumn"\n', ""),
        ("last_test = 2026-05-25", "last_test = 2026-06-25"),
    )
    for name in ("check", "questions"):
        done = command(name, site(text), *TODAY, "--profile", "al")
        told = done.stderr.decode()
        assert done.returncode == 2
        assert len(told.splitlines()) == 6
        assert "did you mean all?" in told
        assert "practice.maintenance.interval: has the wrong dimension" in told
        assert "practice.monitoring.date: is in the future" in told
        assert "default.generator.last_test: is in the future" in told
        assert 'waiver.0.rule: there is no such rule (found "UPS14"); did you mean "UPS104"?' in told
        assert "waiver.0.reason: is missing" in told


def test_a_call_is_judged_although_the_file_cannot_be_read(command: Command, site: Site) -> None:
    done = command("check", site("[site\n"), "--select", "GEM101")
    assert done.returncode == 2
    assert len(done.stderr.decode().splitlines()) == 2
    assert b"did you mean GEN101" in done.stderr


def test_a_rule_that_the_profile_leaves_out_is_no_silent_pass(command: Command, site: Site) -> None:
    done = command("check", site(SOUND), *TODAY, "--profile", "tier-topology", "--select", "MON101")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"the profile tier-topology does not look at it" in done.stderr


def test_a_date_to_come_ends_with_two(command: Command, site: Site) -> None:
    done = command("check", site(SOUND), "--today", "2026-01-01")
    assert done.returncode == 2
    assert b"is in the future" in done.stderr


def test_standard_input_is_checked(command: Command) -> None:
    done = command("check", "-", *TODAY, "--format", "json", given=SOUND.encode())
    assert (done.returncode, json.loads(done.stdout)["failed"]) == (0, [])


def test_questions_end_with_zero(command: Command, site: Site) -> None:
    done = command("questions", site(changed(('recovery_time = "4 h"\n', ""))), *TODAY)
    assert done.returncode == 0
    assert "1. How long does the service on rack take" in done.stdout.decode()


def test_explain_tells_a_rule_and_refuses_an_unknown_one(command: Command) -> None:
    assert command("explain", "GEN101").stdout.startswith(b"GEN101 start-not-bridged\n")
    done = command("explain", "GEM101")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"did you mean GEN101" in done.stderr


def test_an_evaluation_ends_with_the_checks_in_one_sentence(command: Command, site: Site) -> None:
    done = command("evaluate", site(changed(ON_ONE_PATH)), *TODAY)
    assert done.returncode == 1  # a target was missed: the file claims what one path cannot hold
    assert done.stdout.decode().rpartition("\n\n")[2].startswith("Checks: 3 failed, ")


def test_checks_that_cannot_be_made_do_not_change_the_status_of_an_evaluation(
    command: Command, site: Site
) -> None:
    done = command("evaluate", site(SOUND), "--today", "2026-01-01")
    assert done.returncode == 0
    assert done.stdout.rpartition(b"\n\n")[2].startswith(b"Checks: none, because of ")


@pytest.mark.parametrize("form", ["json", "csv"])
def test_an_evaluation_for_programs_has_no_line_of_checks(command: Command, site: Site, form: str) -> None:
    assert b"Checks:" not in command("evaluate", site(SOUND), *TODAY, "--format", form).stdout
