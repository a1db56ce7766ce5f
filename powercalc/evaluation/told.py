"""What a result says of its site, whatever the method."""

from __future__ import annotations

from typing import Any

from powercalc._version import __version__
from powercalc.site import Site


def told_of(site: Site, warnings: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the fields of an evaluation that do not depend on the method, with more warnings."""
    return {
        "assumptions": site.assumptions,
        "inherited": site.inherited,
        "warnings": (*(str(problem) for problem in site.warnings), *warnings),
        "input_sha256": site.sources and site.sources.sha256,
        "version": __version__,
    }
