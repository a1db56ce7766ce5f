"""What a good file gives."""

import io
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from powercalc.components import GridFeed, Ups
from powercalc.site import ALL_LOADS, read, read_text
from powercalc.site.positions import located
from tests.site.files import GOOD, SMALL


def test_a_good_file_gives_its_components_in_order() -> None:
    site = read_text(GOOD)
    assert [component.id for component in site.components] == [
        "grid", "gen", "ats-a", "ups-a", "pdu-a", "pdu-b", "rack",
    ]  # fmt: skip
    assert site.name == "Two-path hall"
    assert (site.text, site.file) == (GOOD, "site.toml")


def test_values_are_in_hours_per_hour_and_kilowatts() -> None:
    site = read_text(GOOD)
    assert site["rack"].power == 8.0  # type: ignore[attr-defined]
    assert site["gen"].start_time == pytest.approx(12 / 3600)  # type: ignore[attr-defined]
    assert site["gen"].failure_rate == 1 / 1100


def test_a_table_of_outages_belongs_to_the_feed() -> None:
    grid = read_text(GOOD)["grid"]
    assert isinstance(grid, GridFeed)
    assert [outage.name for outage in grid.outages] == ["dip"]


def test_a_date_of_toml_is_a_date() -> None:
    ups = read_text(GOOD)["ups-a"]
    assert isinstance(ups, Ups)
    assert ups.installed == date(2024, 8, 3)


def test_groups_zones_targets_practices_and_waivers_are_read() -> None:
    site = read_text(GOOD)
    assert [group.members for group in site.common_causes] == [("pdu-a", "pdu-b")]
    assert [(zone.name, zone.hazards[0].name) for zone in site.zones] == [("hall", "fire")]
    assert site.targets[ALL_LOADS].availability == pytest.approx(0.999)
    assert site.targets["rack"].max_downtime == 1
    assert [practice.name for practice in site.practices] == ["maintenance"]
    assert site.waivers[0].expiry == date(2030, 1, 1)


def test_a_file_on_disk_is_read_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "small-room.toml"
    path.write_text(SMALL, encoding="utf-8")
    site = read(path)
    assert (site.name, site.file) == ("small-room", str(path))


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(GOOD.encode())))
    assert read("-").name == "Two-path hall"


@pytest.mark.parametrize("text", ["\ufeff" + GOOD, GOOD.replace("\n", "\r\n")])
def test_marks_and_line_ends_of_editors_do_no_harm(text: str) -> None:
    assert read_text(text).components == read_text(GOOD).components


def test_a_warning_has_its_place() -> None:
    text = SMALL + 'zone = "hall"\n[ups.spare]\nfed_by = "grid"\ncount = 2\n'
    site = read_text(text, file="x.toml")
    assert [str(warning.place) for warning in located(site.warnings, site.text, site.file)] == [
        "x.toml:7:8",
        "x.toml:8:6",
    ]


def test_a_good_file_is_read_without_the_parser_of_positions() -> None:
    program = (
        "import sys; from powercalc.site.read import read; read('-'); "
        "sys.exit('tree_sitter' in sys.modules or 'matplotlib' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], input=GOOD.encode(), check=True)
