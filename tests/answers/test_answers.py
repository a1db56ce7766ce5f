"""A return sheet, filled in as people do, read back into the site file."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from powercalc.answers import Answered, read_answers
from powercalc.answers.asked_fields import AnswerKind
from powercalc.answers.cell_values import NotRead, value
from powercalc.checks import Options
from powercalc.checks.run_checks import checked
from powercalc.errors import CallError, SiteError
from powercalc.evaluation import evaluate
from powercalc.languages import speaking
from powercalc.report.checks.questions_text import render
from powercalc.site.read import read

SITE = """# The hall of the north.
[site]
name = "North"   # keep

[grid_feed.grid]
failure_rate = "2 / year"
mttr = "20 min"

[generator.gen]
fed_by = []
start_time = "12 s"  # measured

[ats.ats]
fed_by = ["grid", "gen"]

[ups.ups]
fed_by = "ats"

[server.rack]
fed_by = "ups"
power = "4 kW"
# the end
""".replace("fed_by = []\n", "")
Row = tuple[str, str, str, str]
Given = Callable[[str, dict[str, Row]], Path]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    path = tmp_path / "site.toml"
    path.write_text(SITE, encoding="utf-8")
    return path


@pytest.fixture
def sheet(tmp_path: Path, site: Path) -> Given:
    """Return a sheet as the command writes it, with some answers filled in."""
    there = read(site)
    asked = checked(
        there, Options.read(there, today=date(2026, 11, 29)), evaluate(there, plain=True), worths=False
    )

    def filled(language: str, given: dict[str, Row]) -> Path:
        with speaking(language):
            text = render(asked, "sheet").lstrip("\ufeff")
        separator = ";" if language == "fr" else ","
        rows = list(csv.reader(text.splitlines(), delimiter=separator))
        assert {*given} <= {row[0] for row in rows}
        full = [[*row[:4], *given[row[0]]] if row[0] in given else row for row in rows]
        path = tmp_path / "answers.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=separator).writerows(full)
        return path

    return filled


def _values(answered: Answered) -> dict[str, object]:
    return tomllib.loads(answered.text)


def test_answers_in_french_are_practices_and_figures_of_the_file(site: Path, sheet: Given) -> None:
    found = read_answers(
        site,
        sheet(
            "fr",
            {
                "MNT201/gen/1": ("tous les mois", "", "", ""),
                "MNT201/gen/2": ("12 avril 2026", "document", "registre", "2/05/2026"),
                "MNT101/maintenance/1": ("groupes électrogènes, onduleurs", "essai", "PV 7", "12/04/2026"),
                "MNT102/maintenance/1": ("6 mois", "document", "PV 8", "13/04/2026"),
                "ENV102/environment/1": ("40 %", "", "", ""),
                "BCP101/continuity/1": ("aucun", "", "", ""),
                "GEN301/gen/1": ("nsp", "", "", ""),
            },
        ),
    )
    values = _values(found)
    assert values["generator"]["gen"] == {  # type: ignore[index]
        "start_time": "12 s", "test_interval": "1 month", "last_test": date(2026, 4, 12),
    }  # fmt: skip
    assert values["practice"] == {
        "maintenance": {
            "covers": ["generator", "ups"], "interval": "6 month", "evidence": "PV 7; PV 8",
            "evidence_kind": "document", "date": date(2026, 4, 12),
        },
        "environment": {"humidity_min": "40 %"},
        "continuity": {"in_place": False},
    }  # fmt: skip
    assert "GEN301/gen/1" in {each.id for each in found.no_answers}
    assert len(found.understood) == 6


def test_everything_that_was_written_stays(site: Path, sheet: Given) -> None:
    given = {
        "MNT201/gen/1": ("1 month", "", "", ""),
        "SEP201/ups/0": ("a room of its own\u2028[x]", "document", "plan 3", ""),
    }
    found = read_answers(site, sheet("en", given))
    new = [line for line in found.text.splitlines() if line not in SITE.splitlines()]
    assert new == ['test_interval = "1 month"', "# SEP201/ups/0: a room of its own [x] (plan 3, document)"]
    assert [line for line in found.text.splitlines() if line not in new] == SITE.splitlines()
    assert site.read_text(encoding="utf-8") == SITE


def test_bad_answers_are_told_all_at_once_with_their_rows(site: Path, sheet: Given) -> None:
    path = sheet(
        "en",
        {
            "MNT201/gen/1": ("soon", "", "", ""),
            "MNT201/gen/2": ("31/02/2026", "hearsay", "", ""),
            "ENV101/environment/1": ("30 °C", "", "", ""),
            "ENV101/environment/2": ("20 °C", "", "", ""),
            "MON101/monitoring/1": ("perhaps", "", "", ""),
        },
    )
    with path.open("a", encoding="utf-8") as file:
        file.write("MNT201/nobody/1,,,,1 month,,,\n")
    with pytest.raises(SiteError) as raised:
        read_answers(site, path)
    told = [str(problem) for problem in raised.value.problems]
    assert all(each.startswith("answers.csv:") for each in told)
    for part in (
        "MNT201/gen/1", "31/02/2026 is no day", '"hearsay" is none of: statement, document',
        "neither yes nor no",
        "is above temperature_max", 'no question about this site (found "MNT201/nobody/1")',
    ):  # fmt: skip
        assert sum(part in each for each in told) == 1, told


def test_an_answer_that_came_before_is_understood_again(site: Path, sheet: Given) -> None:
    path = sheet("en", {"MNT201/gen/1": ("1 month", "", "", "")})
    site.write_text(read_answers(site, path).text, encoding="utf-8")
    assert read_answers(site, path).text == site.read_text(encoding="utf-8")


def test_a_table_that_is_no_return_sheet_is_refused(site: Path, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(CallError, match="is no return sheet"):
        read_answers(site, tmp_path / "other.csv")


@pytest.mark.parametrize(
    ("sort", "cell", "expected"),
    [
        (AnswerKind.TIME, "every 6 months", '"6 months"'),
        (AnswerKind.TIME, "deux fois par an", '"6 month"'),
        (AnswerKind.TIME, "1,5 jours", '"1.5 day"'),
        (AnswerKind.DAY, "3rd March 2026", "2026-03-03"),
        (AnswerKind.SHARE, "2 sur 40", "0.05"),
        (AnswerKind.SHARE, "0,94 %", '"0.94 %"'),
        (AnswerKind.RATE, "une fois en 50 ans", '"1 / 50 year"'),
        (AnswerKind.RATE, "0,02 par an", '"0.02 / year"'),
        (AnswerKind.POWER, "1,2 MVA", '"1.2 MVA"'),
        (AnswerKind.CELSIUS, "24,5 °C", '"24.5 degC"'),
        (AnswerKind.CELSIUS, "-5", '"-5 degC"'),
        (AnswerKind.FLAG, "Oui.", "true"),
        (AnswerKind.TOPICS, "Power failure and UPS", '["power_failure", "ups"]'),
        (AnswerKind.SUPPLY, "garanties d'origine", '"certificates"'),
    ],
)
def test_what_people_write_is_understood(sort: AnswerKind, cell: str, expected: str) -> None:
    assert value(cell, sort) == expected


@pytest.mark.parametrize(
    ("sort", "cell"),
    [(AnswerKind.TIME, "6"), (AnswerKind.TIME, "6 kg"), (AnswerKind.SHARE, "5"), (AnswerKind.SHARE, "3 of 2"),
     (AnswerKind.DAY, "03/2026"), (AnswerKind.RATE, "often"), (AnswerKind.POWER, "500"),
     (AnswerKind.COUNT, "two"), (AnswerKind.KINDS, "rabbits")],
)  # fmt: skip
def test_what_is_no_answer_is_refused(sort: AnswerKind, cell: str) -> None:
    with pytest.raises(NotRead):
        value(cell, sort)
