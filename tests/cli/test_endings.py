"""Every way in which a command can end, and no traceback in any."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from powercalc.cli import run as running
from powercalc.errors import EngineLimit

Command = Callable[..., Any]
Site = Callable[..., str]
POWERCALC = (sys.executable, "-m", "powercalc")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("evaluate", "missing.toml"), "missing.toml"),
        (("evaluate", "."), "."),
        (("evaluate",), "evaluate"),
        (("evaluate", "x", "--formt", "json"), "--format"),
        (("evaluate", "x", "--format", "xml"), "'text', 'json', 'markdown', 'csv'"),
        (("evalute", "x"), "Did you mean 'evaluate'"),
        (("catalog", "ubs"), 'did you mean "ups"'),
        (("catalog", "block"), "must state its own figures"),
        (("init", "--template", "n-plus1"), 'did you mean "n-plus-1"'),
        ((), "Usage:"),
    ],
)
def test_a_wrong_call_ends_with_two_and_says_why(
    command: Command, arguments: tuple[str, ...], told: str
) -> None:
    done = command(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert told in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_bytes_that_are_not_text_are_a_wrong_input(command: Command) -> None:
    done = command("evaluate", "-", given=b"\xff\xfe\x00")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Traceback" not in done.stderr


def test_a_reader_that_goes_away_is_no_error(site: Site) -> None:
    process = subprocess.Popen(
        [*POWERCALC, "evaluate", site()], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 0
    process.stderr.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full device")
def test_an_output_that_cannot_be_written_is_said(site: Site) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*POWERCALC, "evaluate", site()], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert done.stderr.decode().startswith("powercalc: the output cannot be written")


def test_ctrl_c_ends_without_a_traceback(tmp_path: Path) -> None:
    site = tmp_path / "pipe"
    os.mkfifo(site)
    heeding = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # deaf in the background
    )
    command = [
        sys.executable,
        "-c",
        f"{heeding}; from powercalc.cli import main; main()",
        "evaluate",
        str(site),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with site.open("wb"):  # opens when the other end is opened: it waits for the site now
        process.send_signal(signal.SIGINT)
        output, told = process.communicate(timeout=60)
    assert (process.returncode, output, told) == (130, b"", b"")


def test_a_limit_of_the_engine_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], site: Site
) -> None:
    def too_large(_: object, **_options: object) -> None:
        raise EngineLimit("the diagram has more than 5 million nodes")

    monkeypatch.setattr("powercalc.evaluation.evaluate", too_large)
    assert running.run(["evaluate", site()]) == 2
    assert capsys.readouterr() == ("", "powercalc: the diagram has more than 5 million nodes\n")


def test_an_error_in_powercalc_itself_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], site: Site
) -> None:
    def broken(_: object, **_options: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("powercalc.evaluation.evaluate", broken)
    assert running.run(["evaluate", site()]) == 2
    output, told = capsys.readouterr()
    assert output == ""
    assert told.startswith("powercalc: an error in powercalc itself: ZeroDivisionError")


def test_the_output_is_utf8_in_any_locale(command: Command, site: Site) -> None:
    named = site(
        '[site]\nname = "Hôpital 東京"\n[grid_feed.g]\n[server.r]\nfed_by = "g"\n',
    )
    done = command("evaluate", named, LANG="C", LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert done.stdout.decode("utf-8").startswith("Hôpital 東京\n")


def _on_a_terminal(arguments: list[str], **environment: str) -> str:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*POWERCALC, *arguments], stdout=theirs, stderr=theirs, env={**os.environ, **environment}
    ) as process:
        os.close(theirs)
        said = b""
        while chunk := _read(ours):
            said += chunk
        assert process.wait() == 0
    os.close(ours)
    return said.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # how a terminal ends
        return b""


def test_a_terminal_gets_colour_unless_it_wants_none(site: Site) -> None:
    path = site()
    assert "\x1b[1m" in _on_a_terminal(["evaluate", path], TERM="xterm", NO_COLOR="")
    assert "\x1b" not in _on_a_terminal(["evaluate", path], TERM="xterm", NO_COLOR="1")
    assert "\x1b" not in _on_a_terminal(["evaluate", path], TERM="dumb", NO_COLOR="")


def test_terminal_escapes_in_a_file_do_not_reach_the_terminal(command: Command, site: Site) -> None:
    nasty = site(
        '[site]\nname = "\\u001b]0;owned\\u0007 [red] \\u202e"\n'
        '[grid_feed.g]\n[server."=1+1 |<b>"]\nfed_by = "g"\n'
    )
    for form in ("text", "json", "markdown", "csv"):
        done = command("evaluate", nasty, "--format", form)
        said = (done.stdout + done.stderr).decode()
        assert form == "csv" or "[red]" in said.replace("\\[", "[").replace("\\]", "]")
        assert not [sign for sign in said if sign in "\x1b\x07\u202e"]


def test_terminal_escapes_in_a_problem_do_not_reach_the_terminal(command: Command, site: Site) -> None:
    done = command("evaluate", site('[ups."\\u001b[2J"]\n"\\u001b[31m" = 1\n'))
    assert done.returncode == 2
    assert b"\x1b" not in done.stderr


CLOSED = [
    (">&-", "init --template 2n", 2, "powercalc: the output cannot be written: Bad file descriptor\n"),
    (">&-", "--help", 2, "powercalc: the output cannot be written: Bad file descriptor\n"),
    (">&-", "init --template 2n -o new.toml", 0, ""),
    ("<&-", "evaluate -", 2, "standard input: it cannot be read (Bad file descriptor)\n"),
    ("2>&-", "evaluate missing.toml", 2, ""),
    ("2>&-", "evaluate site.toml", 0, ""),
    ("<&- >&- 2>&-", "init --template 2n -o new.toml", 0, ""),
    ("<&- >&- 2>&-", "evaluate site.toml", 2, ""),
]


@pytest.mark.parametrize(("streams", "arguments", "status", "told"), CLOSED)
def test_a_closed_stream_is_no_missed_target(
    tmp_path: Path, site: Site, streams: str, arguments: str, status: int, told: str
) -> None:
    before = Path(site()).read_bytes()
    line = f"exec {sys.executable} -m powercalc {arguments} {streams}"
    done = subprocess.run(["sh", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (status, told)
    assert (tmp_path / "site.toml").read_bytes() == before
    assert not (tmp_path / "new.toml").exists() or "[server" in (tmp_path / "new.toml").read_text()


@pytest.mark.parametrize("arguments", [("--help",), ("init", "--template", "2n")])
def test_a_reader_that_goes_away_is_no_error_of_any_command(arguments: tuple[str, ...]) -> None:
    process = subprocess.Popen([*POWERCALC, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert (process.stderr.read(), process.wait()) == (b"", 0)
    process.stderr.close()


def test_ctrl_c_while_modules_are_imported_ends_like_a_later_one() -> None:
    early = (
        "import os, signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from powercalc.cli import process; process.prepare(); os.kill(os.getpid(), signal.SIGINT); "
        "import time; time.sleep(10)"
    )
    done = subprocess.run([sys.executable, "-c", early], capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


def test_before_the_command_heeds_ctrl_c_it_imports_next_to_nothing() -> None:
    which = "from powercalc.cli import process; import sys; print({'enum', 'typing'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-S", "-c", which], capture_output=True, check=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])})  # fmt: skip
    assert done.stdout == "set()\n"


@pytest.mark.parametrize("option", ["--install-completion", "--show-completion"])
def test_completion_heeds_the_shell_that_is_named(command: Command, option: str) -> None:
    done = command(option, "nosuch")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"'nosuch' is not one of" in done.stderr
    assert command("--show-completion", "zsh").stdout.startswith(b"#compdef powercalc")
