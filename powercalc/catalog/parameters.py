"""Which figures the catalog knows: for each kind, those with a default when a site says nothing."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_REPAIRABLE = ("failure_rate", "mttr")
_STORAGE = (*_REPAIRABLE, "autonomy", "battery_failure")
_SWITCHING = (*_REPAIRABLE, "transfer_time")
_NOT_CREDITED = ("unavailability",)

PARAMETERS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "grid_feed": _REPAIRABLE,
        "generator": (*_REPAIRABLE, "fail_to_start", "start_time"),
        "solar": _NOT_CREDITED,
        "wind": _NOT_CREDITED,
        "ups": _STORAGE,
        "battery": _STORAGE,
        "flywheel": _STORAGE,
        "ats": _SWITCHING,
        "sts": _SWITCHING,
        "breaker": _SWITCHING,
        "tie": _SWITCHING,
        "transformer": _REPAIRABLE,
        "switchgear": _REPAIRABLE,
        "bus": _REPAIRABLE,
        "busway": _REPAIRABLE,
        "cable": _REPAIRABLE,
        "panel": _REPAIRABLE,
        "pdu": _REPAIRABLE,
        "rack_pdu": _REPAIRABLE,
        "chiller": _REPAIRABLE,
        "crah": _REPAIRABLE,
        "pump": _REPAIRABLE,
        "server": ("hold_up",),
    }
)
"""The figures that have a default, by kind. A `block` has no catalog and must state its own."""

OF_ANY_KIND: Final = ("failure_rate", "mttr", "unavailability")
"""Figures that an entry of any kind may carry, whether or not they are a default."""


def allowed(kind: str) -> tuple[str, ...]:
    """Return the parameters that an entry of this kind may carry."""
    return tuple(dict.fromkeys((*PARAMETERS[kind], *OF_ANY_KIND)))
