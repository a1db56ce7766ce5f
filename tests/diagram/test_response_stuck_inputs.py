"""A switch of several inputs that is stuck on one while the next is lost, against a chain of the whole site.

A need has one trial: who moves a stuck switch by hand moves it to the first live input, without another one.
"""

from collections.abc import Iterator

import pytest

import powercalc as pc
from tests.markov_chain import entered, steady

YEAR = 8760.0
BY_HAND = 4.0
INPUTS = {
    "grid": (6 / YEAR, 5.0),
    "other": (12 / YEAR, 9.0),
    "third": (8 / YEAR, 6.0),
    "one": (1 / 20, 7.0),
    "two": (1 / 30, 6.0),
    "three": (1 / 25, 9.0),
    "never-fails": (0.0, 7.0),
}
"""λ [1/h], while in use where it is a set, and repair [h]."""
FEEDS = {"grid", "other", "third"}

State = tuple[tuple[bool, ...], int, bool]
"""Which inputs work, on which one the switch stands, and whether it is stuck there."""


class Truth:
    """A switch with these inputs, of which the last never fails."""

    def __init__(self, names: tuple[str, ...], fails: float) -> None:
        self.names, self.fails = names, fails

    def moves(self, state: State) -> Iterator[tuple[State, float]]:
        """Inputs fail and are repaired; a stuck switch is moved by hand."""
        works, at, stuck = state
        for place, name in enumerate(self.names):
            rate, repair = INPUTS[name]
            changed = (*works[:place], not works[place], *works[place + 1 :])
            if not works[place]:
                yield from self.settled(changed, at, 1 / repair, stuck=stuck)
            elif rate and (name in FEEDS or not any(works[:place])):
                yield from self.settled(changed, at, rate, stuck=stuck)
        if stuck:
            yield (works, works.index(True), False), 1 / BY_HAND

    def settled(
        self, works: tuple[bool, ...], at: int, rate: float, *, stuck: bool
    ) -> Iterator[tuple[State, float]]:
        """An input at or before its own takes the switch along; else a move has one trial."""
        live = works.index(True)
        if live <= at:
            yield (works, live, False), rate
        elif stuck:
            yield (works, at, True), rate
        else:
            yield (works, live, False), rate * (1 - self.fails)
            yield (works, at, True), rate * self.fails

    def figures(self) -> tuple[float, float]:
        """Unavailability and failure frequency, [1/h]."""
        start: State = ((True,) * len(self.names), 0, False)
        return entered(steady(start, self.moves), self.moves, lambda state: state[2])


def evaluated(names: tuple[str, ...], fails: float) -> pc.Evaluation:
    parts = [
        pc.GridFeed(name, failure_rate=f"{INPUTS[name][0]} / h", mttr=f"{INPUTS[name][1]} h")
        if name in FEEDS
        else pc.Generator(
            name, failure_rate=f"{INPUTS[name][0]} / h", mttr=f"{INPUTS[name][1]} h", fail_to_start=0,
            start_time=0,
        )
        for name in names
    ]  # fmt: skip
    ats = pc.Ats(
        "ats", fed_by=names, failure_rate=0, mttr=f"{BY_HAND} h", fail_to_transfer=fails, transfer_time=0
    )
    return pc.evaluate(pc.Site("stuck", (*parts, ats, pc.Server("rack", fed_by="ats", hold_up=0))))


@pytest.mark.parametrize("fails", [0.01, 0.2, 0.5])
@pytest.mark.parametrize("second", ["one", "other"])
def test_a_stuck_switch_has_one_trial_for_a_need(second: str, fails: float) -> None:
    """With a trial for the second input as well, 0.4 % more where one move in five fails."""
    names = "grid", second, "never-fails"
    (load,) = evaluated(names, fails).loads
    unavailability, often = Truth(names, fails).figures()
    assert load.unavailability == pytest.approx(unavailability, rel=1e-3 if second == "other" else 1e-4)
    assert load.failure_frequency == pytest.approx(often, rel=1e-5)


@pytest.mark.parametrize("fails", [0.01, 0.2, 0.5])
@pytest.mark.parametrize(
    "names",
    [
        ("grid", "one", "two"),
        ("grid", "one", "two", "three"),
        ("grid", "other", "one"),
        ("grid", "other", "third"),
        ("grid", "other", "one", "two"),
    ],
    ids=lambda names: " ".join(names[1:]),
)
def test_so_it_has_with_more_inputs(names: tuple[str, ...], fails: float) -> None:
    """Sets one behind the other as well: with a trial for each input, 0.4 % more for two of them."""
    (load,) = evaluated((*names, "never-fails"), fails).loads
    unavailability, often = Truth((*names, "never-fails"), fails).figures()
    assert load.unavailability_error is not None
    assert abs(load.unavailability - unavailability) <= load.unavailability_error
    assert load.unavailability == pytest.approx(unavailability, rel=1.5e-3)
    assert load.failure_frequency == pytest.approx(often, rel=5e-5)
