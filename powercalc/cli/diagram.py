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


def diagram(
    site: Annotated[str, typer.Argument(metavar="SITE", help="A site file; - reads standard input.")],
    form: Annotated[Format, typer.Option("--format", "-f", help="What to draw it as.")] = Format.SVG,
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

    return written(render(read(site), form.value), output)
