"""`--lang`, as a person calls it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import SMALL, Command


@pytest.fixture
def site(tmp_path: Path) -> str:
    (tmp_path / "site.toml").write_text(SMALL, encoding="utf-8")
    return "site.toml"


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (["check", "--plain"], "Pas encore apte à servir un hôpital"),
        (["questions", "--plain"], "À quelle périodicité les équipements sont-ils entretenus"),
        (["questions", "--plain", "-f", "letter"], "# Questions sur l’alimentation électrique"),
        (["questions", "--plain", "-f", "page"], '<html lang="fr">'),
        (["report", "--plain"], "<h2>Ce qui prive d’alimentation</h2>"),
    ],
)
def test_a_result_is_french_where_that_is_asked_for(
    command: Command, site: str, call: list[str], expected: str
) -> None:
    done = command(*call, site, "--lang", "fr")
    assert done.returncode < 2, done.stderr
    told = " ".join(done.stdout.decode("utf-8").split())
    assert expected in told


@pytest.mark.parametrize("call", ["check", "questions", "report"])
def test_a_language_that_is_not_there_ends_with_two(command: Command, site: str, call: str) -> None:
    done = command(call, site, "--lang", "de")
    assert done.returncode == 2
    assert 'there is no language "de"; there are en (English), fr' in done.stderr.decode("utf-8")
    assert done.stdout == b""
