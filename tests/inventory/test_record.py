"""What an import leaves in the file: read, included, told."""

from __future__ import annotations

from pathlib import Path

import pytest

from powercalc.errors import SiteError
from powercalc.inventory.inventory_model import Inventory
from powercalc.inventory.to_site import Imported, to_site
from powercalc.report.inventory import TITLES
from powercalc.site.imported_from import KINDS_OF_FINDINGS
from powercalc.site.read import read, read_text


def test_every_kind_of_finding_has_a_heading_in_its_order() -> None:
    assert tuple(TITLES) == KINDS_OF_FINDINGS


def test_the_record_of_an_included_file_has_its_name_before_its_ids(
    imported: Imported, tmp_path: Path
) -> None:
    (tmp_path / "hall.toml").write_text(imported.text, encoding="utf-8")
    (tmp_path / "group.toml").write_text(
        "[include.one]\nfile = 'hall.toml'\n[include.two]\nfile = 'hall.toml'\n", encoding="utf-8"
    )
    record = read(tmp_path / "group.toml").inventory
    assert record is not None
    assert len(record.finding) == 2 * len(imported.findings)
    assert record.finding[0].components == ("one/srv-a-03-1",)


def test_an_unknown_kind_of_finding_is_an_error_with_its_place() -> None:
    site = "[grid_feed.g]\n[server.s]\nfed_by = 'g'\n"
    text = f"{site}[inventory]\nsource = 'x'\n[[inventory.finding]]\nwhat = 'lop'\n"
    with pytest.raises(SiteError) as refused:
        read_text(f"{text}text = 'it'\n")
    (problem,) = refused.value.problems
    assert (problem.place.line, problem.suggestion) == (7, '"loop"')


def test_line_ends_stay_as_they_are(hall: Inventory, upstream: Path, imported: Imported) -> None:
    before = imported.text.replace("\n", "\r\n")
    assert to_site(hall, upstream, before=before).text == before
