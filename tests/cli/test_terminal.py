"""The command in a real pseudo-terminal of 80 columns: help, colours, bars, completion."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from powercalc.cli.app import COMMANDS
from powercalc.report.layout import wide

POWERCALC = (sys.executable, "-m", "powercalc")
EXAMPLE = str(Path(__file__).parents[2] / "examples" / "two-path-hall.toml")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Terminal:
    """A process in a terminal of 80 columns, with what it has shown so far."""

    def __init__(self, command: Sequence[str], **environment: str) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        plain = {key: value for key, value in os.environ.items() if key not in {"NO_COLOR", "COLUMNS"}}
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, close_fds=True,
            env={**plain, "TERM": "xterm", **environment}, start_new_session=True,
        )  # fmt: skip
        os.close(slave)
        self.shown = ""

    def type(self, text: str) -> None:
        os.write(self._master, text.encode())

    def until(self, ready: Callable[[str], bool], seconds: float = 30) -> str:
        """Read until something is shown, or the process is done."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not ready(self.shown):
            if select.select([self._master], [], [], 0.1)[0]:
                try:
                    self.shown += os.read(self._master, 65536).decode(errors="replace")
                except OSError:  # the other side is closed
                    break
        return self.shown

    def close(self) -> None:
        self.process.kill()
        self.process.wait(10)
        os.close(self._master)


def shown(*arguments: str, **environment: str) -> str:
    """All that a command shows in a terminal."""
    terminal = Terminal([*POWERCALC, *arguments], **environment)
    text = terminal.until(lambda _: False)
    terminal.close()
    return text.replace("\r\n", "\n")


def widest(text: str) -> int:
    return max(wide(COLOUR.sub("", line.rpartition("\r")[2])) for line in text.splitlines())


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
def test_help_fits_80_columns_and_leads_with_examples(command: tuple[str, ...]) -> None:
    text = shown(*command, "--help")
    assert widest(text) <= 80
    assert text.index("  powercalc ") < text.index("Options:")


@pytest.mark.parametrize("arguments", [("evaluate", EXAMPLE), ("compare", EXAMPLE, EXAMPLE), ("catalog",)])
def test_a_report_fits_80_columns_and_is_coloured(arguments: tuple[str, ...]) -> None:
    text = shown(*arguments)
    assert widest(text) <= 80
    assert COLOUR.search(text) or arguments == ("catalog",)


def test_no_color_is_heeded() -> None:
    assert not COLOUR.search(shown("evaluate", EXAMPLE, NO_COLOR="1"))


def test_a_misspelt_command_gets_a_suggestion() -> None:
    assert "Did you mean 'evaluate'?" in shown("evalute", EXAMPLE)


LONG = (
    "import time; from powercalc.cli import streams; from powercalc.cli.progress import Bar, SecondsCounter;"
)


def test_what_takes_more_than_a_second_shows_a_clock_and_wipes_it_away() -> None:
    terminal = Terminal([sys.executable, "-c", f"{LONG}\nwith SecondsCounter(): time.sleep(1.6)"])
    text = terminal.until(lambda _: False)
    terminal.close()
    assert "computing, 1 s" in text
    assert text.endswith("\r")


def test_a_bar_fits_80_columns() -> None:
    work = "bar = Bar('simulating'); [(bar(i, 20), time.sleep(0.1)) for i in range(20)]; bar.close()"
    terminal = Terminal([sys.executable, "-c", f"{LONG}{work}"])
    text = terminal.until(lambda _: False)
    terminal.close()
    assert "█" in text
    assert max(wide(line) for line in text.split("\r")) <= 80


SLOW = "bar = Bar('simulating'); [(time.sleep(0.1), bar(i, 200)) for i in range(30)]; bar.close()"


def test_what_will_take_long_is_told_as_soon_as_a_part_is_done() -> None:
    terminal = Terminal([sys.executable, "-c", LONG + SLOW])
    text = terminal.until(lambda _: False)
    terminal.close()
    told = re.search(r"simulating will take about (\d+) s, as its first part went *\r?\n", text)
    assert told is not None
    assert 15 <= int(told[1]) <= 60
    assert re.search(r"░ +\d+%, \d+ s left", text)
    assert text.count("will take") == 1
    assert max(wide(line) for line in re.split(r"[\r\n]+", text)) <= 80


def test_what_would_make_it_faster_is_told_with_it() -> None:
    asked = (
        "bar = Bar('simulating', advice='; numba makes it seconds'); bar.expect(lambda: 840.0); bar.close()"
    )
    terminal = Terminal([sys.executable, "-c", LONG + asked])
    text = terminal.until(lambda _: False)
    terminal.close()
    assert "simulating will take about 14 min; numba makes it seconds" in text


def test_what_takes_seconds_is_told_by_a_bar_alone() -> None:
    short = SLOW.replace("200", "30")
    terminal = Terminal([sys.executable, "-c", LONG + short])
    text = terminal.until(lambda _: False)
    terminal.close()
    assert "will take" not in text


def test_nothing_is_estimated_where_nobody_sees_it() -> None:
    asked = "bar = Bar('simulating'); bar.expect(lambda: 1 / 0)"
    done = subprocess.run([sys.executable, "-c", LONG + asked], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


@pytest.mark.parametrize("place", [0, 1, 2])
def test_quiet_silences_warnings_wherever_it_stands(place: int, tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text('[grid_feed.grid]\ncount = 2\n[server.rack]\nfed_by = "grid"\n')
    arguments = ["evaluate", str(site), "--format=json"]
    loud = subprocess.run([*POWERCALC, *arguments], capture_output=True, check=True)
    assert loud.stderr.startswith(b"warning: ")
    arguments.insert(place, "--quiet")
    quiet = subprocess.run([*POWERCALC, *arguments], capture_output=True, check=True)
    assert (quiet.stderr, quiet.stdout) == (b"", loud.stdout)


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_the_tab_key_completes_a_command_in_bash(tmp_path: Path) -> None:
    scripts = Path(sys.executable).parent
    if not (scripts / "powercalc").exists():
        pytest.skip("the command itself is not installed")
    found = subprocess.run(
        [scripts / "powercalc", "--show-completion", "bash"], capture_output=True, text=True, check=True
    ).stdout
    script = tmp_path / "completion.bash"
    script.write_text(found)
    path = f"{scripts}{os.pathsep}{os.environ['PATH']}"
    terminal = Terminal(["bash", "--norc", "--noprofile", "-i"], PATH=path, PS1="ready> ")
    terminal.until(lambda text: "ready> " in text)
    terminal.type(f"source {script}; echo sour''ced\n")
    terminal.until(lambda text: "sourced" in text)
    terminal.type("powercalc evalua\t")
    text = terminal.until(lambda text: "powercalc evaluate" in text)
    terminal.close()
    assert "powercalc evaluate" in text
