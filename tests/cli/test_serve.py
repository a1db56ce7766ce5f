"""`powercalc serve` as a command: what it refuses, and how it ends."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.cli.conftest import Command

pytest.importorskip("uvicorn", reason="the extra serve is not installed")


def test_a_port_in_use_is_told(command: Command, site: Callable[[], str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        told = command("serve", site(), "--port", port, "--no-browser")
    assert told.returncode == 2
    assert f"port {port} is in use by another program; choose one by --port" in told.stderr.decode()


def test_a_file_that_is_not_there_and_standard_input_are_refused(command: Command) -> None:
    told = command("serve", "nowhere.toml", "--no-browser")
    assert (told.returncode, b"there is no such file" in told.stderr) == (2, True)
    told = command("serve", "-", "--no-browser")
    assert (told.returncode, b"standard input cannot be watched" in told.stderr) == (2, True)


def test_without_the_extra_it_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from powercalc.cli.run import run

    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert run(["serve", "site.toml"]) == 2
    assert "pip install 'powercalc[serve]'" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")
def test_it_answers_on_this_machine_and_ends_with_ctrl_c(site: Callable[[], str]) -> None:
    call = [sys.executable, "-m", "powercalc", "serve", site(), "--port", "0", "--no-browser"]
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as server:
        assert server.stdout is not None
        address = server.stdout.readline().decode().split(" at ")[1].strip()
        assert address.startswith("http://127.0.0.1:")
        with urlopen(address, timeout=20) as page:  # noqa: S310 - of this machine
            assert page.status == 200
        with urlopen(address + "events", timeout=20) as events:  # noqa: S310
            assert events.readline().startswith(b"data: {")
            with pytest.raises(HTTPError, match="403"):
                urlopen(Request(address + "write", data=b"{}"), timeout=20)  # noqa: S310
            server.send_signal(signal.SIGINT)
            assert server.wait(20) == 0
        assert server.stderr is not None
        assert server.stderr.read().decode() == "Ctrl-C ends it.\n"
