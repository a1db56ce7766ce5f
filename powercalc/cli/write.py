"""A result into a file that the person named: a file that is there is replaced, as with `>`."""

from __future__ import annotations

from pathlib import Path

from powercalc.cli.outcome import Outcome
from powercalc.errors import CallError


def written(content: str | bytes, output: Path | None) -> Outcome:
    """Write to the file, or hand the text back for standard output."""
    if output is None:
        return Outcome(text=content.decode("utf-8") if isinstance(content, bytes) else content)
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        output.write_bytes(data)
    except OSError as error:
        raise CallError(f"{output} cannot be written: {error.strerror}") from None
    return Outcome()
