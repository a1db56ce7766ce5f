import numpy as np
import pytest

from powercalc.dynamics.chain import Chain, Sets
from powercalc.dynamics.durations import Lognormal
from powercalc.dynamics.markov import Exponent
from powercalc.dynamics.stages import ONE, Stages, fixed, lognormal


def mean(stages: Stages) -> float:
    at = np.cumsum(1 / np.array(stages.rates))
    return float(at @ np.array(stages.begins))


@pytest.mark.parametrize(
    "stages", [ONE, fixed(2), fixed(11), lognormal(2.0, 4), lognormal(3.0, 6), lognormal(10.0, 8)]
)
def test_stages_have_the_mean_and_the_whole(stages: Stages) -> None:
    assert mean(stages) == pytest.approx(1.0, rel=1e-12)
    assert sum(stages.begins) == pytest.approx(1.0, rel=1e-12)
    assert stages.survival([0.0])[0] == pytest.approx(1.0, rel=1e-9)


@pytest.mark.parametrize("error_factor", [2.5, 3.0, 5.0, 10.0])
def test_a_lognormal_time_is_as_near_as_two_percent_with_eight_stages(error_factor: float) -> None:
    t = np.linspace(0.02, 8.0, 400)
    apart = np.abs(lognormal(error_factor, 8).survival(t) - Lognormal(1.0, error_factor).survival(t))
    assert apart.max() < 0.02


def test_more_stages_come_nearer_to_a_fixed_time() -> None:
    before = [1 - fixed(count).survival([0.5])[0] for count in (1, 2, 4, 7, 11)]
    assert before == sorted(before, reverse=True)
    assert before[-1] < before[0] / 10


def test_one_set_in_repair_follows_the_survival_of_its_stages() -> None:
    figures = Sets(
        count=1, needed=1, failure_rate=0.0, mttr=12.0, start_mttr=12.0, fail_to_start=1.0, start_time=0.0,
        repair=fixed(11),
    )  # fmt: skip
    chain = Chain(figures)
    for t in (1.0, 6.0, 12.0, 20.0):
        later = chain.all_well @ chain.trial @ Exponent(chain.idle).matrix(t)
        assert later[chain.failed].sum() == pytest.approx(fixed(11).survival([t / 12.0])[0], rel=1e-8)


def test_two_sets_are_repaired_each_by_itself() -> None:
    figures = Sets(
        count=2, needed=1, failure_rate=0.0, mttr=12.0, start_mttr=12.0, fail_to_start=0.3, start_time=0.0,
        repair=lognormal(3.0, 4),
    )  # fmt: skip
    chain = Chain(figures)
    later = chain.all_well @ chain.trial @ Exponent(chain.idle).matrix(5.0)
    one = 0.3 * float(lognormal(3.0, 4).survival([5.0 / 12.0])[0])
    assert later[chain.well == 0].sum() == pytest.approx(one**2, rel=1e-8)
    assert later[chain.well == 1].sum() == pytest.approx(2 * one * (1 - one), rel=1e-8)
