"""Calling `evaluate_uncertainty`: progress, Ctrl-C, arguments without sense, the result as JSON."""

import json

import pytest

from powercalc.errors import CallError
from powercalc.propagation.propagate import evaluate_uncertainty
from tests.evaluation.uncertain_sites import LOGNORMAL, chain


def test_progress_ends_with_everything_done() -> None:
    site = chain(failure_rate=LOGNORMAL, mttr={"low": "4 h", "high": "12 h"})
    calls: list[tuple[int, int]] = []
    evaluate_uncertainty(
        site, samples=3000, progress=lambda done, whole: calls.append((done, whole)), plain=True
    )
    assert calls == sorted(calls)
    assert calls[-1] == (12000, 12000)


def test_ctrl_c_returns_what_is_done() -> None:
    site = chain(failure_rate=LOGNORMAL, mttr="8 h")
    whole = evaluate_uncertainty(site, samples=1024, plain=True)

    def interrupt(done: int, _: int) -> None:
        if done > 3 * 1024:
            raise KeyboardInterrupt

    found = evaluate_uncertainty(site, samples=4096, progress=interrupt, plain=True)
    assert found.samples == 1024
    assert not found.complete
    assert found.any_load == whole.any_load


def test_ctrl_c_before_anything_is_done_is_passed_on() -> None:
    def interrupt(_: int, __: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        evaluate_uncertainty(chain(failure_rate=LOGNORMAL, mttr="8 h"), progress=interrupt, plain=True)


@pytest.mark.parametrize(("samples", "seed"), [(0, 0), (-1, 0), (10**8, 0), (8, -1)])
def test_samples_and_seeds_that_make_no_sense(samples: int, seed: int) -> None:
    with pytest.raises(CallError):
        evaluate_uncertainty(
            chain(failure_rate=LOGNORMAL, mttr="8 h"), samples=samples, seed=seed, plain=True
        )


def test_a_load_is_found_by_its_id() -> None:
    found = evaluate_uncertainty(chain(failure_rate=LOGNORMAL, mttr="8 h"), samples=8, plain=True)
    assert found.load("rack").id == "rack"
    with pytest.raises(CallError, match="there are rack"):
        found.load("rakc")


def test_the_result_is_json() -> None:
    found = evaluate_uncertainty(chain(failure_rate=LOGNORMAL, mttr="8 h"), samples=8, plain=True)
    told = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert told["schema"] == "powercalc/uncertainty/1"
    assert set(told["loads"][0]["downtime_h_per_year"]) == {"point", "mean", "p5", "p50", "p95"}
