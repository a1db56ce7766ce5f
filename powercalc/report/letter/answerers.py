"""Who can answer a question: the host, by the people who do the work there, or the hospitals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from powercalc.checks import Rule
from powercalc.languages import noted

HOST = noted("For the host")
HOSPITALS = noted("For the hospitals")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerer:
    """Those who can answer some of the questions."""

    side: str
    """The host or the hospitals."""
    title: str
    families: tuple[str, ...]
    """Beginnings of the codes of the rules that they are asked about; the longest that fits decides."""


ANSWERERS: tuple[Answerer, ...] = (
    Answerer(
        side=HOST,
        title=noted("Electrical supply"),
        families=("UPS", "GEN", "FED", "TRF", "CCF", "CAP", "DAT", "TOP"),
    ),
    Answerer(side=HOST, title=noted("Maintenance and tests"), families=("MNT",)),
    Answerer(side=HOST, title=noted("Monitoring and alerting"), families=("MON", "ALR")),
    Answerer(
        side=HOST, title=noted("Rooms, cooling and environment"), families=("ENV", "SEP2", "TOP103", "FED203")
    ),
    Answerer(side=HOST, title=noted("Staff"), families=("TRN",)),
    Answerer(side=HOST, title=noted("Other sites and energy"), families=("SEP", "REN")),
    Answerer(side=HOSPITALS, title=noted("Continuity plan and recovery of the services"), families=("BCP",)),
)


def answerer_of(rule: Rule) -> Answerer:
    """Return who can answer the questions of a rule; the electricians where nobody is named."""
    fitting: Mapping[int, Answerer] = {
        len(start): each for each in ANSWERERS for start in each.families if rule.code.startswith(start)
    }
    return fitting[max(fitting)] if fitting else ANSWERERS[0]
