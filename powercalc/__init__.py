"""powercalc: availability and expected downtime of data-centre power, computed from the site as it is wired.

Names are loaded when they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module

from powercalc._version import __version__

TYPE_CHECKING = False
"""As of `typing`, whose import would take longer than all of this; Ctrl-C meanwhile would be a traceback."""

if TYPE_CHECKING:
    from typing import Any

    from powercalc.checks import check
    from powercalc.components import (
        Ats,
        Battery,
        Block,
        Breaker,
        Bus,
        Busway,
        Cable,
        Chiller,
        Crah,
        Flywheel,
        Generator,
        GridFeed,
        Outage,
        Panel,
        Pdu,
        Pump,
        RackPdu,
        RotaryUps,
        Server,
        Solar,
        Sts,
        Switchgear,
        Tie,
        Transformer,
        Ups,
        Wind,
    )
    from powercalc.errors import (
        CallError,
        EngineLimit,
        NumericsError,
        PowercalcError,
        Problem,
        SiteError,
    )
    from powercalc.evaluation import (
        Evaluation,
        evaluate,
    )
    from powercalc.evaluation.as_of_now import now
    from powercalc.evaluation.many import evaluate_many
    from powercalc.evaluation.surviving import survive
    from powercalc.improvement import Improvement, improve, read_options
    from powercalc.library import (
        compare,
        importance,
        loads,
        maintain,
        replay,
        uncertainty,
        write,
    )
    from powercalc.proofs import prove
    from powercalc.site import (
        CommonCause,
        Hazard,
        Service,
        Site,
        Targets,
        Zone,
    )
    from powercalc.site.read import (
        read,
        read_text,
    )
    from powercalc.structures.structure import (
        at_least,
        network,
        parallel,
        series,
    )
    from powercalc.sweeping.run_sweep import sweep

_HOMES = {
    "powercalc.checks": "check",
    "powercalc.components": (
        "Ats Battery Block Breaker Bus Busway Cable Chiller Crah Flywheel Generator GridFeed Outage Panel "
        "Pdu Pump RackPdu RotaryUps Server Solar Sts Switchgear Tie Transformer Ups Wind"
    ),
    "powercalc.structures.structure": "at_least network parallel series",
    "powercalc.errors": "CallError EngineLimit NumericsError PowercalcError Problem SiteError",
    "powercalc.evaluation": "Evaluation evaluate",
    "powercalc.evaluation.as_of_now": "now",
    "powercalc.evaluation.many": "evaluate_many",
    "powercalc.evaluation.surviving": "survive",
    "powercalc.library": "compare importance loads maintain replay uncertainty write",
    "powercalc.proofs": "prove",
    "powercalc.improvement": "Improvement improve read_options",
    "powercalc.site": "CommonCause Hazard Service Site Targets Zone",
    "powercalc.site.read": "read read_text",
    "powercalc.sweeping.run_sweep": "sweep",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "Ats",
    "Battery",
    "Block",
    "Breaker",
    "Bus",
    "Busway",
    "Cable",
    "CallError",
    "Chiller",
    "CommonCause",
    "Crah",
    "EngineLimit",
    "Evaluation",
    "Flywheel",
    "Generator",
    "GridFeed",
    "Hazard",
    "Improvement",
    "NumericsError",
    "Outage",
    "Panel",
    "Pdu",
    "PowercalcError",
    "Problem",
    "Pump",
    "RackPdu",
    "RotaryUps",
    "Server",
    "Service",
    "Site",
    "SiteError",
    "Solar",
    "Sts",
    "Switchgear",
    "Targets",
    "Tie",
    "Transformer",
    "Ups",
    "Wind",
    "Zone",
    "__version__",
    "at_least",
    "check",
    "compare",
    "evaluate",
    "evaluate_many",
    "importance",
    "improve",
    "loads",
    "maintain",
    "network",
    "now",
    "parallel",
    "prove",
    "read",
    "read_options",
    "read_text",
    "replay",
    "series",
    "survive",
    "sweep",
    "uncertainty",
    "write",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'powercalc' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
