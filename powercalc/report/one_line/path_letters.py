"""Which path a component belongs to: A, B, C ..., told from the cords of the loads.

Two inputs of one load (or of one static switch) are different paths by intent, so they get different letters;
inputs that share most of what is behind them get the same one. What power passes on its way to a letter has
that letter; what is on the way to several is common to them. A switch leads on from its first choice; its
other inputs count for what no first choice leads to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from powercalc.components import Component, Sts, Switch
from powercalc.site import Site
from powercalc.site.walks import reached

LETTERS = "ABCDEF"
_NEARLY_ALL = 0.8


def paths(site: Site) -> dict[str, str]:
    """Return the letter of every component that stands on one path alone."""
    feeds = site.graph.feeders
    first = {
        each.id: each.fed_by[:1] if isinstance(each, Switch) else feeds[each.id] for each in site.components
    }
    apart = _apart(site.components)
    behind = {feeder: frozenset(reached([feeder], first)) for feeder in apart}
    letters = _lettered(apart, behind)
    on_the_way = _on_the_way(letters, first)
    standby = _on_the_way(letters, feeds)
    known = {**{name: each for name, each in standby.items() if name not in on_the_way}, **on_the_way}
    alone = {name: letter for name, each in known.items() if (letter := _mostly(each, letters.get(name)))}
    return _passed_on(site.components, alone, known)


def _on_the_way(letters: Mapping[str, str], feeds: Mapping[str, Iterable[str]]) -> dict[str, Counter[str]]:
    """Return the letters of the inputs that each component is on the way to, with how many there are."""
    found: dict[str, Counter[str]] = {}
    for feeder, letter in letters.items():
        for component in reached([feeder], feeds):
            found.setdefault(component, Counter())[letter] += 1
    return found


def _mostly(letters: Counter[str], own: str | None) -> str | None:
    """Return the letter of nearly all: a rack or two whose cords were crossed do not make a panel common."""
    ((letter, most),) = letters.most_common(1)
    return letter if most >= _NEARLY_ALL * letters.total() and own in {None, letter} else None


def _apart(components: Iterable[Component]) -> dict[str, list[str]]:
    """Return, for each input of a load with several, the inputs that it is to be told apart from."""
    found: dict[str, list[str]] = {}
    for component in components:
        inputs = dict.fromkeys(component.fed_by)
        if len(inputs) > 1 and (component.is_load or isinstance(component, Sts)):
            for one in inputs:
                found.setdefault(one, []).extend(other for other in inputs if other != one)
    return found


def _lettered(apart: Mapping[str, Sequence[str]], behind: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """Give each input a letter that none of those apart from it has: that of what it is most like."""
    letters: dict[str, str] = {}
    for feeder in apart:
        taken = {letters[other] for other in apart[feeder] if other in letters}
        free = [letter for letter in LETTERS if letter not in taken] or [LETTERS[-1]]
        likeness = {letter: _likeness(behind[feeder], letter, letters, behind) for letter in free}
        letters[feeder] = max(free, key=lambda letter: likeness[letter])
    return letters


def _likeness(
    own: frozenset[str], letter: str, letters: Mapping[str, str], behind: Mapping[str, frozenset[str]]
) -> float:
    """Return how much of what is behind an input is behind others of a letter too, 0 to 1."""
    shared = (
        len(own & behind[other]) / len(own | behind[other]) for other, its in letters.items() if its == letter
    )
    return max(shared, default=0.0)


def _passed_on(
    components: Iterable[Component], alone: dict[str, str], known: Mapping[str, object]
) -> dict[str, str]:
    """Give what no letter has reached (a single cord, say) the one letter of its inputs."""
    rest = [each for each in components if each.id not in known and not each.is_load and each.fed_by]
    for _ in rest:
        for component in rest:
            letters = {alone.get(feeder) for feeder in component.fed_by}
            if len(letters) == 1 and (letter := letters.pop()) is not None:
                alone.setdefault(component.id, letter)
    return alone
