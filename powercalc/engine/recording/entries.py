"""Entries of recorded arrays: taken, replaced, put in another order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from powercalc.engine.recording.filled_rows import Filled
from powercalc.engine.recording.recorded import Recorded, applied, value_of, varies
from powercalc.engine.recording.tape import NotRecordedError, Values
from powercalc.engine.recording.ways import Moved


def taken(array: Recorded, index: Any) -> Recorded:
    """Some entries; an index that depends on figures is a decision."""
    plain, looks = _plain(index, array.ndim)
    value = array.value[plain]
    if not array.varies:
        return Recorded(value if value is not array.value else value.copy(), array.tape)

    def to(each: Values) -> Values:
        return np.asarray(each[plain])

    key = ("taken", _told(plain))
    found = applied(array.tape, to, value, [array], key=key, looks=looks, way=Moved(to=to))
    if array.filled is not None and all(isinstance(part, slice) for part in plain):
        found.filled = array.filled.part(plain, value.shape)
    return found


def replaced(array: Recorded, index: Any, new: Any) -> Recorded:
    """The array with other entries in some places."""
    plain, _ = _plain(index, array.ndim)
    found = _replaced(array, plain, new)
    if found.varies and (array.filled is not None or not array.varies):
        before = array.filled or Filled(shape=array.shape)
        found.filled = before.then(
            plain, new if isinstance(new, Recorded) else Recorded(np.array(new), array.tape)
        )
    return found


def _replaced(array: Recorded, plain: Any, new: Any) -> Recorded:
    def to(each: Values, other: Values) -> Values:
        found = each.copy()
        found[plain] = other
        return found

    value, way, given = to(array.value, value_of(new)), Moved(to=to), [array, new]
    if not array.varies and not varies(new):
        return Recorded(value, array.tape)
    if not varies(new):
        run = _with_known(plain, value_of(new))
        return applied(array.tape, run, value, [array], writes=True, way=way, given=given)
    if not array.varies:
        return applied(array.tape, _in_known(array.value, plain), value, [new], way=way, given=given)

    def both(each: Values, other: Values) -> Values:
        each[plain] = other
        return each

    return applied(array.tape, both, value, [array, new], writes=True, way=way)


def _with_known(plain: Any, new: Any) -> Callable[[Values], Values]:
    """What puts known entries into an array, whose last axis is the sets of figures."""
    known = np.asarray(new)[..., None] if np.ndim(new) else new

    def put(each: Values) -> Values:
        each[plain] = known
        return each

    return put


def _in_known(array: Values, plain: Any) -> Callable[[Values], Values]:
    """What puts entries into a known array, and gives that the axis of the sets of figures."""
    base, fills = array[..., None], (array != 0).any()

    def begin(other: Values) -> Values:
        kind = np.result_type(base.dtype, other.dtype) if base.dtype != bool else base.dtype
        found = np.zeros((*base.shape[:-1], other.shape[-1]), dtype=kind)
        if fills:
            found[...] = base
        found[plain] = other
        return found

    return begin


def reshaped(array: Recorded, shape: tuple[int, ...]) -> Recorded:
    """In another shape."""
    value = array.value.reshape(*shape) if shape else array.value.reshape(())
    if not array.varies:
        return Recorded(value, array.tape)
    to, before = value.shape, array.ndim

    def run(each: Values) -> Values:
        return each.reshape((*to, *each.shape[before:]))

    return applied(array.tape, run, value, [array], key=("shape", to), looks=True, way=Moved(to=run))


def rearranged(array: Recorded, how: Callable[[Values], Values]) -> Recorded:
    """What a function makes of it that only takes entries from one place to another."""
    if not array.varies:
        return Recorded(np.array(how(array.value)), array.tape)
    places, before = how(np.arange(array.size).reshape(array.shape)), array.ndim

    def run(each: Values) -> Values:
        return np.asarray(each.reshape((-1, *each.shape[before:]))[places])

    value = array.value.ravel()[places]
    key = ("places", places.shape, places.tobytes(), array.shape)
    return applied(array.tape, run, value, [array], key=key, way=Moved(to=run))


def _plain(index: Any, axes: int) -> tuple[Any, bool]:
    """An index without recorded arrays and dots; whether it tells no entry by itself."""
    parts = index if isinstance(index, tuple) else (index,)
    known = tuple(part.settled() if isinstance(part, Recorded) else _listed(part) for part in parts)
    if any(part is Ellipsis for part in known):
        place = next(n for n, part in enumerate(known) if part is Ellipsis)
        others = sum(_axes(part) for n, part in enumerate(known) if n != place)
        known = (*known[:place], *(slice(None),) * (axes - others), *known[place + 1 :])
    looks = all(part is None or isinstance(part, slice | int | np.integer) for part in known)
    return known, looks


def _listed(part: Any) -> Any:
    if isinstance(part, list) and any(isinstance(each, Recorded) for each in part):
        raise NotRecordedError("an index made of recorded figures")
    return np.asarray(part, dtype=None if part else np.intp) if isinstance(part, list) else part


def _axes(part: Any) -> int:
    if part is None:
        return 0
    return part.ndim if isinstance(part, np.ndarray) and part.dtype == bool else 1


def _told(index: tuple[Any, ...]) -> tuple[Any, ...]:
    """An index as something that can be compared."""
    return tuple(
        (part.shape, part.dtype.kind, part.tobytes())
        if isinstance(part, np.ndarray)
        else ("slice", part.start, part.stop, part.step)
        if isinstance(part, slice)
        else part
        for part in index
    )
