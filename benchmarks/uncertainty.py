"""10,000 samples of a rack's uncertain figures: RePyability draw by draw, powercalc all at once.

    python benchmarks/uncertainty.py [--columns N] [--draws N] [--rounds N]

Both get the same site (two paths from one grid, each a transformer, switch, UPS and PDU) and the same samples
of its 18 figures. Each round times RePyability (a diagram per draw, its unavailability and frequency),
powercalc from samples to results (its diagram compiled anew), and powercalc with the sampling included;
ratios are taken round by round. The figures of the first draws must agree.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from repyability.rbd.repairable_rbd import RepairableRBD
from surpyval import Exponential  # type: ignore[attr-defined]  # it does not say what it exports

import powercalc as pc
from powercalc.measures.uncertain_figures import paired_points
from powercalc.propagation.traced_site import TracedColumns, columns_of
from powercalc.site import Site

Floats = NDArray[np.float64]

GOAL = 1000.0
PATH = ("tx", "ats", "ups", "pdu")


def rack() -> Site:
    """A 2N site with a lognormal failure rate and restoration time for each of its nine blocks."""
    parts: list[pc.Component] = [_block("grid", 2.0, 0.5)]
    for side in "ab":
        before = "grid"
        for place, kind in enumerate(PATH):
            name = f"{kind}-{side}"
            parts.append(_block(name, 0.05 * (place + 1), 8.0 * (place + 1), fed_by=before))
            before = name
    parts.append(pc.Server("rack", fed_by=["pdu-a", "pdu-b"], hold_up="0 s"))
    return Site("2N rack", tuple(parts))


def _block(name: str, per_year: float, hours: float, **wiring: str) -> pc.Block:
    return pc.Block(
        name,
        failure_rate={"median": f"{per_year} / year", "error_factor": 3},
        mttr={"median": f"{hours} h", "error_factor": 2},
        **wiring,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Seconds:
    """Per draw or column, in one round."""

    repyability: float
    powercalc: float
    with_sampling: float


def sampled(function: TracedColumns, columns: int) -> Floats:
    """Figures, (parameters, columns)."""
    points, _ = paired_points(len(function.parameters), columns, seed=0)
    rows = zip(function.parameters, points, strict=True)
    return np.array([parameter.distribution.quantile(row) for parameter, row in rows])


def ours(figures: Floats) -> tuple[Floats, Floats]:
    """Unavailability and frequency of the rack for each column."""
    u, w = columns_of(rack())(figures)
    return u[-1], w[-1]


def theirs(function: TracedColumns, figures: Floats) -> list[tuple[float, float]]:
    """RePyability's unavailability and frequency for each column."""
    names = [(each.origin, each.figure) for each in function.parameters]
    return [_draw(dict(zip(names, column, strict=True))) for column in figures.T.tolist()]


def _draw(figures: dict[tuple[str, str], float]) -> tuple[float, float]:
    edges, nodes = [("source", "grid"), ("grid", "tx-a"), ("grid", "tx-b")], {}
    for side in "ab":
        chain = [f"{kind}-{side}" for kind in PATH]
        edges += [*pairwise(chain), (chain[-1], "target")]
    exponential = Exponential.from_params
    for name in dict.fromkeys(owner for owner, _ in figures):
        nodes[name] = {
            "reliability": exponential([figures[name, "failure_rate"]]),
            "repairability": exponential([1 / figures[name, "mttr"]]),
        }
    drawn = RepairableRBD(edges, nodes)
    return drawn.mean_unavailability(), drawn.system_failure_frequency()


def seconds(work: Callable[[], object], times: int) -> float:
    start = perf_counter()
    work()
    return (perf_counter() - start) / times


def rounds(columns: int, draws: int, number: int) -> list[Seconds]:
    """What each round took; a first one, whose results are compared, is not counted."""
    function = columns_of(rack())
    figures = sampled(function, columns)
    few = figures[:, :draws]
    expected = np.array(theirs(function, few))
    u, w = ours(figures)
    np.testing.assert_allclose(u[:draws], expected[:, 0], rtol=1e-9)
    np.testing.assert_allclose(w[:draws], expected[:, 1], rtol=1e-9)
    return [
        Seconds(
            repyability=seconds(lambda: theirs(function, few), draws),
            powercalc=seconds(lambda: ours(figures), columns),
            with_sampling=seconds(lambda: ours(sampled(function, columns)), columns),
        )
        for _ in range(number)
    ]


def report(found: Sequence[Seconds], columns: int) -> float:
    """Print the medians; return the ratio."""
    ratio = median(each.repyability / each.powercalc for each in found)
    whole = median(each.repyability / each.with_sampling for each in found)
    print(f"RePyability            {1e6 * median(each.repyability for each in found):9.2f} µs per draw")
    print(f"powercalc              {1e6 * median(each.powercalc for each in found):9.2f} µs per column")
    print(f"... sampling included  {1e6 * median(each.with_sampling for each in found):9.2f} µs")
    print(f"ratio                  {ratio:9.0f}, goal {GOAL:.0f}, {columns:,} columns, {len(found)} rounds")
    print(f"... sampling included  {whole:9.0f}")
    return ratio


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--columns", type=int, default=10_000)
    parser.add_argument("--draws", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    return int(report(rounds(asked.columns, asked.draws, asked.rounds), asked.columns) < GOAL)


if __name__ == "__main__":
    raise SystemExit(main())
