"""What each rule asks for, field by field: the key that an answer states, and how it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from powercalc.catalog import PARAMETERS
from powercalc.checks.rules.dat101_decisive_figure_without_source import FIGURES
from powercalc.languages import noted


class AnswerKind(StrEnum):
    """How an answer is written."""

    TIME = noted("a time: 6 months")
    DAY = noted("a day: 2026-11-29")
    FLAG = noted("yes or no")
    SHARE = noted("a share: 0.5 %, or 2 of 40")
    RATE = noted("how often: 2 / year, or once in 50 years")
    COUNT = noted("a number")
    POWER = noted("a power: 500 kW, or 500 kVA")
    CELSIUS = noted("a temperature: 24 °C")
    TEXT = noted("in a few words")
    NAMES = noted("names, a comma between them")
    KINDS = noted("kinds of equipment, a comma between them; or: all")
    WATCHED = noted("what is watched, a comma between them; or: all")
    TOPICS = noted("topics, a comma between them; or: all")
    SUPPLY = noted("on site, contract or certificates")
    FREE = noted("in your own words")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that is asked; without a key it is kept as a comment in the file."""

    label: str
    sort: AnswerKind
    key: str | None = None


def _field(key: str, sort: AnswerKind, label: str) -> Field:
    return Field(key=key, sort=sort, label=label)


OPEN = Field(label=noted("answer"), sort=AnswerKind.FREE)
_TESTS = (
    _field("test_interval", AnswerKind.TIME, noted("time between two tests")),
    _field("last_test", AnswerKind.DAY, noted("day of the last test")),
)
_WATCHES = (_field("watches", AnswerKind.WATCHED, noted("what is watched")),)
_LAST_DONE = _field("last_done", AnswerKind.DAY, noted("day when it was last done"))
_INTERVAL = _field("interval", AnswerKind.TIME, noted("time between two rounds"))
_BOUNDS = (
    ("{what}_min", noted("lowest promised")),
    ("{what}_max", noted("highest promised")),
    ("measured_{what}_min", noted("lowest measured")),
    ("measured_{what}_max", noted("highest measured")),
)


def _bounds(what: str, sort: AnswerKind) -> tuple[Field, ...]:
    return tuple(_field(key.format(what=what), sort, label) for key, label in _BOUNDS)


KEYS = tuple(sorted({*FIGURES, *(key for keys in PARAMETERS.values() for key in keys)}))
"""The figures that may be asked for, in an order that stays."""
_SHARES = ("battery_failure", "fail_to_start", "fail_to_transfer", "unavailability")
_RATES = ("failure_rate", "outages")


def _sort_of(key: str) -> AnswerKind:
    return AnswerKind.SHARE if key in _SHARES else AnswerKind.RATE if key in _RATES else AnswerKind.TIME


SOURCE = _field("source", AnswerKind.TEXT, noted("where the figures come from"))

FIELDS: Mapping[str, tuple[Field, ...]] = {
    "GEN101": (_field("autonomy", AnswerKind.TIME, noted("autonomy at full load")),),
    "GEN202": (_field("rating", AnswerKind.POWER, noted("what one unit can carry")),),
    "GEN301": (_field("fuel_autonomy", AnswerKind.TIME, noted("time on the fuel at hand")),),
    "GEN302": (_field("tank", AnswerKind.TEXT, noted("name of its tank")),),
    "FED201": (_field("supplier", AnswerKind.TEXT, noted("name of the supplier")),),
    "FED202": (_field("substation", AnswerKind.TEXT, noted("name of the substation")),),
    "FED203": (_field("entry", AnswerKind.TEXT, noted("where the cable enters")),),
    "TRF102": (_field("fail_to_transfer", AnswerKind.SHARE, noted("share of the moves that failed")),),
    "CAP101": (
        _field("rating", AnswerKind.POWER, noted("what one unit can carry")),
        _field("power", AnswerKind.POWER, noted("what one unit draws")),
    ),
    "DAT101": (*(_field(key, _sort_of(key), key) for key in KEYS), SOURCE),
    "DAT102": (_field("needed", AnswerKind.COUNT, noted("units that carry the load")),),
    "MNT101": (_field("covers", AnswerKind.KINDS, noted("equipment that is maintained")),),
    "MNT102": (_INTERVAL, _LAST_DONE),
    "MNT103": (_INTERVAL,),
    "MNT201": _TESTS,
    "MNT202": _TESTS,
    "MNT203": _TESTS,
    "MNT301": (
        _field("installed", AnswerKind.DAY, noted("day of installation")),
        _field("design_life", AnswerKind.TIME, noted("life by design")),
    ),
    "MON101": (_field("real_time", AnswerKind.FLAG, noted("monitored in real time")), *_WATCHES),
    "MON102": _WATCHES,
    "MON103": _WATCHES,
    "ALR101": (_field("recipients", AnswerKind.NAMES, noted("who gets the alarms")),),
    "ALR102": (
        _field("around_the_clock", AnswerKind.FLAG, noted("at night and at weekends")),
        _field("response_time", AnswerKind.TIME, noted("time from an alarm to somebody at work")),
    ),
    "ALR103": (_LAST_DONE,),
    "ENV101": _bounds("temperature", AnswerKind.CELSIUS),
    "ENV102": _bounds("humidity", AnswerKind.SHARE),
    "TRN101": (_LAST_DONE,),
    "TRN102": (_field("covers", AnswerKind.TOPICS, noted("topics of the training")),),
    "REN101": (
        _field("share", AnswerKind.SHARE, noted("renewable share")),
        _field("supply", AnswerKind.SUPPLY, noted("where it comes from")),
    ),
    "BCP101": (_field("plan", AnswerKind.TEXT, noted("name and version of the plan")),),
    "BCP102": (_LAST_DONE,),
    "BCP103": (_field("recovery_time", AnswerKind.TIME, noted("time until the service is back")),),
    "BCP104": (_field("restart_order", AnswerKind.FLAG, noted("written down")),),
}
"""By the code of the rule; rules that are not here are answered in one's own words."""
