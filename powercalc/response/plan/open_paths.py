"""Paths that are normally open: a breaker or a tie that closes when what it feeds has no other power."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from powercalc.components import Breaker, Component, Switch, Tie
from powercalc.events.common_causes import InCommon
from powercalc.site.graph import Graph


@dataclass(frozen=True, slots=True, kw_only=True)
class PathPlan:
    """A path that closes for one node, `transfer_time` after too few of its other inputs are live."""

    id: str
    node: str
    others: tuple[str, ...]
    needed: int
    source: str
    """Where its power comes from."""
    transfer_time: float
    fail_to_transfer: float
    may_fail: bool
    """Alone, or in common with others."""
    manual_time: float = math.inf
    """One that has failed to close stays open."""
    around: bool = False
    """Whether it leads around the node, which is needed when the node itself does not supply."""

    @property
    def key(self) -> tuple[str, str]:
        """The path and the node that it feeds."""
        return self.id, self.node

    @property
    def needed_lost(self) -> int:
        """How many of the others must be lost for it to close."""
        return len(self.others) - self.needed + 1

    @property
    def inputs(self) -> tuple[str, ...]:
        """What the node is fed by: the others first."""
        return (*((self.node,) if self.around else self.others), self.source)


def open_paths(wires: Graph, shared: InCommon) -> Iterator[PathPlan]:
    """Yield the paths that are normally open, once for each node that they close for.

    One that is always needed is closed always, and left out.
    """
    for path in wires.components.values():
        if not isinstance(path, Breaker | Tie) or not is_open(path):
            continue
        for node, source in _fed(wires, path):
            around = path.id in getattr(node, "bypass_fed_by", ())
            others = (itself(node.id),) if around else tuple(f for f in node.fed_by if f != path.id)
            needed = 1 if around or isinstance(node, Switch) else node.inputs_needed
            if len(others) >= needed:
                failing = shared.rest("fail_to_transfer", path.id, path.fail_to_transfer)
                yield PathPlan(
                    id=path.id, node=node.id, others=others, needed=needed, source=source, around=around,
                    transfer_time=path.transfer_time or 0.0, fail_to_transfer=failing,
                    may_fail=bool(path.fail_to_transfer or path.dormant_failure_rate),
                )  # fmt: skip


def is_open(node: Component) -> bool:
    """Tell whether a path is normally open."""
    return isinstance(node, Breaker | Tie) and node.normally == "open"


def itself(ups: str) -> str:
    """The name of a UPS without its bypass, among the nodes that may be lost."""
    return f"{ups} itself"


def is_preferred(wires: Graph, path: str) -> bool:
    """Tell whether a switch prefers a path to another input: not computed as open."""
    consumers = [wires.components[name] for name in wires.consumers[path]]
    return any(isinstance(node, Switch) and path in node.fed_by[:-1] for node in consumers)


def _fed(wires: Graph, path: Breaker | Tie) -> Iterator[tuple[Component, str]]:
    """Yield what a path can feed, and where the power then comes from."""
    if isinstance(path, Tie):
        one, other = path.between
        yield wires.components[one], other
        yield wires.components[other], one
    elif not is_preferred(wires, path.id):
        for name in wires.consumers[path.id]:
            node = wires.components[name]
            if path.id in (*node.fed_by, *getattr(node, "bypass_fed_by", ())):
                yield node, path.id
