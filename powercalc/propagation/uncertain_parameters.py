"""The uncertain figures of a site: what they are, and the site with each of them traced.

Figures that come from one statement are one uncertain quantity, known or unknown together: what a
[type.NAME], a [default.KIND] or an entry of the catalog says is the same for all components that take it from
there, and all units of a component share what it states. (Their failures stay independent of each other.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

from pydantic import BaseModel

from powercalc.components.base import Model
from powercalc.components.uncertain import Estimate
from powercalc.events.common_causes import stated_groups
from powercalc.measures.derivative_tape import DerivativeTape
from powercalc.measures.distributions import Distribution
from powercalc.site import CommonCause, Site

M = TypeVar("M")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One uncertain quantity: who states it, and which figure of which components it is."""

    origin: str
    """A component, or "type hall-ups", "default pdu", "catalog ups-combined", "zone hall"."""
    figure: str
    components: tuple[str, ...]
    point: float
    """The value that `evaluate` uses, in h, 1/h or 0..1."""
    distribution: Distribution

    @property
    def statement(self) -> Statement:
        """What tells it apart from all others."""
        return self.origin, self.figure, self.distribution

    @property
    def name(self) -> str:
        """What people call it: "ups-a failure_rate"."""
        return f"{self.origin} {self.figure}"


@dataclass(frozen=True, kw_only=True)
class TracedSite:
    """A site whose uncertain figures are written on a tape, in the order of `parameters`."""

    site: Site
    common_causes: tuple[CommonCause, ...]
    parameters: tuple[Parameter, ...]
    tape: DerivativeTape


def traced(site: Site) -> TracedSite:
    """Return the site, complete with the figures of the catalog, with every uncertain figure traced."""
    tracer = _Tracer(site)
    varied = tracer.site(site)
    return TracedSite(
        site=varied,
        common_causes=tuple(stated_groups(varied)),
        parameters=tuple(tracer.parameters()),
        tape=tracer.tape,
    )


def at(site: Site, figures: Sequence[float]) -> Site:
    """Return the site, complete, with these values for its uncertain figures, in the order of `traced`."""
    return _Setter(site, figures).site(site)


Statement = tuple[str, str, Distribution]
"""Who states an uncertain figure, which it is, and how it is distributed."""


def stated_as(site: Site, figures: Mapping[Statement, float]) -> Site:
    """Return the site, complete, with these values for its uncertain figures; others stay as they are."""
    return _Stater(site, figures).site(site)


class _Tracer:
    """Puts a traced figure in the place of each uncertain one, the same one for the same statement."""

    def __init__(self, site: Site) -> None:
        self.tape = DerivativeTape()
        self._origins = {(item.component, item.parameter): item.origin for item in site.inherited}
        for item in site.assumptions:
            self._origins[item.component, item.parameter] = f"catalog {item.entry}"
        self._found: dict[Statement, tuple[float, list[str]]] = {}

    def site(self, site: Site) -> Site:
        """Return the site, complete, with other figures in the place of the uncertain ones."""
        components = tuple(self.model(component, component.id) for component in site.complete)
        zones = tuple(self.model(zone, f"zone {zone.name}") for zone in site.zones)
        stated = tuple(self.model(cause, f"common cause {cause.name}") for cause in site.common_causes)
        return replace(site, components=components, zones=zones, common_causes=stated)

    def model(self, given: M, owner: str, inside: tuple[str, ...] = ()) -> M:
        """Return a model with its uncertain figures traced, those of the models inside it too."""
        model, changes = cast("BaseModel", given), dict[str, Any]()
        for key, value in model:
            if isinstance(value, Estimate):
                changes[key] = self._figure(owner, (*inside, key), value)
            elif isinstance(value, tuple) and any(isinstance(part, Model) for part in value):
                changes[key] = tuple(self.model(part, owner, (*inside, key, part.name)) for part in value)
        return cast("M", model.model_copy(update=changes)) if changes else given

    def _figure(self, owner: str, path: tuple[str, ...], value: Estimate) -> float:
        key = self._statement(owner, path, value)
        if key not in self._found:
            self._found[key] = self._new(value), []
        figure, owners = self._found[key]
        owners.append(owner)
        return figure

    def _statement(self, owner: str, path: tuple[str, ...], value: Estimate) -> Statement:
        return self._origins.get((owner, path[0]), owner), _said(path), value.distribution

    def _new(self, value: Estimate) -> float:
        return self.tape.figure(value)

    def parameters(self) -> Iterable[Parameter]:
        for (origin, figure, distribution), (value, owners) in self._found.items():
            yield Parameter(
                origin=origin,
                figure=figure,
                components=tuple(dict.fromkeys(owners)),
                point=float(value),
                distribution=distribution,
            )


class _Setter(_Tracer):
    """Puts a value in the place of each uncertain figure."""

    def __init__(self, site: Site, figures: Sequence[float]) -> None:
        super().__init__(site)
        self._values = iter(figures)

    def _new(self, value: Estimate) -> float:  # noqa: ARG002 - which one it is shows in the order
        return next(self._values)


class _Stater(_Tracer):
    """Puts a value in the place of each uncertain figure for which there is one."""

    def __init__(self, site: Site, figures: Mapping[Statement, float]) -> None:
        super().__init__(site)
        self._values = figures

    def _figure(self, owner: str, path: tuple[str, ...], value: Estimate) -> float:
        return self._values.get(self._statement(owner, path, value), value)


def _said(path: tuple[str, ...]) -> str:
    """Return the figure as people call it: "mttr", or "long mttr" of an outage or hazard."""
    *_, name, key = ("", *path)
    return f"{name} {key}".strip()
