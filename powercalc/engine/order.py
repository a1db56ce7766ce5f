"""In which order the variables of a diagram are asked: the choice that matters most.

No order is best for all, so several are offered and tried under a budget of nodes.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from powercalc.engine.formula import Formulas, Variable, parts_of

Order = list[int]
"""The indices of the variables, first asked first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What is known of the variables by whoever made the formulas; orders make use of it."""

    varying: tuple[int, ...] = ()
    """Those whose figures differ between the columns that the diagram will be evaluated for."""
    beside: tuple[tuple[int, int], ...] = ()
    """Pairs of variables that may belong together: the first is best asked right after the second."""
    first: tuple[int, ...] = ()
    """Those that are best asked before all others."""
    after: tuple[tuple[int, int], ...] = ()
    """Pairs of variables of which the first is of no use without the second."""
    proposed: tuple[int, ...] = ()
    """An order of all, to be tried beside the others."""

    def numbered(self, number: Mapping[int, int]) -> "Hints":
        """The same of variables that have other numbers, those without a number left out."""
        varying, first, proposed = (
            tuple(number[each] for each in listed if each in number)
            for listed in (self.varying, self.first, self.proposed)
        )
        beside, after = (
            tuple((number[one], number[two]) for one, two in pairs if one in number and two in number)
            for pairs in (self.beside, self.after)
        )
        return Hints(varying=varying, beside=beside, first=first, after=after, proposed=proposed)


def orders(formulas: Formulas, roots: Sequence[int]) -> Iterator[Order]:
    """The orders worth trying, each once, the most promising first; each worked out when asked for."""
    outermost = _outermost(formulas, roots)
    seen: set[tuple[int, ...]] = set()
    for heuristic in ORDERS:
        order = heuristic(formulas, outermost)
        if tuple(order) not in seen:
            seen.add(tuple(order))
            yield order


def orders_by_columns(
    formulas: Formulas, roots: Sequence[int], varying: Collection[int], others: Iterable[Order]
) -> Iterator[Order]:
    """Orders for many columns in which few variables vary, the most promising first: those are asked last.

    All that is above them is then the same in every column, and is worked out once (`engine.columns`). They
    are made of others.
    """
    yield gates_first(formulas, _outermost(formulas, roots))  # often small where nearly all of them vary
    last = set(varying)
    for order in others:
        yield sorted(order, key=lambda variable: variable in last)


def orders_with_first(formulas: Formulas, roots: Sequence[int], first: Collection[int]) -> Iterator[Order]:
    """Orders in which some variables come first: few that nearly everything hangs on, such as modules."""
    asked_first = set(first)
    for order in orders(formulas, roots) if first else ():
        yield sorted(order, key=lambda variable: variable not in asked_first)


def orders_beside(
    formulas: Formulas,
    roots: Sequence[int],
    beside: Iterable[tuple[int, int]],
    last: Collection[int] = (),
) -> Iterator[Order]:
    """Orders in which some variables come right after others: pairs of a variable and one before it.

    Whoever made the formulas may know that a variable tells how another was lost, and is needed nowhere else.
    Variables that are asked `last` come after all others.
    """
    made = as_made(formulas, _outermost(formulas, roots))
    order = _moved(made, beside)
    if order is not made:
        yield sorted(order, key=frozenset(last).__contains__)


def orders_after(formulas: Formulas, roots: Sequence[int], hints: Hints) -> Iterator[Order]:
    """An order in which variables come right after those without which they are of no use.

    Apart from these, each doubles what the variables in between are asked for. Those that vary come last.
    """
    made = load_first(formulas, _outermost(formulas, roots)) if hints.after else []
    if _moved(made, hints.after) is not made:
        order = _moved(_moved(made, hints.beside), hints.after)
        yield sorted(order, key=frozenset(hints.varying).__contains__)


def _moved(order: Order, pairs: Iterable[tuple[int, int]]) -> Order:
    """The order with some variables right after others; itself where none of them is in it."""
    place = {variable: at for at, variable in enumerate(order)}
    moved: dict[int, int] = {}
    for variable, before in pairs:
        if variable in place and before in place:
            moved[variable] = max(moved.get(variable, 0), place[before])
    if not moved:
        return order
    return sorted(order, key=lambda each: (moved.get(each, place[each]), each in moved, place[each]))


def as_proposed(formulas: Formulas, roots: Sequence[int], proposed: Sequence[int]) -> Iterator[Order]:
    """The order that was proposed, if there is one, without the variables that the roots do not ask."""
    if proposed:
        asked = set(as_made(formulas, roots))
        yield [variable for variable in proposed if variable in asked]


def _outermost(formulas: Formulas, roots: Sequence[int]) -> list[int]:
    """The roots that are no part of another root.

    One load asked for beside "any load" must not pull its blocks away from its neighbours'.
    """
    inner: set[int] = set()
    for handle in formulas.reachable(roots):
        inner.update(parts_of(formulas.node(handle)))
    return [root for root in dict.fromkeys(roots) if root not in inner]


def load_first(formulas: Formulas, roots: Sequence[int]) -> Order:
    """What few share first, what all share last; what is used together stays together.

    A walk that visits what most paths lead to first, turned round: each load's own blocks
    come next to those of its distribution group, and the common sources at the end.
    """
    ways = _ways(formulas, roots)
    walk = _walk(formulas, roots, lambda parts: sorted(parts, key=lambda part: -ways[part]))
    return walk[::-1]


def as_written(formulas: Formulas, roots: Sequence[int]) -> Order:
    """Depth first, the parts in the order they were given."""
    return _walk(formulas, roots, list)


def as_made(formulas: Formulas, roots: Sequence[int]) -> Order:
    """As the variables were made: whoever made them may have known."""
    return sorted(_walk(formulas, roots, list))


def small_first(formulas: Formulas, roots: Sequence[int]) -> Order:
    """Depth first, the parts with fewer formulas below them first."""
    size = _sizes(formulas, roots)
    return _walk(formulas, roots, lambda parts: sorted(parts, key=lambda part: size[part]))


def gates_first(formulas: Formulas, roots: Sequence[int]) -> Order:
    """Depth first, the most shared parts first, and a formula's own variables after those of its gates.

    As SCRAM does it (O. Rakhimov, 2014-2018, `TopologicalOrder`): suits fault trees of many shared gates.
    """
    shared = Counter(part for handle in formulas.reachable(roots) for part in parts_of(formulas.node(handle)))

    def rank(part: int) -> tuple[bool, int]:
        return isinstance(formulas.node(part), Variable), -shared[part]

    return _walk(formulas, roots, lambda parts: sorted(parts, key=rank))


ORDERS = (load_first, as_written, small_first, gates_first, as_made)


def _walk(formulas: Formulas, roots: Sequence[int], arrange: Callable[[Sequence[int]], list[int]]) -> Order:
    """Variables as a walk meets them, depth first, each formula once."""
    order, seen = [], set()
    pending = arrange(list(dict.fromkeys(roots)))[::-1]
    while pending:
        handle = pending.pop()
        if handle in seen:
            continue
        seen.add(handle)
        match formulas.node(handle):
            case Variable(index):
                order.append(index)
            case node:
                pending.extend(arrange(parts_of(node))[::-1])
    return order


def _ways(formulas: Formulas, roots: Sequence[int]) -> dict[int, float]:
    """On how many paths each formula is reached from the roots (infinite when very many)."""
    handles = formulas.reachable(roots)
    ways = dict.fromkeys(handles, 0.0)
    for root in roots:
        ways[root] += 1.0
    for handle in reversed(handles):
        for part in parts_of(formulas.node(handle)):
            ways[part] += ways[handle]
    return ways


def _sizes(formulas: Formulas, roots: Sequence[int]) -> dict[int, float]:
    """How large each formula is, written out as a tree (infinite when very large)."""
    size: dict[int, float] = {}
    for handle in formulas.reachable(roots):
        size[handle] = 1.0 + sum(size[part] for part in parts_of(formulas.node(handle)))
    return size
