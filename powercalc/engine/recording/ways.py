"""How the entries of a step's value follow from those of others, where that can be told of each by itself.

Of most steps each entry follows from few others: it is one of them in another place, or a function of those
in the same place, or along an axis. Entries that follow in the same way from the same ones are the same, and
need to be worked out once: see `engine.recording.numbering`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from powercalc.engine.diagram import Diagram


@dataclass(frozen=True, kw_only=True, eq=False)
class Moved:
    """Entries of the inputs, in other places."""

    to: Callable[..., Any]
    """Puts entries of arrays in these places, whatever they are; without an axis for the sets of figures."""


@dataclass(frozen=True, kw_only=True, eq=False)
class EntryByEntry:
    """A function of the entries in the same place of all inputs."""

    function: Callable[..., Any]
    keys: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, eq=False)
class AlongAxes:
    """A function of the entries along an axis, or along all of several."""

    run: Callable[..., Any]
    """Of an array and an axis."""
    axes: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class SumOfProducts:
    """As of `np.einsum`."""

    letters: str


@dataclass(frozen=True, kw_only=True, eq=False)
class RowByRow:
    """A function of the rows in the same place, along the first axis of some inputs, and of the others."""

    function: Callable[..., Any]
    """Of all inputs, those that are known with an axis for the sets of figures."""
    leading: tuple[bool, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class PassedOver:
    """P, and the frequency, of the roots of a diagram: (roots, columns), or both of these."""

    diagram: Diagram
    both: bool


Way = Moved | EntryByEntry | AlongAxes | SumOfProducts | RowByRow | PassedOver
