"""Weighted thresholds against the generating system of the IEEE Reliability Test System 1979.

Units, outage rates and load: IEEE Reliability Test System Task Force, "IEEE Reliability Test System",
IEEE Transactions on Power Apparatus and Systems PAS-98 (1979) 2047-2054, tables 1, 2 and 5. Loss of load
on daily peaks: R. N. Allan, R. Billinton, N. M. K. Abdel-Gawad, "The IEEE Reliability Test System: extensions
to and evaluation of the generating system", IEEE Transactions on Power Systems 1 (1986), 1.36886 days a year.
"""

from math import floor

import pytest

from powercalc.engine.diagram import Diagram, build
from powercalc.engine.formula import Formulas

UNITS = (  # MW, number of units, forced outage rate
    (12, 5, 0.02), (20, 4, 0.10), (50, 6, 0.01), (76, 4, 0.02), (100, 3, 0.04),
    (155, 4, 0.04), (197, 3, 0.05), (350, 1, 0.08), (400, 2, 0.12),
)  # fmt: skip
CAPACITY, PEAK = 3405, 2850
WEEKLY = (
    86.2, 90.0, 87.8, 83.4, 88.0, 84.1, 83.2, 80.6, 74.0, 73.7, 71.5, 72.7, 70.4,
    75.0, 72.1, 80.0, 75.4, 83.7, 87.0, 88.0, 85.6, 81.1, 90.0, 88.7, 89.6, 86.1,
    75.5, 81.6, 80.1, 88.0, 72.2, 77.6, 80.0, 72.9, 72.6, 70.5, 78.0, 69.5, 72.4,
    72.4, 74.3, 74.4, 80.0, 88.1, 88.5, 90.9, 94.0, 89.0, 94.2, 97.0, 100.0, 95.2,
)  # fmt: skip
DAILY = (93, 100, 98, 96, 94, 77, 75)


def outages(thresholds: list[int]) -> list[float]:
    """The probability that at least so much capacity, [MW], is out, for each threshold."""
    formulas = Formulas()
    listed = [(size, rate) for size, count, rate in UNITS for _ in range(count)]
    parts = [formulas.variable() for _ in listed]
    sizes = [size for size, _ in listed]
    roots = [formulas.weighted(threshold, sizes, parts) for threshold in thresholds]
    diagram: Diagram = build(formulas, roots)
    found: list[float] = diagram.probability([rate for _, rate in listed]).tolist()
    return found


def test_capacity_out_of_service() -> None:
    expected = [0.5476011444675108, 0.38132810044677284, 0.2618734307573741]
    expected += [0.062112860616885285, 0.004340874239006895]
    assert outages([100, 200, 400, 600, 1000]) == pytest.approx(expected, rel=1e-12)


def loss_of_load() -> float:
    """Days a year on which the daily peak exceeds what is there."""
    loads = [PEAK * week * day / 10_000 for week in WEEKLY for day in DAILY]
    reserve = [floor(CAPACITY - load + 1e-9) + 1 for load in loads]
    distinct = sorted(set(reserve))
    chance = dict(zip(distinct, outages(distinct), strict=True))
    return sum(chance[each] for each in reserve)


def test_loss_of_load_on_daily_peaks() -> None:
    assert loss_of_load() == pytest.approx(1.3688629055236698, rel=1e-9)
