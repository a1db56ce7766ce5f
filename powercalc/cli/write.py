"""A result into a file that the person named: a file that is there is replaced, as with `>`."""

from __future__ import annotations

from pathlib import Path

from powercalc.cli.outcome import Outcome

STANDARD_OUTPUT = Path("-")


def written(content: str | bytes, output: Path | None) -> Outcome:
    """Write to the file, or hand the text back for standard output, which `-` means too."""
    if output is None or output == STANDARD_OUTPUT:
        return Outcome(text=content.decode("utf-8") if isinstance(content, bytes) else content)
    from powercalc.report.output import write

    write(output, content.encode("utf-8") if isinstance(content, str) else content)
    return Outcome()


def picture(plot: Path | None) -> Path | None:
    """Refuse what a picture beside a result cannot be written to, before anything is computed for it."""
    if plot is None:
        return None
    from powercalc.errors import CallError
    from powercalc.report.picture import form_of

    if plot == STANDARD_OUTPUT:
        raise CallError("--plot -: standard output has the result; a picture needs a file of its own")
    form_of(plot)
    return plot
