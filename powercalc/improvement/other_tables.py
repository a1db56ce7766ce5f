"""Common causes and zones with some keys stated anew: what a site says beside its components."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from powercalc.components.base import Model
from powercalc.components.problems import problems_of, unknown_key
from powercalc.errors import Problem, SiteError
from powercalc.site import CommonCause, Hazard, Zone

_UNITS = {"mttr": "h", "failure_rate": "/ h"}
"""In which unit a figure is stated again."""
_MODELS = frozenset({"beta", "greek_letters", "alpha_factors"})
"""Ways to say how many fail together, of which one is stated."""


def changed_cause(cause: CommonCause, keys: dict[str, Any]) -> CommonCause:
    """Return a common cause with some keys stated anew. Raises `SiteError` with every problem."""
    told = _stated(cause)
    if _MODELS.intersection(keys):
        told = {key: value for key, value in told.items() if key not in _MODELS}
    stated = {**told, **_without_name(keys)}
    made: CommonCause = _made(CommonCause, ("common_cause", cause.name), stated, name=cause.name)
    return made


def changed_zone(zone: Zone, keys: dict[str, Any]) -> Zone:
    """Return a zone with some figures of its hazards stated anew. Raises `SiteError` with every problem."""
    hazards = {hazard.name: hazard for hazard in zone.hazards}
    problems: list[Problem] = []
    for name, figures in keys.items():
        path = ("zone", zone.name, name)
        if name not in hazards or not isinstance(figures, dict):
            expected = f"one of its hazards, as a table: {', '.join(hazards) or 'it has none'}"
            problems.append(Problem(path=path, text="is no hazard of the zone", expected=expected))
            continue
        try:
            hazards[name] = _made(Hazard, path, {**_stated(hazards[name]), **figures}, name=name)
        except SiteError as error:
            problems += error.problems
    if problems:
        raise SiteError(problems)
    return zone.model_copy(update={"hazards": tuple(hazards.values())})


def _without_name(keys: dict[str, Any]) -> dict[str, Any]:
    if "name" in keys:
        raise SiteError([unknown_key(("", "", "name"), ())])
    return keys


def _stated(model: Model) -> dict[str, Any]:
    """Return the keys of a table as they could be written."""
    keys = {key: getattr(model, key) for key in type(model).model_fields if key in model.model_fields_set}
    return {
        key: f"{value!r} {_UNITS[key]}"
        if key in _UNITS
        else list(value)
        if isinstance(value, tuple)
        else value
        for key, value in keys.items()
        if value is not None and key != "name"
    }


def _made(model: Any, path: tuple[str, ...], keys: dict[str, Any], *, name: str) -> Any:
    try:
        return model(**{**keys, "name": name})
    except ValidationError as error:
        raise SiteError(problems_of(error, path, model)) from None
