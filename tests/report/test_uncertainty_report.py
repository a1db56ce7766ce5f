"""How far results are known, for people and for programs."""

import json

from powercalc.evaluation import evaluate
from powercalc.propagation.propagate import evaluate_uncertainty
from powercalc.report.uncertainty import as_json, as_text
from powercalc.site.read import read_text

SITE = """
[block.b]
failure_rate = { median = "0.1 / year", error_factor = 3 }
mttr = { low = "4 h", high = "12 h" }
[server.rack]
fed_by = "b"
hold_up = "0 s"
[targets]
max_downtime = "1 h"
"""
CERTAIN = """
[block.b]
failure_rate = "0.1 / year"
mttr = "8 h"
[server.rack]
fed_by = "b"
hold_up = "0 s"
"""


def test_the_text_says_range_chance_and_what_to_measure() -> None:
    text = as_text(evaluate_uncertainty(read_text(SITE), plain=True))
    assert "rack: 46 min per year without power in the middle" in text
    assert "The chance that targets are met" in text
    assert "failure_rate of b" in text
    assert "From 4,096 samples of the uncertain figures, seed 0;" in text


def test_every_line_fits() -> None:
    text = as_text(evaluate_uncertainty(read_text(SITE.replace("rack", "r" * 150)), samples=64, plain=True))
    assert max(len(line) for line in text.splitlines()) <= 80


def test_a_certain_site_says_so() -> None:
    text = as_text(evaluate_uncertainty(read_text(CERTAIN), plain=True))
    assert "No figure that this evaluation uses is uncertain" in text


def test_the_json_is_the_evaluation_with_what_is_not_known() -> None:
    site = read_text(SITE)
    told = json.loads(as_json(evaluate(site), evaluate_uncertainty(site, samples=64, plain=True)))
    assert told["schema"] == "powercalc/evaluation/1"
    assert told["uncertainty"]["schema"] == "powercalc/uncertainty/1"
    assert told["uncertainty"]["samples"] == 64
