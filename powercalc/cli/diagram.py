"""`powercalc diagram`: the one-line diagram of a site."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from powercalc.cli.outcome import Outcome


class Format(StrEnum):
    """What it is drawn as."""

    SVG = "svg"
    DOT = "dot"
    MERMAID = "mermaid"


_SUFFIXES = {".dot": Format.DOT, ".gv": Format.DOT, ".mmd": Format.MERMAID, ".mermaid": Format.MERMAID}
_PICTURES = frozenset({".png", ".pdf", ".jpg", ".jpeg", ".gif", ".webp", ".eps", ".bmp", ".tif", ".tiff"})


def diagram(
    site: Annotated[str, typer.Argument(metavar="SITE", help="A site file; - reads standard input.")],
    form: Annotated[
        Format | None,
        typer.Option("--format", "-f", help="What to draw it as; what FILE ends in, or SVG, when absent."),
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write here.")] = None,
) -> Outcome:
    """The one-line diagram of a site: standard symbols, paths told apart, zones as frames.

    \b
    powercalc diagram site.toml -o site.svg
    powercalc diagram site.toml --format mermaid >> README.md
    powercalc diagram site.toml --format dot | dot -Tpdf > site.pdf
    """  # noqa: D301 - the \b keeps the examples on their lines
    from powercalc.cli.write import written
    from powercalc.report.one_line import render
    from powercalc.site.read import read

    form = form or _meant(output)
    return written(render(read(site), form.value), output)


def _meant(output: Path | None) -> Format:
    """Return the format that the name of a file says. Raises `CallError` for one that is not drawn."""
    from powercalc.errors import CallError

    suffix = output.suffix.lower() if output is not None else ""
    if suffix in _PICTURES:
        raise CallError(
            f"-o {output}: a diagram is SVG, DOT or Mermaid, no {suffix[1:].upper()}; write FILE.svg, or let "
            f"dot draw it: powercalc diagram SITE --format dot | dot -T{suffix[1:]} > FILE{suffix}"
        )
    return _SUFFIXES.get(suffix, Format.SVG)
