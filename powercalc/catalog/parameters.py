"""Which figures the catalog knows: for each kind, those with a default when a site says nothing."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from powercalc.components import KINDS

PARAMETERS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {kind: model.catalogued for kind, model in KINDS.items() if model.catalogued}
)
"""The figures that have a default, by kind. A `block` has no catalog and must state its own."""

OF_ANY_KIND: Final = ("failure_rate", "mttr", "unavailability", "dormant_failure_rate", "beta")
"""Figures that an entry of any kind may carry, whether or not they are a default."""

BY_NAME: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "generator": ("failure_rate_first_hour", "standby_unavailability"),
        "breaker": ("fail_to_transfer",),
        "tie": ("fail_to_transfer",),
    }
)
"""Figures that have no default, and come with an entry that a component names."""


def allowed(kind: str) -> tuple[str, ...]:
    """Return the parameters that an entry of this kind may carry."""
    return tuple(dict.fromkeys((*PARAMETERS[kind], *OF_ANY_KIND, *BY_NAME.get(kind, ()))))
