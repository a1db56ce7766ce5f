"""Site files to start from: one commented file per design."""

from __future__ import annotations

from importlib.resources import files

from powercalc.components.spelling import nearest
from powercalc.errors import CallError

NAMES = (
    "single-path",
    "n-plus-1",
    "2n",
    "2-n-plus-1",
    "distributed-redundant",
    "block-redundant",
)
"""The designs, from the simplest on."""


def text(name: str) -> str:
    """Return the text of a template; raises `CallError` for one that is not there."""
    if name not in NAMES:
        near = nearest(name, NAMES)
        hint = f'did you mean "{near}"? ' if near else ""
        raise CallError(f'there is no template "{name}"; {hint}there are {", ".join(NAMES)}')
    return files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
