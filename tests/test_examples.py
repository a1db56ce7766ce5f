"""Every example states its result at its end, and is held to it, load by load.

    pytest tests/test_examples.py --restate

writes the stated results anew, for a change that is meant to change them.
"""

import re
from pathlib import Path

import pytest

import powercalc as pc
from powercalc.evaluation import Measures
from powercalc.testing import enumerated

EXAMPLES = sorted(Path(__file__).parent.parent.joinpath("examples").glob("*.toml"))
HEADING = "# Expected (written by `pytest tests/test_examples.py --restate`):"
COLUMNS = f"#   {'load':<20} {'downtime [min/year]':>20} {'interruptions [1/year]':>24}"
ROW = re.compile(r"#   (\S.*?) {2,}(\S+) +(\S+)")
ANY = "any load"

example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)


def measured(result: pc.Evaluation) -> dict[str, Measures]:
    return {load.id: load for load in result.loads} | {ANY: result.any_load}


def per_year(measures: Measures) -> tuple[float, float]:
    assert measures.interruptions_per_year is not None
    return measures.downtime_h_per_year * 60, measures.interruptions_per_year


def stated(text: str) -> dict[str, tuple[float, float]]:
    """The rows of the block at the end of an example."""
    _, found, block = text.partition(HEADING)
    assert found, "the example does not state its result"
    rows = [match.groups() for line in block.splitlines()[2:] if (match := ROW.fullmatch(line))]
    return {name: (float(minutes), float(times)) for name, minutes, times in rows}


def restate(path: Path, result: pc.Evaluation) -> None:
    rows = [(name, *per_year(measures)) for name, measures in measured(result).items()]
    lines = [f"#   {name:<20} {minutes:>20.9g} {times:>24.9g}" for name, minutes, times in rows]
    body = path.read_text(encoding="utf-8").partition(HEADING)[0].rstrip()
    path.write_text("\n".join([body, "", HEADING, COLUMNS, *lines, ""]), encoding="utf-8")


@example
def test_an_example_has_the_result_that_it_states(path: Path, request: pytest.FixtureRequest) -> None:
    result = pc.evaluate(pc.read(path))
    if request.config.getoption("--restate"):
        restate(path, result)
    expected = stated(path.read_text(encoding="utf-8"))
    found = {name: per_year(measures) for name, measures in measured(result).items()}
    assert found.keys() == expected.keys()
    for name, figures in found.items():
        assert figures == pytest.approx(expected[name], rel=1e-8, abs=0)


def unserved(site: pc.Site) -> pc.Site:
    """The site without planned work, which is no matter of states."""
    nothing = dict.fromkeys(("maintenance_rate", "maintenance_time", "maintenance_error"))
    return site.changed({each.id: nothing for each in site.components if each.maintenance_rate})


@example
def test_an_example_as_a_plain_block_diagram_is_as_all_its_states_say(path: Path) -> None:
    site = unserved(pc.read(path))
    result = pc.evaluate(site, plain=True)
    assert result.method == "plain block diagram"
    expected = enumerated(site)
    for name, measures in measured(result).items():
        assert measures.unavailability == pytest.approx(expected[name].unavailability, rel=1e-11, abs=0)
        wanted = pytest.approx(expected[name].failure_frequency, rel=1e-11, abs=0)
        assert measures.failure_frequency == wanted


@example
def test_an_example_has_nothing_to_be_warned_of(path: Path) -> None:
    assert pc.read(path).warnings == ()


@example
def test_an_example_names_the_schema_first(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("#:schema ../powercalc.schema.json\n")


def test_a_generator_in_an_example_says_all_that_an_outage_asks_of_it() -> None:
    for path in EXAMPLES:
        for component in pc.read(path).components:
            if component.kind == "generator":
                asked = {"start_time", "fail_to_start", "fuel_autonomy"}
                assert asked <= component.given.keys(), path.stem
            if component.kind == "ups":
                assert "autonomy" in component.given or path.stem == "hospital-host"


def only_failure(path: str, component: str) -> dict[str, bool]:
    """Which loads are dark when one component alone is down, and all else is sound."""
    site = pc.read(next(each for each in EXAMPLES if each.stem == path))
    sound = {each.id: {"unavailability": 0.0} | dict.fromkeys(("failure_rate", "mtbf", "mttr"))
             for each in site.components if not each.is_load}  # fmt: skip
    for each in site.components:
        if each.kind == "generator":
            sound[each.id]["fail_to_start"] = 0.0
    sound[component]["unavailability"] = 1.0
    alone = pc.Site(site.name, site.changed(sound).components)
    return {load.id: load.unavailability == 1 for load in pc.evaluate(alone, plain=True).loads}


FIGURE_5 = "ups-distributed-redundant"


def dark(path: str, component: str) -> set[str]:
    return {load for load, is_dark in only_failure(path, component).items() if is_dark}


def test_schneider_white_paper_75_figure_1_single_points_of_failure() -> None:
    path = "ups-n-with-maintenance-bypass"
    for component in ("ats", "input", "output", "pdu"):
        assert dark(path, component) == {"load"}
    for component in ("grid", "gen", "ups"):
        assert dark(path, component) == set()


def test_schneider_white_paper_75_figure_3_single_points_of_failure() -> None:
    for component in ("ups-1", "ups-2"):
        assert dark("ups-n-plus-1", component) == set()
    assert dark("ups-n-plus-1", "paralleling") == {"load"}


@pytest.mark.parametrize(("number", "alone"), [(1, "load-1"), (2, "load-3"), (3, "load-5")])
def test_schneider_white_paper_75_figure_5_single_points_of_failure(number: int, alone: str) -> None:
    assert dark(FIGURE_5, f"sts-{number}") == dark(FIGURE_5, f"pdu-{number}") == {alone}
    for component in ("ups", "ats", "output"):
        assert dark(FIGURE_5, f"{component}-{number}") == set()


def test_schneider_white_paper_75_figure_5_no_source_or_bus_is_a_single_point_of_failure() -> None:
    for component in ("grid-a", "grid-b", "gen", "ua", "ub", "middle", "ua-middle"):
        assert dark(FIGURE_5, component) == set()
