"""A source in one line. Titles of others are cited as they are; what the project says itself is a message."""

from __future__ import annotations

import re

from powercalc.languages import ask

OWN = "powercalc, "
"""How the titles begin of what the project assumes or combines itself."""
_SPAN = re.compile(r"low: (?P<low>.*?); high: (?P<high>.*)")


def of_project(title: str) -> str:
    """Return the title of a source; that of the project as a message."""
    return ask(title) if title.startswith(OWN) else title


def found_at(where: str) -> str:
    """Return where a figure stands in its source; where it was assumed or combined, as a message."""
    if where == "assumed":
        return ask("assumed")
    if span := _SPAN.fullmatch(where):
        return ask("low: {low}; high: {high}", low=span["low"], high=span["high"])
    return where


def graded(grade: str, *, is_sourced: bool) -> str:
    """Return how far a figure may be trusted: "grade B"."""
    if grade == "none":
        return ask("no grade, an assumption")
    if is_sourced:
        return ask("grade {grade}", grade=grade)
    return ask("grade {grade}, an assumption", grade=grade)
