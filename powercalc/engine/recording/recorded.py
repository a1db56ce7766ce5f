"""An array that knows how it follows from the figures of a recording.

It has the values of the evaluation that is recorded, and behaves as an array of them; what numpy does with it
is written on the tape. What does not depend on a figure is an array as any other. Entries that are taken from
it are never a view: who changes them does not change it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Self, cast

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import NDArray

from powercalc.engine.recording.tape import MOST_ENTRIES, NotRecordedError, Others, Step, Tape, Values

if TYPE_CHECKING:
    from powercalc.engine.recording.filled_rows import Filled
    from powercalc.engine.recording.ways import Way

Index = Any


class Recorded(NDArrayOperatorsMixin):
    """An array of a recording; where `step` is None, it depends on no figure."""

    __slots__ = ("filled", "others", "step", "tape", "value")
    __hash__ = object.__hash__

    def __init__(
        self, value: Values, tape: Tape, step: int | None = None, others: Others | None = None
    ) -> None:
        """`others`: what it is for some other figures, to tell what is equal for a reason."""
        self.value, self.tape, self.step, self.others = value, tape, step, others
        self.filled: Filled | None = None
        """The history of an array that began with known values and was assigned to."""

    # -- what it is ----------------------------------------------------------------------------

    @property
    def varies(self) -> bool:
        """Whether it depends on a figure."""
        return self.step is not None

    @property
    def shape(self) -> tuple[int, ...]:
        """As of the array."""
        return self.value.shape

    @property
    def ndim(self) -> int:
        """As of the array."""
        return self.value.ndim

    @property
    def size(self) -> int:
        """As of the array."""
        return self.value.size

    @property
    def dtype(self) -> np.dtype[Any]:
        """As of the array."""
        return self.value.dtype

    @property
    def T(self) -> Recorded:  # noqa: N802 - as of an array
        """Transposed."""
        return cast("Recorded", np.transpose(cast("Any", self)))

    def __len__(self) -> int:
        return len(self.value)

    def __repr__(self) -> str:
        return f"Recorded({self.value!r}, step={self.step})"

    # -- what is decided by it -----------------------------------------------------------------

    def settled(self) -> Values:
        """Its values, for a decision: where they are others, the results do not hold."""
        if self.step is not None:
            if self.value.dtype.kind not in "bi":
                raise NotRecordedError("a decision by a figure itself")
            self.tape.require(self.step, self.value)
        return self.value

    def __array__(self, dtype: Any = None, copy: Any = None) -> NDArray[Any]:
        if self.step is not None and self.value.dtype.kind not in "bi":
            raise NotRecordedError("a recorded array as a plain one")
        known = self.settled()
        found = known if dtype is None else known.astype(dtype)
        return found.copy() if copy else found

    def __bool__(self) -> bool:
        if self.value.dtype.kind == "f":
            return bool(self != 0)
        return bool(self.settled())

    def __index__(self) -> int:
        if self.ndim or self.value.dtype.kind != "i":  # as of an array: numpy asks this before all else
            raise TypeError("only a single whole number is an index")
        return operator.index(self.settled().item())

    def __int__(self) -> int:
        if self.value.dtype.kind == "f":
            return int(cast("Any", self.astype(np.int64)))
        return int(self.settled())

    def __float__(self) -> float:
        if self.step is not None:
            raise NotRecordedError("a recorded figure as a plain one")
        return float(self.value)

    # -- entries -------------------------------------------------------------------------------

    def __getitem__(self, index: Index) -> Recorded:
        from powercalc.engine.recording.entries import taken

        return taken(self, index)

    def __setitem__(self, index: Index, value: Any) -> None:
        from powercalc.engine.recording.entries import replaced

        self._become(replaced(self, index, value))

    def __iter__(self) -> Iterator[Recorded]:
        return (self[place] for place in range(len(self)))

    # -- methods of arrays ---------------------------------------------------------------------

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **keys: Any) -> Any:
        from powercalc.engine.recording.functions import of_ufunc

        return of_ufunc(self.tape, ufunc, method, inputs, keys)

    def __array_function__(
        self, function: Callable[..., Any], types: Any, given: Sequence[Any], keys: dict[str, Any]
    ) -> Any:
        from powercalc.engine.recording.functions import of_function

        return of_function(self.tape, function, given, keys)

    def __iadd__(self, other: Any) -> Self:
        return self._assigned(self + other)

    def __isub__(self, other: Any) -> Self:
        return self._assigned(self - other)

    def __imul__(self, other: Any) -> Self:
        return self._assigned(self * other)

    def __itruediv__(self, other: Any) -> Self:
        return self._assigned(self / other)

    def __iand__(self, other: Any) -> Self:
        return self._assigned(self & other)

    def __ior__(self, other: Any) -> Self:
        return self._assigned(self | other)

    def _assigned(self, found: Recorded) -> Self:
        """The same array with other entries, for whoever holds it; a single figure stays what it was."""
        if not self.ndim:
            return cast("Self", found)
        self._become(found)
        return self

    def _become(self, found: Recorded) -> None:
        self.value, self.step, self.others, self.filled = found.value, found.step, found.others, found.filled

    def astype(self, kind: Any, **_: Any) -> Recorded:
        """With entries of another kind."""
        from powercalc.engine.recording.functions import each

        return cast("Recorded", each(self.tape, AsKind(np.dtype(kind)), (self,), {}))

    def copy(self) -> Recorded:
        """One that is changed apart from this; steps are never changed."""
        value = self.value.copy() if self.step is None else self.value
        return Recorded(value, self.tape, self.step, self.others)

    def tolist(self) -> Any:
        """Its entries, one by one."""
        if self.step is None:
            return self.value.tolist()
        if not self.ndim:
            return self
        return [each.tolist() for each in self] if self.ndim > 1 else list(self)

    def item(self) -> Any:
        """Its only entry."""
        return self.reshape(()) if self.step is not None else self.value.item()

    def tobytes(self) -> bytes:
        """Something that is the same only where the entries are."""
        return self.value.tobytes() if self.step is None else f"step {self.step}".encode()

    def ravel(self) -> Recorded:
        """In one row."""
        return self.reshape(-1)

    def reshape(self, *shape: Any) -> Recorded:
        """In another shape."""
        from powercalc.engine.recording.entries import reshaped

        return reshaped(self, shape[0] if len(shape) == 1 and isinstance(shape[0], tuple) else shape)

    def __getattr__(self, name: str) -> Any:
        """Sums, extremes and the like: as of the functions of these names."""
        if name not in METHODS:
            raise AttributeError(name)
        function = getattr(np, name)
        return lambda *given, **keys: function(self, *given, **keys)


METHODS = frozenset({"sum", "max", "min", "any", "all", "cumsum", "cumprod", "prod", "mean", "argmax"})


class AsKind:
    """Entries as of another kind."""

    def __init__(self, kind: np.dtype[Any]) -> None:
        self._kind, self.__name__ = kind, f"as {kind}"

    def __call__(self, values: Values) -> Values:
        """The same, of that kind."""
        return np.asarray(values).astype(self._kind)


def applied(  # noqa: PLR0913 - a step has as many sides
    tape: Tape,
    run: Callable[..., Any],
    value: Any,
    inputs: Sequence[Any],
    *,
    key: Hashable = None,
    writes: bool = False,
    looks: bool = False,
    holds: int = 0,
    way: Way | None = None,
    given: Sequence[Any] = (),
) -> Recorded:
    """A step that has this value; `run` gets those of the inputs that vary, others it knows.

    It `holds` so many entries meanwhile. The `way` is from the inputs, or from what is `given`.
    """
    fresh = [each for each in inputs if isinstance(each, Recorded) and each.step is not None]
    found = np.asarray(value)
    if not fresh:
        return Recorded(found, tape)
    steps = tuple(cast("int", each.step) for each in fresh)
    told = () if way is None else tuple(map(_told, given or inputs))
    step = Step(run, steps, writes, looks, found.shape, found.dtype, way, told)
    number = tape.add(step, key)
    tape.sizes[number] = max(found.size, holds, 1)
    if found.size > MOST_ENTRIES:
        raise NotRecordedError("an array that is too large for many sets of figures")
    others = Others(run, [cast("Others", each.others) for each in fresh], writes=writes)
    return Recorded(found, tape, number, others)


def _told(given: Any) -> int | Values:
    """The number of a step, or what is known."""
    if isinstance(given, Recorded) and given.step is not None:
        return given.step
    return np.asarray(value_of(given))


def value_of(each: Any) -> Any:
    """The values of the evaluation that is recorded; of lists and tuples, those of what is in them."""
    if isinstance(each, Recorded):
        return each.value
    if isinstance(each, list | tuple):
        return type(each)(value_of(part) for part in each)
    return each


def varies(each: Any) -> bool:
    """Whether something is recorded, and depends on a figure."""
    return isinstance(each, Recorded) and each.step is not None
