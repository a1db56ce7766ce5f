"""What the figures of a site are, by their keys: how they are read, and the unit of their columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, PlainValidator

from powercalc.components import KINDS, Outage
from powercalc.components.uncertain import UncertainFigure
from powercalc.site.groups import CommonCause, Hazard
from powercalc.site.services import Service


def figure_of(key: str) -> UncertainFigure | None:
    """Return how the figure under a key is read; None where it may not be uncertain."""
    return _figures().get(key)


def suffix_of(key: str) -> str:
    """Return the unit at the end of the name of a column of a figure: h, 1/h or none."""
    figure = figure_of(key)
    if figure is None or figure.most == 1:
        return ""
    return "_per_h" if figure.is_rate else "_h"


@cache
def _figures() -> dict[str, UncertainFigure]:
    models: tuple[Any, ...] = (*KINDS.values(), Outage, Hazard, CommonCause, Service)
    return dict(each for model in models for each in _of_model(model))


def _of_model(model: type[BaseModel]) -> Iterator[tuple[str, UncertainFigure]]:
    for key, field in model.model_fields.items():
        for figure in _found(field.annotation, field.metadata):
            yield key, figure


def _found(annotation: Any, metadata: Iterable[Any]) -> Iterator[UncertainFigure]:
    """Yield the reader of a figure from its type, wherever in it that stands."""
    for each in metadata:
        if isinstance(each, PlainValidator) and isinstance(each.func, UncertainFigure):
            yield each.func
    for part in get_args(annotation):
        yield from _found(getattr(part, "__origin__", None), getattr(part, "__metadata__", ()))
