"""The data that come with powercalc: complete, in order, and honest about what they rest on."""

import math
import re
from dataclasses import replace
from operator import attrgetter
from pathlib import Path

import numpy as np
import pytest

import powercalc as pc
from powercalc import units
from powercalc.catalog import PARAMETERS, Catalog, Entry, PublishedValue, load
from powercalc.catalog.reader import DATA
from powercalc.components.uncertain import Estimate, UncertainFigure
from powercalc.measures.distributions import Distribution, Gamma, NormalEstimate

RATE = ("failure_rate", "failure_rate_first_hour", "dormant_failure_rate")
PROBABILITY = (
    "unavailability", "fail_to_start", "battery_failure", "fail_to_transfer", "standby_unavailability",
    "beta",
)  # fmt: skip

SOURCES = ("grid_feed", "generator")
STORAGE = ("ups", "battery", "flywheel", "rotary_ups")
SWITCHING = ("ats", "sts", "breaker", "tie")
DISTRIBUTION = ("transformer", "switchgear", "bus", "busway", "cable", "panel", "pdu", "rack_pdu")
COOLING = ("chiller", "crah", "pump")
REPAIRABLE = (*SOURCES, *STORAGE, *SWITCHING, *DISTRIBUTION, *COOLING)
CONTRACT = (
    {(kind, parameter) for kind in REPAIRABLE for parameter in ("failure_rate", "mttr")}
    | {(kind, "unavailability") for kind in ("solar", "wind")}
    | {("generator", parameter) for parameter in ("fail_to_start", "start_time")}
    | {(kind, p) for kind in STORAGE for p in ("autonomy", "battery_failure")}
    | {(kind, "transfer_time") for kind in SWITCHING}
    | {(kind, p) for kind in ("ats", "sts") for p in ("fail_to_transfer", "manual_transfer_time")}
    | {("server", "hold_up")}
)

FIGURES = [figure for entry in load().entries for figure in entry.figures.values()]


def value(figure: PublishedValue, text: str) -> float:
    if figure.parameter in RATE:
        return units.rate(text)
    return units.probability(text) if figure.parameter in PROBABILITY else units.hours(text)


def name(figure: PublishedValue) -> str:
    return f"{figure.entry}.{figure.parameter}"


def default(kind: str, parameter: str) -> PublishedValue:
    figure = load().default(kind, parameter)
    assert figure is not None
    return figure


@pytest.fixture
def catalog() -> Catalog:
    return load()


@pytest.mark.parametrize(("kind", "parameter"), sorted(CONTRACT))
def test_every_absent_figure_of_the_contract_has_a_default(kind: str, parameter: str) -> None:
    figure = default(kind, parameter)
    assert (figure.kind, figure.parameter) == (kind, parameter)


def test_there_is_no_default_beyond_the_contract(catalog: Catalog) -> None:
    given = {(kind, parameter) for kind, names in catalog.defaults.items() for parameter in names}
    assert given == CONTRACT
    assert given == {(kind, parameter) for kind, names in PARAMETERS.items() for parameter in names}


@pytest.mark.parametrize(
    ("kind", "parameter"),
    [
        ("breaker", "fail_to_transfer"),
        ("generator", "fuel_autonomy"),
        ("server", "recovery_time"),
        ("block", "mttr"),
    ],
)
def test_what_is_absent_and_no_such_figure_is_not_there(catalog: Catalog, kind: str, parameter: str) -> None:
    assert catalog.default(kind, parameter) is None


@pytest.mark.parametrize("figure", FIGURES, ids=name)
def test_every_text_reads_as_a_value_and_typical_lies_within_its_span(figure: PublishedValue) -> None:
    low = value(figure, figure.low or figure.typical)
    high = value(figure, figure.high or figure.typical)
    assert 0 < low <= value(figure, figure.typical) <= high


LAWFUL = [figure for figure in FIGURES if figure.law is not None]


def law_of(figure: PublishedValue) -> Distribution:
    """The law as a site reads it, in internal units."""
    read = units.rate if figure.parameter in RATE else units.probability
    table = UncertainFigure(
        read=read, is_rate=figure.parameter in RATE, most=1.0 if figure.parameter in PROBABILITY else math.inf
    )
    made = table(dict(figure.law or {}))
    assert isinstance(made, Estimate)
    return made.distribution


@pytest.mark.parametrize("figure", LAWFUL, ids=name)
def test_the_mean_and_the_law_agree(figure: PublishedValue) -> None:
    """To the three digits that are printed; a normal is cut off at zero, which moves its mean by 2 %."""
    near = 0.02 if "mean" in (figure.law or {}) else 0.008
    assert law_of(figure).mean == pytest.approx(value(figure, figure.typical), rel=near)


