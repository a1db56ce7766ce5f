"""Models of several files, and the most that is read."""

import io
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from powercalc.cli.run import run
from powercalc.fault_tree import FaultTreeError, evaluate_fault_tree, source_files

EVENTS = (
    '<opsa-mef><model-data><define-basic-event name="a"><float value="0.1"/></define-basic-event>'
    '<define-basic-event name="b"><float value="0.5"/></define-basic-event></model-data></opsa-mef>'
)
TREE = (
    '<opsa-mef xmlns:xi="http://www.w3.org/2001/XInclude"><define-fault-tree name="f">'
    '<define-gate name="top"><and><event name="a"/><event name="b"/></and></define-gate>'
    "</define-fault-tree>INCLUDE</opsa-mef>"
)


def written(folder: Path, include: str = "", **files: str) -> Path:
    (folder / "main.xml").write_text(TREE.replace("INCLUDE", include))
    for name, text in {"events": EVENTS, **files}.items():
        (folder / f"{name}.xml").write_text(text)
    return folder / "main.xml"


def refused(path: Path) -> str:
    with pytest.raises(FaultTreeError) as caught:
        evaluate_fault_tree(path)
    return str(caught.value)


@pytest.mark.parametrize(
    "include",
    [
        '<xi:include href="events.xml" xpointer="xpointer(/opsa-mef/*)"/>',
        '<xi:include href="events.xml"/>',
        '<include file="events.xml"/>',
        '<xi:include href="./events.xml" xpointer="xpointer( /opsa-mef/model-data )"/>',
        '<model-data><xi:include href="events.xml" xpointer="xpointer(/*/model-data/*)"/></model-data>',
        '<include file="more.xml"/>',
    ],
)
def test_a_model_includes_files(tmp_path: Path, include: str) -> None:
    more = '<opsa-mef><include file="events.xml"/></opsa-mef>'
    assert evaluate_fault_tree(written(tmp_path, include, more=more)).probability == pytest.approx(0.05)


def test_a_model_has_several_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main, events = written(tmp_path), tmp_path / "events.xml"
    assert evaluate_fault_tree([main, events]).probability == pytest.approx(0.05)
    assert evaluate_fault_tree([events, TREE.replace("INCLUDE", "")]).probability == pytest.approx(0.05)
    assert run(["fault-tree", str(events), str(main), "--mission-time", "24 h"]) == 0
    assert "probability 0.05," in capsys.readouterr().out
    if shutil.which("scram"):
        command = ["scram", "--bdd", "--probability", "1", str(main), str(events)]
        assert (
            'probability="0.05"' in subprocess.run(command, capture_output=True, check=True, text=True).stdout
        )


def test_a_name_that_two_files_define_is_told_with_both_places(tmp_path: Path) -> None:
    main = written(tmp_path, '<include file="events.xml"/>')
    with pytest.raises(FaultTreeError) as caught:
        evaluate_fault_tree([main, tmp_path / "events.xml"])
    assert str(caught.value.problems[0].place).startswith(f"{tmp_path}/events.xml:1:")
    assert f"{tmp_path}/events.xml:1:" in caught.value.problems[0].text


@pytest.mark.parametrize(
    ("include", "said"),
    [
        ('<include file="../above.xml"/>', "only files in the folder"),
        ('<include file="/etc/passwd"/>', "only files in the folder"),
        ('<xi:include href="http://example.org/a.xml"/>', "only files in the folder"),
        ('<include file="link.xml"/>', "only files in the folder"),
        ("<include/>", "only files in the folder"),
        ('<include file="main.xml"/>', "includes itself"),
        ('<include file="circle.xml"/>', "includes itself"),
        ('<include file="missing.xml"/>', "missing.xml cannot be read"),
        ('<include file="folder"/>', "no file"),
        ('<xi:include href="events.xml" parse="text"/>', "no XML"),
        ('<xi:include href="events.xml" xpointer="element(/1)"/>', "an xpointer that is not read"),
    ],
)
def test_what_must_not_or_cannot_be_included_is_told(tmp_path: Path, include: str, said: str) -> None:
    (tmp_path / "above.xml").write_text(EVENTS)
    inner = tmp_path / "model"
    inner.mkdir()
    (inner / "folder").mkdir()
    (inner / "link.xml").symlink_to(tmp_path / "above.xml")
    main = written(inner, include, circle='<opsa-mef><include file="main.xml"/></opsa-mef>')
    assert said in refused(main)


def test_a_text_includes_nothing() -> None:
    with pytest.raises(FaultTreeError, match="a text includes no files"):
        evaluate_fault_tree(TREE.replace("INCLUDE", '<include file="events.xml"/>'))


def test_at_most_so_much_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_files, "LARGEST", 2**20)
    endless = Path("/dev/zero")
    if endless.exists():
        assert "the model is too large; expected at most 1 MiB" in refused(endless)
    padded = written(tmp_path, f"<!--{' ' * 600_000}-->" + '<include file="more.xml"/>')
    (tmp_path / "more.xml").write_text(f"<opsa-mef><!--{' ' * 600_000}--></opsa-mef>")
    assert "more.xml: the model is too large" in refused(padded)


def test_standard_input_is_a_model_of_no_more(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(source_files, "LARGEST", 1000)
    whole = io.TextIOWrapper(io.BytesIO(b" " * 1001))
    monkeypatch.setattr(sys, "stdin", whole)
    assert run(["fault-tree", "-"]) == 2
    assert capsys.readouterr().err.startswith("standard input: the model is too large")
