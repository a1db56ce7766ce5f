"""The JSON Schema of a site file, for editors: made from the same models that read it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from pydantic import BaseModel

from powercalc.components import KINDS
from powercalc.site.groups import CommonCause, Facts, Hazard, Targets, Waiver, Zone
from powercalc.site.imported_from import InventoryRecord
from powercalc.site.includes import Include
from powercalc.site.practices import PRACTICES
from powercalc.site.services import Service

Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"
"""The draft that all TOML language servers understand."""


def schema() -> Schema:
    """Return the JSON Schema of a site file."""
    kinds = {kind: _table(cast("type[BaseModel]", model), without=("id",)) for kind, model in KINDS.items()}
    definitions = dict(_shared_keys(kinds))
    for kind in kinds.values():
        _refer(kind["properties"], definitions)
    return _with_tables_once(
        {
            "$schema": DRAFT,
            "title": "powercalc site",
            "description": "A data-centre site as it is wired: one table per component, headed [kind.id].",
            "type": "object",
            "properties": {**_sections(), **{kind: _named(f"kind-{kind}") for kind in KINDS}},
            "additionalProperties": False,
            "$defs": {
                **definitions,
                **{f"kind-{kind}": table for kind, table in kinds.items()},
                **{f"default-{kind}": _partial(table) for kind, table in kinds.items()},
                **{f"type-{kind}": _typed(kind, table) for kind, table in kinds.items()},
                "targets": _table(Targets),
                "hazard": _table(Hazard, without=("name",)),
            },
        }
    )


def _with_tables_once(whole: Schema) -> Schema:
    """Return a schema in which the tables that a value may be stand once, as definitions."""
    known: dict[str, str] = {}

    def moved(node: Any) -> Any:
        if isinstance(node, list):
            return [moved(each) for each in node]
        if not isinstance(node, dict):
            return node
        kept = {word: moved(value) for word, value in node.items()}
        choices = kept.get("anyOf")
        if isinstance(choices, list):
            kept["anyOf"] = [_ref(name(each)) if "properties" in each else each for each in choices]
        return kept

    def name(table: Schema) -> str:
        return known.setdefault(json.dumps(table), f"table-{len(known) + 1}")

    result: Schema = moved(whole)
    result["$defs"] |= {label: json.loads(table) for table, label in known.items()}
    return result


def text() -> str:
    """Return the schema as `powercalc.schema.json` holds it."""
    spread = json.dumps(schema(), indent=1, ensure_ascii=False)
    return re.sub(r'\{\s+("\$ref": "[^"]+")\s+\}', r"{\1}", spread) + "\n"


def _sections() -> Schema:
    """Return the schemas of the tables that are no components."""
    targets = _table(Targets)
    return {
        "site": _table(Facts),
        "type": _tables(_any_type(), "figures used many times; a component names it by its key `type`"),
        "default": {
            "description": "figures for all components of a kind",
            "type": "object",
            "properties": {kind: _ref(f"default-{kind}") for kind in KINDS},
            "additionalProperties": False,
        },
        "common_cause": _tables(_table(CommonCause, without=("name",)), "units that fail together"),
        "service": _tables(_table(Service, without=("id",)), "what people use, on which loads"),
        "include": _tables(_table(Include, without=("name",)), "other site files, parts of this one"),
        "zone": _tables(_zone(), "rooms, fire compartments, routes, power-off groups"),
        "practice": {
            "description": "what the checklist asks about and no wire shows",
            "type": "object",
            "properties": {name: _table(model, without=("name",)) for name, model in PRACTICES.items()},
            "additionalProperties": False,
        },
        "inventory": _table(InventoryRecord),
        "waiver": {"type": "array", "items": _table(Waiver)},
        "targets": {**targets, "additionalProperties": _ref("targets")},
    }


def _zone() -> Schema:
    """Return the schema of a zone; each of its sub-tables is a hazard."""
    return {**_table(Zone, without=("name", "hazards")), "additionalProperties": _ref("hazard")}


def _any_type() -> Schema:
    """Return the schema of a type: its `kind` decides which keys it may have."""
    choices = [
        {"if": {"properties": {"kind": {"const": kind}}}, "then": _ref(f"type-{kind}")} for kind in KINDS
    ]
    kind = {"type": "string", "enum": list(KINDS), "description": "the kind of component that it is for"}
    return {"type": "object", "properties": {"kind": kind}, "required": ["kind"], "allOf": choices}


def _typed(kind: str, table: Schema) -> Schema:
    partial = _partial(table)
    return {**partial, "properties": {"kind": {"const": kind}, **partial["properties"]}}


def _partial(table: Schema) -> Schema:
    """Return the schema of figures that are not yet a whole component."""
    keys = {key: value for key, value in table["properties"].items() if key != "type"}
    return {**{word: value for word, value in table.items() if word != "required"}, "properties": keys}


def _named(definition: str) -> Schema:
    return {"type": "object", "additionalProperties": _ref(definition)}


def _tables(one: Schema, description: str) -> Schema:
    return {"description": description, "type": "object", "additionalProperties": one}


def _ref(definition: str) -> Schema:
    return {"$ref": f"#/$defs/{definition}"}


def _table(model: type[BaseModel], *, without: tuple[str, ...] = ()) -> Schema:
    """Return the schema of one model; `without` are keys that its heading gives."""
    raw = model.model_json_schema()
    inner = {name: _clean(each) for name, each in raw.pop("$defs", {}).items()}
    table: Schema = _inlined(_clean(raw), inner)
    for key in without:
        table["properties"].pop(key)
    required = [key for key in table.pop("required", ()) if key not in without]
    return {**table, "required": required} if required else table


def _clean(node: Any) -> Any:
    """Return a schema without what TOML lacks (null) and what says nothing (titles, empty defaults)."""
    if isinstance(node, list):
        return [_clean(each) for each in node if each != {"type": "null"}]
    if not isinstance(node, dict):
        return node
    kept: Schema = {
        word: _properties(value) if word == "properties" else _clean(value) for word, value in _said(node)
    }
    if len(kept.get("anyOf", ())) == 1:
        (only,) = kept.pop("anyOf")
        kept = {**only, **kept}
    return kept


def _properties(node: Mapping[str, Any]) -> Schema:
    return {key: _clean(value) for key, value in node.items()}


def _said(node: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for word, value in node.items():
        empty = word == "default" and (value is None or value == [])
        if word != "title" and not empty:
            yield word, " ".join(value.split()) if word == "description" else value


def _inlined(node: Any, inner: Mapping[str, Schema]) -> Any:
    """Return a schema with the models inside it in place of references to them."""
    if isinstance(node, list):
        return [_inlined(each, inner) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return inner[node["$ref"].rpartition("/")[2]]
    return {word: _inlined(value, inner) for word, value in node.items()}


def _shared_keys(kinds: Mapping[str, Schema]) -> Iterator[tuple[str, Schema]]:
    """Yield each key that means the same in all kinds that have it."""
    for key in dict.fromkeys(key for table in kinds.values() for key in table["properties"]):
        having = [table["properties"][key] for table in kinds.values() if key in table["properties"]]
        if len(having) > 1 and all(each == having[0] for each in having):
            yield f"key-{key}", having[0]


def _refer(properties: Schema, definitions: Mapping[str, Schema]) -> None:
    for key in properties:
        if f"key-{key}" in definitions:
            properties[key] = _ref(f"key-{key}")
