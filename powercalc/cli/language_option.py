"""`--lang`: the language in which a command tells what it found."""

from __future__ import annotations

from typing import Annotated

import typer

Language = Annotated[
    str, typer.Option("--lang", metavar="LANGUAGE", help="The language of the result: en or fr.")
]
