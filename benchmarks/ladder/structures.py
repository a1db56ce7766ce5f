"""Rungs without a site: votes, series-parallel, grids, and the pass over many columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from math import comb

import numpy as np

from benchmarks.ladder import models, theirs
from benchmarks.ladder.measure import Pair, call, process, side_by_side
from benchmarks.ladder.row import Goal, Row, row
from benchmarks.ladder.settings import Settings
from powercalc.engine.cut_sets import minimal_cut_sets
from powercalc.engine.diagram import Diagram, build
from powercalc.engine.formula import Formulas
from powercalc.engine.network import ConnectedNetwork, disconnected
from powercalc.plain.plain_diagram import plain_diagram

FAILS = 0.1
REPYABILITY = "RePyability"


def votes(settings: Settings) -> Iterator[Row]:
    """Minimal cut sets, counted here and listed there."""
    for k, n in ((8, 16), (15, 30)):
        sets = comb(n, k)
        listed = theirs.program(f"print(len(list(vote({n - k + 1}, {n}, 0.1).minimal_cut_sets())))")
        found = side_by_side(
            call(partial(_counted, k, n)),
            process(listed, settings.short) if settings.whole or n < 20 else None,
            settings.runs,
        )
        assert found.ours.answer == sets
        goal = None
        if n == 30:
            text = f"{found.ours.cpu:.3f} s; RePyability: {_told(found)}"
            goal = Goal(
                others="MemoryError; over 60 s", aim="under 0.1 s, counted", measured=text,
                met=found.ours.cpu < 0.1,
            )  # fmt: skip
        note = f"{sets:,} sets; the other lists them in a process with its start"
        yield row(f"cut sets of {k} of {n}", found, other=REPYABILITY, goal=goal, note=note)


def _told(found: Pair) -> str:
    if found.theirs is None:
        return "not run"
    return found.theirs.stopped or f"{found.theirs.cpu:.3g} s"


def _counted(k: int, n: int) -> int:
    formulas = Formulas()
    return minimal_cut_sets(build(formulas, [models.vote(formulas, k, n)]), 0).number


def series_parallel(settings: Settings) -> Iterator[Row]:
    """Pairs in series: formulas, diagram, unavailability and frequency."""
    for pairs in (10, 100, 1000, 5000) if settings.whole else (10, 100):
        other = call(partial(theirs.pairs_in_series, pairs)) if pairs <= 1000 else None
        found = side_by_side(call(partial(_pairs, pairs)), other, settings.runs, warm=True)
        if found.theirs:
            np.testing.assert_allclose(np.array(found.ours.answer), np.array(found.theirs.answer), rtol=1e-9)
        yield row(f"{pairs} pairs in series, U and frequency", found, other=REPYABILITY)


def _pairs(number: int) -> tuple[float, float]:
    formulas = Formulas()
    diagram = build(formulas, [models.pairs_in_series(formulas, number)])
    parts = [models.pair_figures(pair) for pair in range(number) for _ in range(2)]
    x = np.array([each.rate * each.mttr for each in parts])
    q = x / (1 + x)
    u, w = diagram.probability_and_frequency(q, q / np.array([each.mttr for each in parts]))
    return float(u[0]), float(w[0])


def grids(settings: Settings) -> Iterator[Row]:
    """From corner to corner: links that fail without direction, nodes that fail with one."""
    for n in (4, 6, 8, 10) if settings.whole else (4, 6):
        other = partial(theirs.undirected_grid, n, models.grid_edges(n), FAILS)
        found = _grid(n, other, settings, directed=False)
        yield row(f"undirected grid, {n} x {n}, links fail", found, other=REPYABILITY)
    for n in (4, 6, 8, 10, 12, 14) if settings.whole else (4, 6):
        other = partial(theirs.directed_grid, n, models.grid_edges(n), FAILS)
        found = _grid(n, other, settings, directed=True)
        yield row(f"directed grid, {n} x {n}, nodes fail", found, other=REPYABILITY)


def _grid(n: int, other: Callable[[], float], settings: Settings, *, directed: bool) -> Pair:
    found = side_by_side(
        call(partial(_apart, n, directed=directed)), call(other), min(settings.runs, 3), warm=True
    )
    assert found.theirs
    np.testing.assert_allclose(np.array(found.ours.answer), np.array(found.theirs.answer), rtol=1e-9)
    return found


def _apart(n: int, *, directed: bool) -> float:
    """The chance that the corners are apart."""
    edges = models.grid_edges(n)
    failing = range(n * n if directed else len(edges))
    network = ConnectedNetwork(
        nodes=n * n, edges=edges, directed=directed, edge_variables=None if directed else failing,
        node_variables=failing if directed else None,
    )  # fmt: skip
    diagram = disconnected(network, [0], [n * n - 1], variables=len(failing))
    return float(diagram.probability(np.full(len(failing), FAILS))[0])


def passes(settings: Settings) -> Iterator[Row]:
    """1,000 columns through a diagram, against `a * b + c` on arrays of as many rows."""
    formulas = Formulas()
    yield _pass("20 of 60", build(formulas, [models.vote(formulas, 20, 60)]), settings)
    formulas = Formulas()
    yield _pass("pairs in series", build(formulas, [models.pairs_in_series(formulas, 1000)]), settings)
    racks = 1000 if settings.whole else 100
    plan = plain_diagram(models.plain_site(racks, alike=False))
    yield _pass(f"2N, {racks} racks, any", build(plan.formulas, [plan.any_lost]), settings)


def _pass(name: str, diagram: Diagram, settings: Settings) -> Row:
    """Many repeats: both are short."""
    rng = np.random.default_rng(1)
    q = rng.random((diagram.variables, 1000)) * 0.1
    a, b, c = rng.random((3, len(diagram), 1000))
    repeats = 8 * settings.runs + 1

    def ours() -> None:  # an answer that is kept would keep its memory
        diagram.probability(q)

    def others() -> None:
        a * b + c

    found = side_by_side(call(ours), call(others), repeats, warm=True)
    assert found.ratio
    text = f"{1 / found.ratio:.2f} times ({name}, {len(diagram):,} nodes)"
    goal = Goal(
        others="`a * b + c` in numpy over arrays of (nodes, 1000)", aim="within 4 times", measured=text,
        met=1 / found.ratio <= 4,
    )  # fmt: skip
    work = f"pass over 1,000 columns: {name}, {len(diagram):,} nodes"
    return row(work, found, other="a * b + c", goal=goal, note="probability alone")
