"""Checks of a site of several files: where findings stand, and whom the waivers of each file reach."""

from __future__ import annotations

from pathlib import Path

import pytest

import powercalc as pc
from powercalc.errors import SiteError
from powercalc.site import read

ROOM = """\
[grid_feed.grid]
failure_rate = "2 / year"
mttr = "20 min"
[ups.ups]
fed_by = "grid"
autonomy = "10 min"
[server.rack]
fed_by = "ups"
"""
WAIVER = """\
[[waiver]]
rule = "TOP101"
scope = "{scope}"
reason = "a small room"
expiry = 2030-01-01
"""
BOTH = '[include.a]\nfile = "a.toml"\n[include.b]\nfile = "b.toml"\n'


def both(folder: Path, first: str = "", second: str = "", whole: str = "") -> pc.Site:
    (folder / "a.toml").write_text(ROOM + first, encoding="utf-8")
    (folder / "b.toml").write_text(ROOM + second, encoding="utf-8")
    (folder / "both.toml").write_text(BOTH + whole, encoding="utf-8")
    return read(folder / "both.toml")


def single_paths(site: pc.Site) -> list[tuple[str, str, int | None]]:
    """The findings of TOP101: where each is, with the file and line."""
    checked = pc.check(site, today="2025-01-01", select=["TOP101"])
    (result,) = checked.results
    places = [(each.scope, checked.place(each)) for each in result.findings]
    return [(scope, Path(place.file or "").name, place.line) for scope, place in places]


def test_a_finding_stands_in_its_own_file(tmp_path: Path) -> None:
    found = single_paths(both(tmp_path, first="# note\n"))
    assert {(scope, file) for scope, file, _ in found} == {("a/rack", "a.toml"), ("b/rack", "b.toml")}
    assert {line for _, _, line in found} == {8}  # its `fed_by`


@pytest.mark.parametrize("scope", ["*", "rack"])
def test_a_waiver_of_an_included_file_reaches_what_stands_in_that_file(tmp_path: Path, scope: str) -> None:
    found = single_paths(both(tmp_path, second=WAIVER.format(scope=scope)))
    assert [scope for scope, _, _ in found] == ["a/rack"]


def test_a_waiver_of_the_first_file_reaches_all(tmp_path: Path) -> None:
    assert single_paths(both(tmp_path, whole=WAIVER.format(scope="*"))) == []
    assert len(single_paths(both(tmp_path, whole=WAIVER.format(scope="a/rack")))) == 1


def test_a_wrong_waiver_is_told_in_its_own_file(tmp_path: Path) -> None:
    site = both(tmp_path, first=WAIVER.format(scope="*"), second=WAIVER.format(scope="rak"))
    with pytest.raises(SiteError) as caught:
        pc.check(site, today="2025-01-01")
    (problem,) = caught.value.problems
    assert Path(problem.place.file or "").name == "b.toml"
    assert (problem.place.line, problem.found) == (11, '"rak"')
    assert problem.suggestion == "rack"


def test_a_date_to_come_of_an_included_practice_is_told_in_its_own_file(tmp_path: Path) -> None:
    site = both(tmp_path, second="[practice.maintenance]\ndate = 2026-01-01\n")
    with pytest.raises(SiteError) as caught:
        pc.check(site, today="2025-01-01")
    (problem,) = caught.value.problems
    assert str(problem.place).endswith("b.toml:10:8")
    assert problem.path == ("practice", "maintenance", "date")
