"""Values as the text of a JSON document."""

from __future__ import annotations

import json


def json_text(value: object) -> str:
    """Return a JSON document that ends with a new line; in ASCII, so that any stream and terminal takes it.

    Raises `ValueError` for figures that JSON does not have: NaN and the infinities.
    """
    return json.dumps(value, indent=2, allow_nan=False) + "\n"
