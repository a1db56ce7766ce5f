"""What numpy does with recorded arrays, for one set of figures and for many in the last axis."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, cast

import numpy as np

from powercalc.engine.recording.entries import rearranged
from powercalc.engine.recording.recorded import Recorded, applied, value_of, varies
from powercalc.engine.recording.tape import NotRecordedError, Tape, Values
from powercalc.engine.recording.ways import AlongAxes, EntryByEntry, Moved, SumOfProducts

Handler = Callable[..., Any]


def of_ufunc(tape: Tape, ufunc: np.ufunc, method: str, inputs: Sequence[Any], keys: Mapping[str, Any]) -> Any:
    """An operation entry by entry, or along an axis."""
    if keys.get("out") is not None:
        if method != "__call__" or "where" not in keys:
            raise NotRecordedError("a result in the place of another array")
        everywhere = each(tape, ufunc, inputs, {})
        return each(tape, np.where, (keys["where"], everywhere, keys["out"][0]), {})
    if method == "__call__":
        if ufunc is np.matmul:
            return product(tape, *inputs)
        return each(tape, ufunc, inputs, keys)
    if method in {"reduce", "accumulate"}:
        axis = keys.get("axis", inputs[1] if len(inputs) > 1 else 0)
        run = getattr(ufunc, method)
        return along(tape, run, (ufunc.__name__, method), inputs[0], axis, others(keys, "axis"))
    if method == "outer":
        one, other = (np.asarray(value_of(each)) for each in inputs)
        left = inputs[0][(..., *(None,) * other.ndim)]
        return each(tape, ufunc, (left if one.ndim else inputs[0], inputs[1]), {})
    raise NotRecordedError(f"{ufunc.__name__}.{method}")


def of_function(tape: Tape, function: Callable[..., Any], given: Sequence[Any], keys: dict[str, Any]) -> Any:
    """A function of numpy."""
    handler = HANDLERS.get(function.__name__)
    if handler is None:
        if any(map(_varies, (*given, *keys.values()))):
            raise NotRecordedError(f"numpy.{function.__name__}")
        found = function(*map(value_of, given), **{key: value_of(each) for key, each in keys.items()})
        return Recorded(found, tape) if isinstance(found, np.ndarray) else found
    return handler(tape, *given, **keys)


def each(tape: Tape, function: Callable[..., Any], inputs: Sequence[Any], keys: Mapping[str, Any]) -> Any:
    """Entry by entry; what does not vary is the same for all sets of figures."""
    with np.errstate(all="ignore"):
        value = function(*map(value_of, inputs), **keys)
    filled = [None if varies(one) else with_axis(one) for one in inputs]
    places = [place for place, one in enumerate(inputs) if varies(one)]
    key = (function.__name__, tuple(map(told, filled)), tuple(keys.items()))
    if len(places) == len(filled):
        run: Callable[..., Any] = (lambda *values: function(*values, **keys)) if keys else function
    else:

        def run(*values: Any) -> Any:
            known = filled.copy()
            for place, one in zip(places, values, strict=True):
                known[place] = one
            return function(*known, **keys)

    return applied(tape, run, value, inputs, key=key, way=EntryByEntry(function=function, keys=keys))


def with_axis(known: Any) -> Any:
    """Something known, with an axis for the sets of figures."""
    value = known.value if isinstance(known, Recorded) else known
    return value[..., None] if isinstance(value, np.ndarray) and value.ndim else value


def told(known: Any) -> Any:
    """Something known, to be compared."""
    if isinstance(known, np.ndarray):
        return known.shape, known.dtype.str, known.tobytes()
    return type(known).__name__, repr(known)


def others(keys: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """The keys but those of some names."""
    return {key: value for key, value in keys.items() if key not in names and value is not None}


def along(
    tape: Tape, run: Callable[..., Any], name: Any, array: Any, axis: Any, keys: Mapping[str, Any]
) -> Any:
    """Along one or more axes."""
    known = recorded(tape, array)
    axes: Any = tuple(range(known.ndim)) if axis is None else axis
    axes = tuple(a % known.ndim for a in axes) if isinstance(axes, tuple) else axes % known.ndim
    with np.errstate(all="ignore"):
        value = run(known.value, axis=axes, **keys)
    key = (name, axes, tuple(map(repr, keys.items())))
    way = AlongAxes(run=partial(run, **keys), axes=axes if isinstance(axes, tuple) else (axes,))
    return applied(tape, lambda values: run(values, axis=axes, **keys), value, [known], key=key, way=way)


def recorded(tape: Tape, array: Any) -> Recorded:
    """Anything as a recorded array; of a list, one that joins what is in it."""
    if isinstance(array, Recorded):
        return array
    if isinstance(array, list | tuple) and any(map(_varies, array)):
        parts = [recorded(tape, part) for part in array]
        return joined(tape, [part[None] for part in parts], 0)
    return Recorded(np.asarray(value_of(array)), tape)


def _varies(each: Any) -> bool:
    return any(map(_varies, each)) if isinstance(each, list | tuple) else varies(each)


def joined(tape: Tape, arrays: Sequence[Any], axis: int = 0) -> Recorded:
    """Arrays one after the other."""
    parts = [recorded(tape, part) for part in arrays]
    value = np.concatenate([part.value for part in parts], axis=axis)
    place = axis % value.ndim
    if not any(map(varies, parts)):
        return Recorded(value, tape)
    begins = np.cumsum([0, *(part.shape[place] for part in parts)]).tolist()
    before = (slice(None),) * place
    spans = [(*before, slice(low, high)) for low, high in pairwise(begins)]
    known = [
        (span, part.value[..., None]) for span, part in zip(spans, parts, strict=True) if not varies(part)
    ]
    fresh = [span for span, part in zip(spans, parts, strict=True) if varies(part)]

    def run(*values: Values) -> Values:
        found = np.empty((*value.shape, values[0].shape[-1]), dtype=value.dtype)
        for span, part in known:
            found[span] = part
        for span, part in zip(fresh, values, strict=True):
            found[span] = part
        return found

    key = ("joined", place, tuple(told(part.value) if not varies(part) else None for part in parts))
    return applied(tape, run, value, parts, key=key, way=Moved(to=partial(_end_to_end, axis=place)))


def _end_to_end(*parts: Values, axis: int) -> Values:
    return np.concatenate(parts, axis=axis)


def product(tape: Tape, one: Any, other: Any) -> Any:
    """The product of matrices, or of a matrix and a row."""
    a, b = recorded(tape, one), recorded(tape, other)
    left = {1: "k", 2: "ik", 3: "tik"}[a.ndim]
    right = {1: "k", 2: "kj", 3: "tkj"}[b.ndim]
    result = (
        ("t" if "t" in left + right else "") + ("i" if "i" in left else "") + ("j" if "j" in right else "")
    )
    return einsum(tape, f"{left},{right}->{result}", a, b)


def einsum(tape: Tape, letters: str, *arrays: Any, **_: Any) -> Any:
    """A sum of products, as of `np.einsum`; the sets of figures are one more letter."""
    parts = [recorded(tape, part) for part in arrays]
    value = np.einsum(letters, *(part.value for part in parts))
    inputs, result = letters.split("->")
    names = [
        name + ("z" if varies(part) else "") for name, part in zip(inputs.split(","), parts, strict=True)
    ]
    spelled = f"{','.join(names)}->{result}z"
    filled = [None if varies(part) else part.value for part in parts]
    places = [place for place, part in enumerate(parts) if varies(part)]

    def run(*values: Values) -> Values:
        known: list[Any] = filled.copy()
        for place, part in zip(places, values, strict=True):
            known[place] = part
        return np.asarray(np.einsum(spelled, *known))

    key = ("einsum", letters, tuple(map(told, filled)))
    return applied(tape, run, value, parts, key=key, way=SumOfProducts(letters=letters))


# -- the functions, by name ------------------------------------------------------------------


def _where(tape: Tape, condition: Any, *sides: Any) -> Any:
    if not sides:
        return np.where(condition.settled())
    return each(tape, np.where, (condition, *sides), {})


def _along(name: str) -> Handler:
    def handler(tape: Tape, a: Any, axis: Any = None, **keys: Any) -> Any:
        return along(tape, getattr(np, name), name, a, axis, others(keys, "out"))

    return handler


def _running(name: str) -> Handler:
    def handler(tape: Tape, a: Any, axis: Any = None, **keys: Any) -> Any:
        known = recorded(tape, a)
        if axis is None:
            known, axis = known.ravel(), 0
        return along(tape, getattr(np, name), name, known, axis, others(keys, "out"))

    return handler


def _sort(tape: Tape, a: Any, axis: int = -1, **_: Any) -> Any:
    return along(tape, np.sort, "sort", a, axis, {})


def _diff(tape: Tape, a: Any, n: int = 1, axis: int = -1) -> Any:
    if n != 1:
        raise NotRecordedError("differences of differences")
    known = recorded(tape, a)
    before = (slice(None),) * (axis % known.ndim)
    later, sooner = known[(*before, slice(1, None))], known[(*before, slice(None, -1))]
    return later != sooner if known.dtype == bool else later - sooner


def _mean(tape: Tape, a: Any, axis: Any = None, **_: Any) -> Any:
    return along(tape, np.mean, "mean", a, axis, {})


def _average(tape: Tape, a: Any, axis: Any = None, weights: Any = None) -> Any:
    known = recorded(tape, a)
    if weights is None:
        return _mean(tape, known, axis)
    if axis is not None or known.ndim != 1:
        raise NotRecordedError("weighted means along an axis")
    shares = recorded(tape, weights)
    return product(tape, known, shares) / np.sum(shares)


def _stack(tape: Tape, arrays: Sequence[Any], axis: int = 0) -> Any:
    parts = [recorded(tape, part) for part in arrays]
    place = axis % (parts[0].ndim + 1)
    return joined(tape, [part[(*(slice(None),) * place, None)] for part in parts], place)


def _moved(name: str) -> Handler:
    def handler(tape: Tape, a: Any, *given: Any, **keys: Any) -> Any:
        plain = tuple(map(_settled, given))
        return rearranged(recorded(tape, a), lambda values: getattr(np, name)(values, *plain, **keys))

    return handler


def _settled(each: Any) -> Any:
    return each.settled() if isinstance(each, Recorded) else each


def _like(value: float | None) -> Handler:
    def handler(tape: Tape, a: Any, *fill: Any, dtype: Any = None, **_: Any) -> Any:
        base = np.full(a.shape, 0 if value is None else value, dtype=dtype or a.dtype)
        found = Recorded(base, tape)
        if fill:
            found[...] = fill[0]
        return found

    return handler


def _clip(tape: Tape, a: Any, low: Any = None, high: Any = None, **_: Any) -> Any:  # noqa: ARG001
    found = a if low is None else np.maximum(a, low)
    return found if high is None else np.minimum(found, high)


def _interp(  # noqa: PLR0913, PLR0917 - as of numpy
    tape: Tape, x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: Any = None
) -> Any:
    if period is not None:
        raise NotRecordedError("periodic interpolation")
    parts = [recorded(tape, part) for part in (x, xp, fp)]
    value = np.interp(parts[0].value, parts[1].value, parts[2].value, left=left, right=right)
    fixed = [None if varies(part) else part.value for part in parts]

    def run(*values: Values) -> Values:
        sets = values[0].shape[-1]
        found = np.empty((*value.shape, sets))
        fresh = iter(values)
        columns = [
            next(fresh) if known is None else np.broadcast_to(known[..., None], (*known.shape, sets))
            for known in fixed
        ]
        if right is None and left is None:
            return between(*columns)
        for n in range(sets):
            at, given, values_there = (column[..., n] for column in columns)
            found[..., n] = np.interp(at, given, values_there, left=left, right=right)
        return found

    key = ("interp", tuple(map(told, fixed)), left, right)
    return applied(tape, run, value, parts, key=key)


def between(x: Values, xp: Values, fp: Values) -> Values:
    """As `np.interp` for each of many sets: x (…, sets), xp and fp (points, sets)."""
    at = x.reshape(-1, x.shape[-1])
    low, high = np.zeros(at.shape, dtype=np.intp), np.full(at.shape, len(xp) - 1, dtype=np.intp)
    sets = np.arange(at.shape[1])
    for _ in range(len(xp).bit_length()):
        middle = (low + high + 1) >> 1
        after = xp[middle, sets] <= at
        low, high = np.where(after, middle, low), np.where(after, high, np.maximum(middle - 1, low))
    place = np.minimum(low, len(xp) - 2)
    (x0, y0), (x1, y1) = ((xp[here, sets], fp[here, sets]) for here in (place, place + 1))
    found = (y1 - y0) / (x1 - x0) * (at - x0) + y0
    found = np.where(at <= xp[:1], fp[:1], np.where(at >= xp[-1:], fp[-1:], found))
    return np.asarray(found.reshape(x.shape))


def _geomspace(tape: Tape, start: Any, stop: Any, num: int = 50) -> Any:
    low, high = recorded(tape, start), recorded(tape, stop)
    return low * (high / low) ** np.linspace(0.0, 1.0, num)


def _solve(tape: Tape, a: Any, b: Any) -> Any:
    parts = [recorded(tape, a), recorded(tape, b)]
    value = np.linalg.solve(parts[0].value, parts[1].value)
    row = parts[1].ndim == 1
    fixed = [None if varies(part) else part.value for part in parts]

    def run(*values: Values) -> Values:
        sets, fresh = values[0].shape[-1], iter(values)
        moved = [
            np.moveaxis(next(fresh), -1, 0) if each is None else np.broadcast_to(each, (sets, *each.shape))
            for each in fixed
        ]
        right = moved[1][..., None] if row else moved[1]
        found = np.linalg.solve(moved[0], right)
        return np.moveaxis(found[..., 0] if row else found, 0, -1)

    return applied(tape, run, value, parts)


def _kron(tape: Tape, a: Any, b: Any) -> Any:
    one, other = recorded(tape, a), recorded(tape, b)
    size = one.shape[0] * other.shape[0], one.shape[1] * other.shape[1]
    return (one[:, None, :, None] * other[None, :, None, :]).reshape(*size)


def _diag(tape: Tape, v: Any, k: int = 0) -> Any:
    known = recorded(tape, v)
    if known.ndim == 2:
        return rearranged(known, lambda values: np.diag(values, k))
    size = len(known) + abs(k)
    found = Recorded(np.zeros((size, size)), tape)
    rows = np.arange(len(known))
    found[rows + max(-k, 0), rows + max(k, 0)] = known
    return found


def _fill_diagonal(tape: Tape, a: Any, val: Any, wrap: bool = False) -> None:  # noqa: ARG001, FBT001, FBT002
    if not isinstance(a, Recorded):
        raise NotRecordedError("a recorded diagonal of a plain matrix")
    a[np.arange(len(a)), np.arange(len(a))] = val


def _unique(tape: Tape, ar: Any, *, return_inverse: bool = False, axis: int | None = None, **_: Any) -> Any:
    """Distinct entries in order: that they are these, and in this order, is a decision."""
    known = recorded(tape, ar)
    sorts: Any = np.unique(known.value, return_index=True, return_inverse=True, axis=axis)
    _, first, inverse = sorts
    found: Any = _take(tape, known, first, axis) if axis is not None else known.ravel()[first]
    again: Any = _take(tape, found, inverse.ravel(), axis)
    (again == (known if axis is not None else known.ravel())).settled()
    if axis is None:
        (found[1:] > found[:-1]).settled()
    return (found, inverse) if return_inverse else found


def _bincount(tape: Tape, x: Any, weights: Any = None, minlength: int = 0) -> Any:
    """Sums of weights by number: which number each has is a decision."""
    numbers = x.settled() if isinstance(x, Recorded) else np.asarray(x)
    known = np.ones(len(numbers)) if weights is None else weights
    value = np.bincount(numbers, value_of(known), minlength)

    def run(values: Values) -> Values:
        found = np.zeros((len(value), values.shape[-1]))
        np.add.at(found, numbers, values)
        return found

    return applied(tape, run, value, [known])


def _searchsorted(tape: Tape, a: Any, v: Any, side: str = "left") -> Any:
    """How many of the sorted entries come before each."""
    before = np.less if side == "left" else np.less_equal
    array, wanted = recorded(tape, a), recorded(tape, v)
    return before(cast("Any", array), wanted[..., None]).sum(axis=-1)


def _take(tape: Tape, a: Any, indices: Any, axis: int | None = None, **_: Any) -> Any:
    known = recorded(tape, a)
    return known[(*(slice(None),) * (axis or 0), _settled(indices))]


def _flatnonzero(tape: Tape, a: Any) -> Any:
    return Recorded(np.flatnonzero((a if a.dtype == bool else a != 0).settled()), tape)


def _nan_to_num(tape: Tape, x: Any, copy: bool = True, nan: float = 0.0, **_: Any) -> Any:  # noqa: ARG001, FBT001, FBT002
    return each(tape, np.where, (np.isnan(x), nan, x), {})


def _meshgrid(tape: Tape, *rows: Any, indexing: str = "xy") -> Any:
    parts = [recorded(tape, row) for row in rows]
    places: list[Any] = [np.arange(len(part)) for part in parts]
    grids: list[Any] = list(np.meshgrid(*places, indexing=cast("Any", indexing)))
    return [part[grid] for part, grid in zip(parts, grids, strict=True)]


def _array_equal(tape: Tape, a: Any, b: Any, **_: Any) -> bool:
    one, other = recorded(tape, a), recorded(tape, b)
    if one.shape != other.shape:
        return False
    return bool((one == other).settled().all())


def _allclose(tape: Tape, a: Any, b: Any, rtol: float = 1e-5, atol: float = 1e-8) -> bool:
    one, other = recorded(tape, a), recorded(tape, b)
    off: Any = abs(one - other) <= atol + rtol * abs(other)
    return bool(off.settled().all())


def _tensordot(tape: Tape, a: Any, b: Any, axes: int = 2) -> Any:
    if axes != 1:
        raise NotRecordedError("products over several axes")
    one, other = recorded(tape, a), recorded(tape, b)
    left, right = "abc"[: one.ndim - 1] + "k", "k" + "def"[: other.ndim - 1]
    return einsum(tape, f"{left},{right}->{left[:-1]}{right[1:]}", one, other)


def _shape(tape: Tape, a: Any) -> tuple[int, ...]:
    return recorded(tape, a).shape


def _isposinf(tape: Tape, x: Any, **_: Any) -> Any:
    return each(tape, np.equal, (x, np.inf), {})


def _lexsort(tape: Tape, keys: Sequence[Any], **_: Any) -> Any:  # noqa: ARG001
    return np.lexsort(tuple(map(_settled, keys)))


def _broadcast_to(tape: Tape, array: Any, shape: Any, **_: Any) -> Any:
    return rearranged(recorded(tape, array), lambda values: np.broadcast_to(values, shape))


HANDLERS: dict[str, Handler] = {
    **{name: _along(name) for name in ("sum", "max", "min", "amax", "amin", "any", "all", "prod")},
    **{name: _running(name) for name in ("cumsum", "cumprod", "argmax")},
    **{
        name: _moved(name)
        for name in ("repeat", "tile", "transpose", "reshape", "ravel", "flip", "roll", "moveaxis")
    },
    "where": _where, "sort": _sort, "diff": _diff, "mean": _mean, "average": _average,
    "concatenate": joined, "stack": _stack, "zeros_like": _like(0.0), "ones_like": _like(1.0),
    "empty_like": _like(0.0), "full_like": _like(None), "clip": _clip, "interp": _interp,
    "geomspace": _geomspace, "solve": _solve, "kron": _kron, "diag": _diag, "tensordot": _tensordot,
    "fill_diagonal": _fill_diagonal, "unique": _unique, "take": _take, "flatnonzero": _flatnonzero,
    "nan_to_num": _nan_to_num, "meshgrid": _meshgrid, "array_equal": _array_equal, "allclose": _allclose,
    "shape": _shape, "isposinf": _isposinf, "lexsort": _lexsort, "broadcast_to": _broadcast_to,
    "dot": product, "einsum": einsum, "bincount": _bincount, "searchsorted": _searchsorted,
}  # fmt: skip
