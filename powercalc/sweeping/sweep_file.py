"""A sweep from its file, or from Python: which keys of a site are varied, and how."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, StrictInt, ValidationError

from powercalc.components.base import Model
from powercalc.components.problems import WrongTable, problems_of, shown, unknown_key
from powercalc.components.quantities import Flag
from powercalc.components.spelling import nearest
from powercalc.components.uncertain import SHAPES
from powercalc.errors import Problem, SiteError
from powercalc.sweeping.dimensions import DistributedFigure, Listed, Range, Steps, SweptKey
from powercalc.sweeping.figures_of_keys import figure_of, suffix_of
from powercalc.sweeping.swept_quantities import Quantity
from powercalc.units import ValueProblem

_TABLES = ("sweep", "sample")
_STEPS = ("from", "to", "step")
_EXPECTED = 'a list such as ["5 min", "10 min"], or { from = "5 min", to = "1 h", step = "5 min" }'
_DISTRIBUTED = frozenset(key for shape in SHAPES for key in shape.keys)


class Sample(Model):
    """A Latin hypercube in the place of all combinations: each value has an equal part of the rows."""

    number: Annotated[StrictInt, Field(ge=1)] = Field(description="how many variants")
    seed: Annotated[StrictInt, Field(ge=0)] = Field(0, description="the same seed, the same variants")
    uncertain_figures: Flag | None = Field(
        None,
        description="whether the uncertain figures of the site are sampled, too; true without [sweep]",
    )


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """What is varied: all combinations of the keys, or a sample of them."""

    dimensions: tuple[SweptKey, ...]
    """The last one varies fastest."""
    sample: Sample | None = None
    text: str | None = None
    file: str | None = None

    @property
    def samples_figures(self) -> bool:
        """Whether the uncertain figures of the site are sampled."""
        stated = self.sample and self.sample.uncertain_figures
        return self.sample is not None and (not self.dimensions if stated is None else bool(stated))

    @property
    def combinations(self) -> int:
        """How many variants of a site there are."""
        if self.sample is not None:
            return self.sample.number
        return math.prod(each.count or 1 for each in self.dimensions)


def read_sweep(path: Path | str) -> Sweep:
    """Read a sweep file. Raises `SiteError` with every problem and its place."""
    from powercalc.site.file import text_of
    from powercalc.site.syntax import values_of

    text, file = text_of(path, what="a sweep (TOML)")
    bare = text.removeprefix("\ufeff")
    return sweep_of(values_of(bare, file, what="a sweep"), text=bare, file=file)


def sweep_of(values: Mapping[str, Any], *, text: str | None = None, file: str | None = None) -> Sweep:
    """Return a sweep from its values. Raises `SiteError` with every problem."""
    problems = [_no_table(name) for name in values if name not in _TABLES]
    sample = _sample(values.get("sample"), problems) if "sample" in values else None
    dimensions = tuple(_dimensions(values.get("sweep", {}), problems, sampled="sample" in values))
    if not problems and not dimensions and sample is None:
        problems.append(
            Problem(text="the sweep varies nothing", expected=f"[sweep.ID] with keys: {_EXPECTED}")
        )
    if not problems and not dimensions and sample is not None and sample.uncertain_figures is False:
        problems.append(
            Problem(
                path=("sample",), text="samples nothing", expected="[sweep.ID] with keys and their ranges"
            )
        )
    if problems:
        from powercalc.site.positions import located

        raise SiteError(located(problems, text, file))
    return Sweep(dimensions=dimensions, sample=sample, text=text, file=file)


def _no_table(name: str) -> Problem:
    near = nearest(name, _TABLES)
    return Problem(
        path=(name,),
        text="is no table of a sweep",
        suggestion=near,
        expected=None if near else "[sweep.ID] and [sample]",
    )


def _sample(given: object, problems: list[Problem]) -> Sample | None:
    if not isinstance(given, Mapping):
        text, expected = "is no table", "[sample] with number, such as 1000"
        problems.append(Problem(path=("sample",), text=text, found=shown(given), expected=expected))
        return None
    try:
        return Sample(**given)
    except ValidationError as error:
        problems += problems_of(error, ("sample",), Sample)
    except TypeError:  # a key that is no text for Python, such as ""
        problems += [unknown_key(("sample", key), tuple(Sample.model_fields)) for key in given]
    return None


def _dimensions(given: object, problems: list[Problem], *, sampled: bool) -> Iterator[SweptKey]:
    """Yield the keys that are varied; note what is wrong."""
    if not isinstance(given, Mapping):
        text = "is no table"
        problems.append(Problem(path=("sweep",), text=text, found=shown(given), expected="[sweep.ID]"))
        return
    for id, keys in given.items():  # noqa: A001 - it is the id
        path = ("sweep", str(id))
        if not isinstance(keys, Mapping):
            problems.append(
                Problem(path=path, text="is no table", found=shown(keys), expected=f"[sweep.{id}] with keys")
            )
        elif not keys:
            problems.append(Problem(path=path, text="varies nothing", expected=f"a key with {_EXPECTED}"))
        else:
            for key, values in keys.items():
                found = _dimension((*path, str(key)), values, problems, sampled=sampled)
                if found is not None:
                    yield found


def _dimension(
    path: tuple[str, str, str], given: object, problems: list[Problem], *, sampled: bool
) -> SweptKey | None:
    _, id, key = path  # noqa: A001 - it is the id
    match given:
        case list() | tuple():
            if not given:
                problems.append(Problem(path=path, text="has no value", expected=_EXPECTED))
                return None
            return Listed(id=id, key=key, values=tuple(given))
        case Mapping() if set(given) & set(_STEPS):
            return _between(path, given, problems, sampled=sampled)
        case Mapping() if set(map(str, given)) & _DISTRIBUTED:
            return _spread(path, given, problems, sampled=sampled)
        case Mapping():
            near = {str(word): nearest(str(word), _STEPS) for word in given}
            word = next((word for word in near if near[word]), next(iter(near), ""))
            text = "is an unknown key" if word else "has no value"
            problems.append(
                Problem(
                    path=(*path, word) if word else path,
                    text=text,
                    expected=_EXPECTED,
                    suggestion=near.get(word),
                )
            )
            return None
        case _:
            return Listed(id=id, key=key, values=(given,))


def _between(
    path: tuple[str, str, str], given: Mapping[str, Any], problems: list[Problem], *, sampled: bool
) -> SweptKey | None:
    """Return steps from one value to another, or what lies between them."""
    flaws = [unknown_key((*path, str(word)), _STEPS) for word in given if word not in _STEPS]
    needed = _STEPS[:2] if sampled else _STEPS
    flaws += [
        Problem(path=path, text=f"states no {word}", expected=_EXPECTED)
        for word in needed
        if word not in given
    ]
    found = {word: Quantity.of(given[word]) for word in _STEPS if word in given}
    flaws += [
        Problem(
            path=(*path, word),
            text="is no number with a unit",
            found=shown(given[word]),
            expected='a value such as "5 min", "2 / year", "0.5 %" or 3',
        )
        for word, quantity in found.items()
        if quantity is None
    ]
    low, high, step = (found.get(word) for word in _STEPS)
    if flaws or low is None or high is None:
        problems += flaws
        return None
    flaws = list(_misfits(path, low, {"to": high, "step": step}, given))
    problems += flaws
    return None if flaws else _made(path, low, high, step)


def _misfits(
    path: tuple[str, str, str], low: Quantity, others: Mapping[str, Quantity | None], given: Mapping[str, Any]
) -> Iterator[Problem]:
    for word, other in others.items():
        if other is None:
            continue
        found = shown(given[word])
        if not other.fits(low):
            expected = f"the dimension of from, {shown(given['from'])}"
            yield Problem(
                path=(*path, word), text="has another dimension than from", found=found, expected=expected
            )
        elif word == "to" and other.like(low if low.value else other) < low.value:
            yield Problem(path=(*path, word), text="is below from", found=found, expected="from not above to")
        elif word == "step" and other.value <= 0:
            text = "is zero" if other.value == 0 else "is negative"
            yield Problem(path=(*path, word), text=text, found=found, expected="a step above zero")


def _made(path: tuple[str, str, str], low: Quantity, high: Quantity, step: Quantity | None) -> SweptKey:
    _, id, key = path  # noqa: A001 - it is the id
    if not low.value:  # nothing has the unit of the others
        other = high if high.value or step is None else step
        low = Quantity(value=low.value, unit=other.unit, per=other.per, whole=low.whole and other.whole)
    top = high.like(low)
    if step is None and not (low.whole and high.whole):
        return Range(id=id, key=key, low=low, high=top)
    by = step.like(low) if step is not None else low.value * 0 + 1
    count = int((top - low.value) // by) + 1
    return Steps(id=id, key=key, start=low, step=by, count=count)


def _spread(
    path: tuple[str, str, str], given: Mapping[str, Any], problems: list[Problem], *, sampled: bool
) -> SweptKey | None:
    """Return a distribution to be sampled; without a sample it is one value, as a site file states it."""
    _, id, key = path  # noqa: A001 - it is the id
    figure = figure_of(key)
    if not sampled or figure is None:
        return Listed(id=id, key=key, values=(given,))
    try:
        estimate: Any = figure(given)
    except WrongTable as error:
        problems += [_flaw((*path, flaw.key), flaw.problem, given.get(flaw.key)) for flaw in error.flaws]
    except ValueProblem as problem:
        problems.append(_flaw(path, problem, given))
    else:
        return DistributedFigure(
            id=id, key=key, distribution=estimate.distribution, table=given, suffix=suffix_of(key)
        )
    return None


def _flaw(path: tuple[str, ...], problem: ValueProblem, given: object) -> Problem:
    found = None if given is None else shown(given)
    return Problem(
        path=path, text=problem.text, found=found, expected=problem.expected, suggestion=problem.suggestion
    )
