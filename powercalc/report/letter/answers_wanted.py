"""Why each question is asked, and what a good answer to it shows, for people who do not know the checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from powercalc.languages import noted


@dataclass(frozen=True, slots=True)
class AnswersWanted:
    """What is said beside the questions of a rule."""

    why: str
    shows: str


WANTED: Mapping[str, AnswersWanted] = {
    "GEN101": AnswersWanted(
        noted("A battery must bridge the start of the generators and the transfer to them."),
        noted("The report of a discharge test at full load, with the minutes measured and its date."),
    ),
    "GEN202": AnswersWanted(
        noted("An overloaded set trips, and the next one after it; a long cut brings it out."),
        noted("The nameplates of the sets, and the load measured in a test without the grid."),
    ),
    "GEN301": AnswersWanted(
        noted("Fuel comes by lorry, when everybody else in the region wants it too."),
        noted("The hours measured at the load of today, and the contract of delivery with its time."),
    ),
    "GEN302": AnswersWanted(
        noted("Water or a leak in one tank stops every set that drinks from it."),
        noted("A drawing of tanks, day tanks and valves."),
    ),
    "FED201": AnswersWanted(
        noted("One operator's fault or switching error can take both feeds."),
        noted("The contracts of both feeds."),
    ),
    "FED202": AnswersWanted(
        noted("A fault in a substation takes every feed that comes from it."),
        noted("A letter of the grid operator that names the substation of each feed."),
    ),
    "FED203": AnswersWanted(
        noted("One digger, one flood or one fire cuts cables that enter at one place."),
        noted("A plan of the cables with the place where each enters the building."),
    ),
    "TRF102": AnswersWanted(
        noted("A switch that does not move makes all that stands behind its second input useless."),
        noted("The log of the tests: how many there were, and how many the switch did not follow."),
    ),
    "CCF101": AnswersWanted(
        noted("Redundant units fail together more often than independence says."),
        noted("A list of what the units share, and of what was done so that one fault does not take all."),
    ),
    "CAP101": AnswersWanted(
        noted("What carries more than its rating trips or ages; without ratings nobody can tell."),
        noted("The nameplates, and the load measured in a busy week."),
    ),
    "DAT101": AnswersWanted(
        noted("The result hangs on this figure, and it is assumed."),
        noted("The log of failures and repairs of the last years, or the maker's figure with its source."),
    ),
    "DAT102": AnswersWanted(
        noted("A bank of units is redundant only where fewer than all carry the load."),
        noted("The rating of a unit and the load measured."),
    ),
    "DAT103": AnswersWanted(
        noted("A cord of which nobody knows where it leads counts as dead."),
        noted("The cords followed in the hall, and a record of them with its date."),
    ),
    "TOP103": AnswersWanted(
        noted("Fire, water and the emergency power-off take all that stands in one room."),
        noted("A plan of the rooms and fire compartments with the equipment in them."),
    ),
    "MNT101": AnswersWanted(
        noted("Equipment that only stands by fails unseen."),
        noted("The programme of maintenance, and the report of the last round, with its date."),
    ),
    "MNT102": AnswersWanted(
        noted("A programme on paper that is not kept up is none."),
        noted("The reports of the last two rounds, with their dates."),
    ),
    "MNT103": AnswersWanted(
        noted("UPSs that are visited twice a year fail far less often."),
        noted("The contract of maintenance and the reports of the visits of the last year."),
    ),
    "MNT201": AnswersWanted(
        noted("A set that stands still ages unseen; only a run under load tells whether it starts."),
        noted("The log of the monthly runs: date, load, minutes, starts that failed."),
    ),
    "MNT202": AnswersWanted(
        noted("A switch that never moves sticks."),
        noted("The log of the monthly operations, with the moves that failed."),
    ),
    "MNT203": AnswersWanted(
        noted("One open cell loses a string, and only a call or a test shows it."),
        noted("The report of the last discharge test, with the minutes measured and its date."),
    ),
    "MNT301": AnswersWanted(
        noted("Old batteries do not hold when called, and some burn."),
        noted("The date of installation, and the year of replacement that the maker or the contract states."),
    ),
    "MON101": AnswersWanted(
        noted("A failed unit of a redundant bank is no outage and is not noticed; the next one then is."),
        noted("The list of what is monitored, and a record of its alarms of the last month."),
    ),
    "MON102": AnswersWanted(
        noted("A cell that opens is seen at once by a monitor, and else only when it is called."),
        noted("An extract of the battery monitor, with its date."),
    ),
    "MON103": AnswersWanted(
        noted("A flat start battery or an empty tank can be seen long before the call."),
        noted("An extract of the monitoring of start batteries, block heaters and fuel."),
    ),
    "ALR101": AnswersWanted(
        noted("An alarm that nobody hears lets every failure last until somebody comes by."),
        noted("The list of those who get the alarms, and the record of a test alarm."),
    ),
    "ALR102": AnswersWanted(
        noted("Cuts come at night and at weekends too."),
        noted("The rota, and the time from an alarm to somebody at work in the last test."),
    ),
    "ALR103": AnswersWanted(
        noted("Numbers change, mailboxes fill, and the network may be what failed."),
        noted("The record of the last test alarm: date, and who confirmed it."),
    ),
    "SEP101": AnswersWanted(
        noted("A fire or a flood takes the whole building, whatever is redundant inside."),
        noted("The report of the last take-over: date, duration, what failed."),
    ),
    "SEP102": AnswersWanted(
        noted("A storm or a blackout of a region takes both of two sites that are near."),
        noted("The addresses of the sites."),
    ),
    "SEP103": AnswersWanted(
        noted("What takes one operator's grid down takes both sites to their generators at once."),
        noted("The name of the grid operator at each site, from the contracts of supply."),
    ),
    "SEP201": AnswersWanted(
        noted("Batteries burn, and take what stands beside them."),
        noted("A plan of the rooms and fire compartments with the batteries in them."),
    ),
    "ENV101": AnswersWanted(
        noted("Heat causes failures of servers, batteries and switchgear."),
        noted("The bounds of the contract, and the record of the year: lowest and highest."),
    ),
    "ENV102": AnswersWanted(
        noted("Air too dry or too damp causes failures of servers and switchgear."),
        noted("The bounds of the contract, and the record of the year: lowest and highest."),
    ),
    "ENV201": AnswersWanted(
        noted("Servers without cooling overheat within minutes, though they have power."),
        noted("A drawing of the cooling and its feeds, and a test without the grid."),
    ),
    "TRN101": AnswersWanted(
        noted("Most outages that people cause are procedures not followed, or not known."),
        noted("The list of who was trained, with the date."),
    ),
    "TRN102": AnswersWanted(
        noted("In an outage somebody must know how to start, bypass and transfer by hand."),
        noted("The programme of the training, and the list of who was there."),
    ),
    "REN101": AnswersWanted(
        noted("Renewable sources lessen the dependence on the traditional supply."),
        noted("The contract or the certificates of the last year, or the meter of the plant on site."),
    ),
    "BCP101": AnswersWanted(
        noted("Power can be back after hours and services after days: the plan decides about the rest."),
        noted("The plan, with its version, its date and who approved it."),
    ),
    "BCP102": AnswersWanted(
        noted("A plan that was never tried is a hope."),
        noted("The report of the last exercise: date, who took part, what was found."),
    ),
    "BCP103": AnswersWanted(
        noted("The time from power back to service back is most of what users lose."),
        noted("The time measured at the last restart or exercise."),
    ),
    "BCP104": AnswersWanted(
        noted("Applications that need each other do not start by themselves."),
        noted("The order in which services are started, written down, with who decides."),
    ),
}
"""By the code of the rule; a test holds it to the rules that ask something."""
