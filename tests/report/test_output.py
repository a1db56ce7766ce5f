"""Files that a person asked for are whole or not there."""

from __future__ import annotations

import os
import resource
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from powercalc.errors import CallError
from powercalc.report.output import create, write

SITE = '[grid_feed.grid]\n[server.rack]\nfed_by = "grid"\npower = "5 kW"\n'
SMALL_DISK = 1000
"""Bytes that a file may have: less than any page, picture or template."""


def only(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


@pytest.mark.parametrize("before", [None, b"what stood there"])
def test_a_file_is_written_and_nothing_else_is_left(tmp_path: Path, before: bytes | None) -> None:
    path = tmp_path / "page.html"
    if before is not None:
        path.write_bytes(before)
    write(path, b"new")
    assert (path.read_bytes(), only(tmp_path)) == (b"new", ["page.html"])


def test_a_new_file_has_the_mode_that_any_program_gives(tmp_path: Path) -> None:
    there = tmp_path / "by-python"
    there.touch()
    write(tmp_path / "page.html", b"")
    create(tmp_path / "site.toml", b"")
    assert {stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()} == {
        stat.S_IMODE(there.stat().st_mode)
    }


def test_a_replaced_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.touch()
    path.chmod(0o640)
    write(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link, target = tmp_path / "link", tmp_path / "there" / "page.html"
    link.symlink_to(target)
    for content in (b"new", b"newer"):  # first nothing stands at its end, then a file
        write(link, content)
        assert link.is_symlink()
        assert target.read_bytes() == content


def test_names_of_one_file_stay_names_of_one_file(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"a long content that is there")
    os.link(one, other)
    write(one, b"new")
    assert other.read_bytes() == b"new"


def test_a_pipe_is_written_into(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write(pipe, b"new")
    reader.join(10)
    assert read == [b"new"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full device")
def test_a_device_is_written_into() -> None:
    with pytest.raises(CallError, match="No space left"):
        write(Path("/dev/full"), b"new")
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)


@pytest.mark.skipif(os.getuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_file_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with pytest.raises(CallError, match="read-only"):
        write(path, b"new")
    assert path.read_bytes() == b"old"


def test_a_file_that_is_there_is_never_created_anew(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_bytes(b"mine")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    for each in (path, tmp_path / "dangling"):
        with pytest.raises(CallError, match="exists already"):
            create(each, b"new")
    assert (path.read_bytes(), only(tmp_path)) == (b"mine", ["dangling", "site.toml"])


def _on_a_small_disk(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command where no file can have more than so many bytes."""
    return subprocess.run(
        [sys.executable, "-m", "powercalc", *arguments],
        cwd=folder,
        input=SITE.encode(),
        capture_output=True,
        check=False,
        timeout=120,
        env={**os.environ, "MPLCONFIGDIR": str(folder), "NUMBA_DISABLE_JIT": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL_DISK, SMALL_DISK)),
    )


WRITERS = [
    ("report", "-", "-o", "out.html"),
    ("diagram", "-", "-o", "out.svg"),
    ("plot", "-", "--chart", "nines", "-o", "out.png"),
    ("trace", "-", "--fail", "grid", "--plot", "out.svg"),
    ("simulate", "-", "--years", "2", "--processes", "1", "--plot", "out.pdf"),
]


@pytest.mark.parametrize("arguments", WRITERS, ids=lambda each: each[0])
def test_a_full_disk_takes_nothing_away(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    out = tmp_path / arguments[-1]
    out.write_bytes(b"what stood there")
    done = _on_a_small_disk(tmp_path, *arguments)
    assert done.returncode == 2
    assert f"powercalc: {out.name} cannot be written: " in done.stderr.decode()
    assert out.read_bytes() == b"what stood there"
    assert [name for name in only(tmp_path) if name.startswith(".powercalc")] == []


def test_a_full_disk_takes_nothing_away_from_a_file_with_two_names(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"what stood there")
    os.link(tmp_path / "one", tmp_path / "other")
    done = _on_a_small_disk(tmp_path, "report", "-", "-o", "one")
    assert done.returncode == 2
    assert (tmp_path / "other").read_bytes() == b"what stood there"


def test_a_template_that_could_not_be_written_does_not_block_the_next_try(tmp_path: Path) -> None:
    arguments = ("init", "--template", "2n", "-o", "site.toml")
    assert _on_a_small_disk(tmp_path, *arguments).returncode == 2
    assert only(tmp_path) == []
    subprocess.run([sys.executable, "-m", "powercalc", *arguments], cwd=tmp_path, check=True)
    assert only(tmp_path) == ["site.toml"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("report", "-", "-o"),
        ("diagram", "-", "-o"),
        ("plot", "-", "--chart", "nines", "-o"),
        ("init", "--template", "2n", "-o"),
    ],
    ids=lambda each: each[0],
)
@pytest.mark.parametrize("output", ["-", "/dev/stdout"])
def test_standard_output_by_name(tmp_path: Path, arguments: tuple[str, ...], output: str) -> None:
    if output != "-" and arguments[0] == "plot":
        pytest.skip("a picture needs an ending")
    with (tmp_path / "said").open("wb") as said:
        said.write(b"before\n")
        said.flush()
        command = [sys.executable, "-m", "powercalc", *arguments, output]
        subprocess.run(command, cwd=tmp_path, input=SITE.encode(), stdout=said, check=True, timeout=120)
    assert only(tmp_path) == ["said"]
    assert len((tmp_path / "said").read_bytes()) > SMALL_DISK
