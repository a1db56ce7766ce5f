"""What a result says of its site, whatever the method."""

from __future__ import annotations

import hashlib
from typing import Any

from powercalc._version import __version__
from powercalc.site import Site


def told_of(site: Site) -> dict[str, Any]:
    """Return the fields of an evaluation that do not depend on the method."""
    return {
        "assumptions": site.assumptions,
        "inherited": site.inherited,
        "warnings": tuple(str(problem) for problem in site.warnings),
        "input_sha256": None if site.text is None else hashlib.sha256(site.text.encode()).hexdigest(),
        "version": __version__,
    }
