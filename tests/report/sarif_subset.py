"""The parts of SARIF 2.1.0 that powercalc writes, as a JSON Schema kept by hand.

Stricter than the schema of the standard: of each object the properties that are written, the values that they
may have, and no others. 3.13 to 3.58 of the standard.
"""

from __future__ import annotations

from typing import Any


def _object(required: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": required.split(),
        "additionalProperties": False,
    }


_BAG = {"type": "object"}
_TEXT = {"type": "string", "minLength": 1}
_MESSAGE = _object("text", text=_TEXT)
_LEVEL = {"enum": ["none", "note", "warning", "error"]}
_REGION = _object("startLine", startLine={"type": "integer", "minimum": 1},
                  startColumn={"type": "integer", "minimum": 1})  # fmt: skip
_LOCATION = _object(
    "physicalLocation",
    physicalLocation=_object(
        "artifactLocation region",
        artifactLocation=_object("uri", uri={"type": "string", "pattern": r"^[^\s\\]+$"}),
        region=_REGION,
    ),
)
_SUPPRESSION = _object(
    "kind",
    kind={"enum": ["inSource", "external"]},
    status={"enum": ["accepted", "underReview", "rejected"]},
    justification=_TEXT,
)
_RESULT = _object(
    "message locations",
    ruleId=_TEXT,
    ruleIndex={"type": "integer", "minimum": 0},
    kind={"enum": ["fail", "open"]},
    level=_LEVEL,
    message=_MESSAGE,
    locations={"type": "array", "items": _LOCATION, "minItems": 1},
    suppressions={"type": "array", "items": _SUPPRESSION, "uniqueItems": True},
    properties=_BAG,
)
_RULE = _object(
    "id",
    id=_TEXT,
    name=_TEXT,
    shortDescription=_MESSAGE,
    fullDescription=_MESSAGE,
    help=_MESSAGE,
    defaultConfiguration=_object("", level=_LEVEL),
    properties=_BAG,
)
_RUN = _object(
    "tool",
    tool=_object(
        "driver",
        driver=_object(
            "name",
            name=_TEXT,
            version=_TEXT,
            rules={"type": "array", "items": _RULE, "uniqueItems": True},
        ),
    ),
    invocations={
        "type": "array",
        "items": _object("executionSuccessful", executionSuccessful={"type": "boolean"}),
    },
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    results={"type": "array", "items": _RESULT},
    properties=_BAG,
)
SUBSET: dict[str, Any] = {
    **_object("version runs", version={"const": "2.1.0"}, runs={"type": "array", "items": _RUN}),
}
SUBSET["properties"]["$schema"] = {"type": "string", "format": "uri"}
