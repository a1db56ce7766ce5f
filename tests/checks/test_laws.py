"""What holds of the checks of any site."""

from __future__ import annotations

from hypothesis import given, settings

from powercalc.checks import Checked, Options, Status, check
from powercalc.checks.run_checks import checked
from powercalc.checks.without import Wires
from powercalc.evaluation import evaluate
from powercalc.report.checks import FORMATS, render
from powercalc.site import Site
from powercalc.testing import sites
from tests.checks.sites import TODAY

FEW = settings(max_examples=10)
"""Each check evaluates some twenty variants of its site."""


def unweighed(site: Site, profile: str = "all", ignore: tuple[str, ...] = ()) -> Checked:
    options = Options.read(site, profile=profile, today=TODAY, ignore=ignore)
    return checked(site, options, evaluate(site, plain=True), worths=False)


@FEW
@given(sites())
def test_every_rule_answers_for_any_site(site: Site) -> None:
    found = check(site, profile="all", today=TODAY, plain=True)
    assert sum(found.counts.values()) == len(found.results)
    for result in found.results:
        weight = result.worth or result.span
        if weight is not None and weight.saving is not None:
            assert weight.saving.most >= 0
            assert weight.saving.downtime_h_per_year >= 0


@FEW
@given(sites())
def test_the_same_day_has_the_same_result(site: Site) -> None:
    once, again = (render(check(site, today=TODAY, plain=True), "json") for _ in range(2))
    assert once == again


@FEW
@given(sites())
def test_every_format_renders_any_site(site: Site) -> None:
    found = check(site, profile="all", today=TODAY, plain=True)
    assert all(render(found, form).endswith("\n") for form in FORMATS)


@given(sites())
def test_a_rule_that_is_not_applicable_finds_nothing(site: Site) -> None:
    found = unweighed(site)
    assert not any(result.findings for result in found.of(Status.NOT_APPLICABLE))


@given(sites())
def test_a_profile_never_changes_what_a_rule_of_practice_finds(site: Site) -> None:
    texts = []
    for profile in ("hospital-host", "all"):
        found = unweighed(site, profile, ignore=("TOP2",))
        texts.append([finding.text for result in found.results for finding in result.findings])
    assert texts[0] == texts[1]


@given(sites())
def test_more_that_is_dead_never_lets_more_live(site: Site) -> None:
    wires = Wires(site)
    names = [component.id for component in site.components]
    for name in names[:4]:
        assert wires.live({name}) <= wires.live()
        assert wires.live({name}, by_bypass=False) <= wires.live({name})


@given(sites())
def test_what_is_behind_a_load_decides_about_it(site: Site) -> None:
    wires = Wires(site)
    for load in site.loads:
        assert (load.id in wires.live()) == (load.id in wires.live(within=load.id))
