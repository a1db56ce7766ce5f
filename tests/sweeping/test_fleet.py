"""A fleet: several files, or a folder; what cannot be swept is a row that says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from powercalc.cli.run import run
from powercalc.errors import CallError, SiteError
from powercalc.sweeping.fleet import read_fleet
from powercalc.sweeping.outputs import read_rows
from powercalc.sweeping.sweep_table import Column
from tests.sweeping.sites import TEXT

SWEEP = '[sweep.a]\nautonomy = ["5 min", "10 min"]\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "one.toml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "two.toml").write_text(TEXT.replace("server.rack", "server.lab"), encoding="utf-8")
    (tmp_path / "torn.toml").write_text("[grid_feed.grid", encoding="utf-8")
    (tmp_path / "bare.toml").write_text(
        TEXT.replace("ups.a]", "ups.z]").replace('"a"', '"z"'), encoding="utf-8"
    )
    (tmp_path / "sweep.toml").write_text(SWEEP, encoding="utf-8")
    return tmp_path


def rows(output: Path) -> list[dict[str, object]]:
    header = output.read_text(encoding="utf-8").split("\n", 1)[0].split(",")
    columns = [Column(name=name, sort="text") for name in header]
    return [dict(zip(header, row, strict=True)) for row in read_rows(output, columns)]


def test_a_folder_has_a_row_for_each_file_and_variant(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = folder / "r.csv"
    assert run(["sweep", str(folder), str(folder / "sweep.toml"), "-o", str(output), "--workers", "1"]) == 0
    found = rows(output)
    assert [(Path(str(row["site"])).name, row["a.autonomy_min"]) for row in found] == [
        ("bare.toml", None), ("one.toml", "5.0"), ("one.toml", "10.0"),
        ("torn.toml", None), ("two.toml", "5.0"), ("two.toml", "10.0"),
    ]  # fmt: skip
    assert found[0]["problem"] == "no component has the id a"
    assert "torn.toml:1" in str(found[3]["problem"])
    one, two = found[1], found[4]
    assert one["rack.unavailability"] == two["lab.unavailability"]
    assert one["lab.unavailability"] is two["rack.unavailability"] is None
    said = capsys.readouterr()
    assert "6 rows in" in said.out
    assert "warning" in said.err
    assert "torn.toml" in said.err


def test_a_fleet_goes_on_where_it_was_ended(folder: Path) -> None:
    output = folder / "r.csv"
    call = ["sweep", str(folder), str(folder / "sweep.toml"), "-o", str(output), "--workers", "1"]
    assert run(call) == 0
    whole = output.read_bytes()
    for kept in range(1, len(whole), 97):
        output.write_bytes(whole[:kept])
        assert run(call) == 0
        assert output.read_bytes() == whole
    (folder / "three.toml").write_text(TEXT, encoding="utf-8")
    assert run(call) == 2


def test_wrong_fleets_are_told(folder: Path) -> None:
    (folder / "empty").mkdir()
    with pytest.raises(CallError, match="has no site file"):
        read_fleet([str(folder / "empty")], "sweep.toml")
    with pytest.raises(CallError, match="is named twice"):
        read_fleet([str(folder / "one.toml")] * 2, "sweep.toml")
    with pytest.raises(SiteError, match=r"torn\.toml"):
        read_fleet([str(folder / "torn.toml")], "sweep.toml")
    with pytest.raises(SiteError, match=r"nothing\.toml"):
        read_fleet([str(folder / "torn.toml"), str(folder / "nothing.toml")], "sweep.toml")
