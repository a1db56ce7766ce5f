"""`powercalc schema`: what an editor needs to help with a site file."""

from __future__ import annotations

from powercalc.cli.outcome import Outcome


def schema() -> Outcome:
    """The JSON Schema of a site file, for editors and validators.

    \b
    powercalc schema > powercalc.schema.json

    \b
    A site file names it in its first line, and an editor then completes keys:
    #:schema ./powercalc.schema.json
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.site.schema import text

    return Outcome(text=text())
