"""Sites in which only some things can go wrong share the components of which the same is blamed in both."""

from typing import Any

import pytest

import powercalc as pc
from powercalc.reasons.candidates import Contributor, suspects
from powercalc.reasons.isolated_site import Components, isolated
from powercalc.response.columns import calling
from powercalc.response.respond import respond
from powercalc.site import templates


@pytest.mark.parametrize("name", ["2n", "n-plus-1", "distributed-redundant"])
def test_known_components_are_those_that_would_be_made(name: str) -> None:
    site, known = pc.read_text(templates.text(name)), Components()
    for culprits in suspects(site, site.loads[0].id):
        shared, alone = isolated(site, culprits, known), isolated(site, culprits)
        assert [each.given for each in shared.components] == [each.given for each in alone.components]
        assert shared.common_causes == alone.common_causes
    listed = list(suspects(site, site.loads[0].id))
    assert len(known) < len(site.components) * len(listed) / 3


def test_two_sites_share_what_is_blamed_for_the_same() -> None:
    site, known = pc.read_text(templates.text("2n")), Components()
    names = [each.id for each in site.components if each.kind == "ups"]
    one, other = (
        isolated(site, frozenset({Contributor(name, "down", f"{name} is down")}), known) for name in names
    )
    made = [a is b for a, b in zip(one.components, other.components, strict=True)]
    assert made.count(False) == 2


def test_who_is_called_is_looked_at_once_where_nothing_waits_for_a_generator(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[object] = []

    class Counted(calling.CallTable):
        def __init__(self, *given: Any) -> None:
            looked.append(given)
            super().__init__(*given)

    monkeypatch.setattr(calling, "CallTable", Counted)
    respond(pc.read_text(templates.text("2n")))
    assert len(looked) == 1
