"""Asking the catalog: by name, by kind, and for what a figure rests on."""

import subprocess
import sys

import pytest

from powercalc.catalog import CatalogError, load


def test_an_unknown_entry_suggests_a_near_one() -> None:
    with pytest.raises(CatalogError, match="did you mean ups-combined"):
        load().entry("ups-combind")


def test_an_entry_unlike_any_other_suggests_nothing() -> None:
    with pytest.raises(LookupError) as caught:
        load().entry("§")
    assert "did you mean" not in str(caught.value)


def test_an_entry_is_found_by_its_name() -> None:
    entry = load().entry("ups-small-computer-room")
    assert entry.figures["mttr"].typical == "2.00 h"


def test_a_sourced_figure_cites_its_source_place_and_grade() -> None:
    figure = load().entry("ups-small-computer-room").figures["failure_rate"]
    assert figure.cite() == (
        "IEEE Std 493-2007 (Gold Book) (2007), Wiboonrat 2020, table 2, row E39-200; grade B"
    )


def test_an_assumption_is_cited_as_one() -> None:
    figures = load().entry("sts-assumed").figures
    assert figures["mttr"].cite().endswith("; no grade, an assumption")
    assert figures["transfer_time"].cite().endswith("; grade C, an assumption")


def test_a_figure_without_low_and_high_has_no_span() -> None:
    figure = load().default("grid_feed", "failure_rate")
    assert figure is not None
    assert figure.span is None


def test_the_catalog_is_read_once_and_shared() -> None:
    assert load() is load()


def test_importing_the_catalog_reads_nothing() -> None:
    code = "import powercalc.catalog as c, powercalc.catalog.reader as r; print(r.load.cache_info().currsize)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "0"