@pytest.mark.parametrize("figure", LAWFUL, ids=name)
def test_the_span_is_the_5th_and_95th_percentile_of_the_law(figure: PublishedValue) -> None:
    """As printed: of a small shape the 5th percentile is far down; a normal is printed whole."""
    law = law_of(figure)
    if isinstance(law, NormalEstimate):
        law = replace(law, most=math.inf, centre=law.centre + 1)  # so far up that nothing is cut off
    low, high = law.quantile(np.array([0.05, 0.95])) - (1 if isinstance(law, NormalEstimate) else 0)
    assert high == pytest.approx(value(figure, figure.high or ""), rel=0.015)
    assert low == pytest.approx(value(figure, figure.low or ""), rel=0.05)


def test_every_figure_read_in_the_tables_has_its_law(catalog: Catalog) -> None:
    tabled = [
        entry for entry in catalog.entries if entry.source.title.startswith("Idaho National Laboratory")
    ]
    assert tabled
    assert all(figure.law and figure.grade == "A" for entry in tabled for figure in entry.figures.values())


def test_uncertainty_draws_from_the_law() -> None:
    parts = (
        pc.GridFeed("grid"),
        pc.Transformer("tx", fed_by="grid", mttr="100 h"),
        pc.Server("r", fed_by="tx"),
    )
    transformer = next(each for each in pc.Site("s", parts).complete if each.id == "tx")
    assert transformer.rate == pytest.approx(1.93e-6, rel=1e-12)  # as printed, not the mean of the law
    assert transformer.uncertain["failure_rate"] == Gamma(shape=1.63, exposure=847000)


@pytest.mark.parametrize("figure", FIGURES, ids=name)
def test_a_sourced_figure_says_where_it_stands_and_an_assumption_says_why(figure: PublishedValue) -> None:
    assert figure.where
    assert figure.source.title
    assert figure.is_sourced == (figure.grade in {"A", "B"})
    assert figure.is_sourced or figure.reason


def test_the_projects_own_files_hold_no_figure_read_in_one_source(catalog: Catalog) -> None:
    own = [entry for entry in catalog.entries if entry.source.title.startswith("powercalc")]
    graded = {name(f): f.grade for entry in own for f in entry.figures.values() if f.grade != "none"}
    assert graded == {
        "ats-assumed.transfer_time": "C",
        "sts-assumed.transfer_time": "C",
        "generator-combined.failure_rate": "B",
    }


COMBINED = [figure for figure in FIGURES if figure.entry.endswith("-combined")]


@pytest.mark.parametrize("figure", COMBINED, ids=name)
def test_a_combined_figure_names_its_entries_with_their_grades_and_spans_them(figure: PublishedValue) -> None:
    named = re.findall(r"([a-z][a-z0-9-]+) \(([ABC])\)", figure.where)
    parts = [load().entry(entry).figures[figure.parameter] for entry, _ in named]
    assert [part.grade for part in parts] == [grade for _, grade in named]
    low, high = (value(figure, text) for text in (figure.low, figure.high) if text)
    assert low <= min(value(part, part.low or part.typical) for part in parts) * 1.1
    assert high >= max(value(part, part.typical) for part in parts) * 0.98


def test_ups_default_spans_two_quotes_of_one_standard_and_is_the_best_of_neither() -> None:
    figure = default("ups", "failure_rate")
    assert (figure.low, figure.typical, figure.high) == ("0.010 / year", "0.074 / year", "0.55 / year")
    assert not figure.is_sourced


def test_generator_e18_121_carries_the_contradiction_of_its_source(catalog: Catalog) -> None:
    figure = catalog.entry("generator-continuous-duty").figures["failure_rate"]
    assert figure.span == "0.4323 / year to 0.58 / year"
    assert "contradicts" in (figure.reason or "")


def test_the_default_grid_is_french_medium_voltage_in_2022(catalog: Catalog) -> None:
    rate = default("grid_feed", "failure_rate")
    mttr = default("grid_feed", "mttr")
    minutes = units.rate(rate.typical) * 8760 * units.hours(mttr.typical) * 60
    assert catalog.entry(rate.entry).title.startswith("France")
    assert minutes == pytest.approx(40.1, rel=0.01)


@pytest.mark.parametrize(
    "entry", [e for e in load().entries if e.kind == "grid_feed"], ids=attrgetter("name")
)
def test_a_grid_names_its_country(entry: Entry) -> None:
    assert entry.title.startswith(("France,", "United States,"))


def test_the_readme_lists_every_file_and_no_other() -> None:
    listed = re.findall(
        r"^\| `([\w.-]+\.toml)`", (DATA / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert listed == sorted(path.name for path in DATA.glob("*.toml"))


def test_the_data_name_no_path_of_a_machine() -> None:
    texts = [path.read_text(encoding="utf-8") for path in Path(DATA).iterdir()]
    assert not [text for text in texts if re.search(r"(?<![\w.])/(work|home|tmp|root)\b", text)]
