"""Practices are typed and documented like components."""

from __future__ import annotations

import json
import tomllib

import pytest
from jsonschema import Draft7Validator

from powercalc.errors import SiteError
from powercalc.site.practices import PRACTICES, Sites, practice
from powercalc.site.read import read_text
from powercalc.site.schema import schema
from tests.checks.sites import SOUND, changed


def flaws(text: str) -> list[str]:
    values = json.loads(json.dumps(tomllib.loads(text), default=str))
    return [error.message for error in Draft7Validator(schema()).iter_errors(values)]


def problems(text: str) -> str:
    with pytest.raises(SiteError) as caught:
        read_text(text)
    return str(caught.value)


def test_the_schema_accepts_every_practice_of_a_sound_site() -> None:
    assert flaws(SOUND) == []
    assert {each.name for each in read_text(SOUND).practices} == set(PRACTICES)


@pytest.mark.parametrize("key", ["covers", "watches", "recipients", "restart_order", "share", "distance"])
def test_a_misspelt_key_of_a_practice_is_a_flaw(key: str) -> None:
    text = changed((f"{key} =", f"{key}x ="))
    assert flaws(text)
    assert "is an unknown key" in problems(text)


@pytest.mark.parametrize("name", PRACTICES)
def test_every_key_of_a_practice_is_described(name: str) -> None:
    table = schema()["properties"]["practice"]["properties"][name]
    assert set(table["properties"]) == set(PRACTICES[name].model_fields) - {"name"}
    assert all(key["description"] for key in table["properties"].values())


def test_a_misspelt_kind_suggests_the_right_one() -> None:
    assert 'did you mean "generator"' in problems(
        changed(('covers = ["generator", "ats"', 'covers = ["generatr", "ats"'))
    )


def test_an_interval_of_the_wrong_dimension_and_a_date_that_is_none_are_told_together() -> None:
    found = problems(changed(('"182 day"', '"5 kW"'), ("date = 2026-05-01", 'date = "soon"')))
    assert "interval: has the wrong dimension" in found
    assert "date: is not a date" in found


def test_an_envelope_upside_down_is_a_problem() -> None:
    text = changed(('\ntemperature_min = "18 degC"', '\ntemperature_min = "38 degC"'))
    assert "is above temperature_max" in problems(text)


def test_the_other_sites_have_a_distance_in_kilometres() -> None:
    found = practice(read_text(SOUND).practices, Sites)
    assert found is not None
    assert found.other[0].distance == 390


def test_a_wrong_distance_is_told_with_its_line() -> None:
    line = SOUND.splitlines().index('distance = "390 km"') + 1
    assert f"site.toml:{line}:12: practice.sites.other.0.distance" in problems(changed(("390 km", "3 h")))
