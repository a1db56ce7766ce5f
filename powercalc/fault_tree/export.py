"""A site's diagram as an Open-PSA model: what other fault-tree tools read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree.ElementTree import (
    Comment,
    Element,
    SubElement,
    indent,
    tostring,
)  # writing only; reading uses defusedxml

from powercalc.engine.formula import AtLeast, Constant, Node, Not, Variable, Weighted
from powercalc.errors import EngineLimit
from powercalc.plain.plain_diagram import SiteDiagram

ANY_LOAD = "any-load"
"""The name of the gate "at least one load is without power"."""


def to_open_psa(diagram: SiteDiagram, name: str, left_out: str | None = None) -> str:
    """Return the diagram as XML: one gate per formula, one named gate per load, one for any load.

    Probabilities are those of the literals; names that Open-PSA does not allow are spelt anew, with the
    original as a label; `left_out` stands at the head as a comment. Raises `EngineLimit` for a weighted
    vote, which Open-PSA cannot say.
    """
    writer = _Writer(diagram)
    model = Element("opsa-mef")
    if left_out:
        model.append(Comment(f" {re.sub(r'-+', '-', left_out).rstrip('-')} "))
    tree = SubElement(model, "define-fault-tree", name=_identifier(name))
    writer.gates(tree)
    writer.events(SubElement(model, "model-data"))
    indent(model)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(model, encoding="unicode") + "\n"


class _Writer:
    def __init__(self, diagram: SiteDiagram) -> None:
        self._diagram = diagram
        self._formulas = diagram.formulas
        literals = [literal.name for literal in diagram.literals]
        self._top, *rest = _unique([ANY_LOAD, *diagram.lost, *literals])
        self._loads = rest[: len(diagram.lost)]
        self._events = rest[len(diagram.lost) :]

    def gates(self, tree: Element) -> None:
        """Define any load, each load, and every gate below them."""
        vote = SubElement(tree, "define-gate", name=self._top)
        if len(self._loads) > 1:  # readers refuse an "or" of one
            vote = SubElement(vote, "or")
        for spelt, (name, handle) in zip(self._loads, self._diagram.lost.items(), strict=True):
            SubElement(vote, "gate", name=spelt)
            gate = SubElement(tree, "define-gate", name=spelt)
            SubElement(gate, "label").text = name
            self._reference(gate, handle)
        for handle in self._formulas.reachable(self._diagram.lost.values()):
            node = self._formulas.node(handle)
            if not isinstance(node, Variable | Constant):
                self._formula(SubElement(tree, "define-gate", name=_gate(handle)), node)

    def events(self, data: Element) -> None:
        """Define the basic events with their probabilities."""
        for spelt, literal in zip(self._events, self._diagram.literals, strict=True):
            event = SubElement(data, "define-basic-event", name=spelt)
            SubElement(event, "label").text = literal.name
            SubElement(event, "float", value=repr(literal.unavailability))

    def _formula(self, parent: Element, node: Node) -> None:
        match node:
            case Not(part):
                self._reference(SubElement(parent, "not"), part)
            case AtLeast(k, parts):
                self._vote(parent, k, parts)
            case Weighted():
                raise EngineLimit(
                    "a weighted vote cannot be said in Open-PSA; export the site without ratings"
                )

    def _vote(self, parent: Element, k: int, parts: tuple[int, ...]) -> None:
        if k == 1:
            vote = SubElement(parent, "or")
        elif k == len(parts):
            vote = SubElement(parent, "and")
        else:
            vote = SubElement(parent, "atleast", min=str(k))
        for part in parts:
            self._reference(vote, part)

    def _reference(self, parent: Element, handle: int) -> None:
        match self._formulas.node(handle):
            case Variable(index):
                SubElement(parent, "basic-event", name=self._events[index])
            case Constant(value):
                SubElement(parent, "constant", value=str(value).lower())
            case _:
                SubElement(parent, "gate", name=_gate(handle))


def _gate(handle: int) -> str:
    return f"gate__{handle}"


def _identifier(name: str) -> str:
    """Return a name that Open-PSA allows: a letter, then letters, digits, dashes and underscores."""
    spelt = re.sub(r"-+", "-", re.sub(r"[^A-Za-z0-9_-]+", "_", name)).strip("-_")
    return spelt if re.match(r"[A-Za-z]", spelt) else f"n_{spelt}".rstrip("_")


def _unique(names: Iterable[str]) -> list[str]:
    """Return the names spelt so that all differ, whatever their case."""
    taken: set[str] = set()
    result = []
    for name in names:
        spelt = stem = _identifier(name)
        number = 2
        while spelt.lower() in taken:
            spelt, number = f"{stem}_{number}", number + 1
        taken.add(spelt.lower())
        result.append(spelt)
    return result
