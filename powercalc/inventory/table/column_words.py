"""What the heading of a column says, in English and French: what it is, of which side, in which unit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from powercalc.inventory.table.cells import folded

WORDS: Mapping[str, tuple[str, ...]] = {
    "rack": ("rack", "cabinet", "enclosure", "baie", "armoire"),
    "name": (
        "server", "serveur", "host", "hostname", "device", "machine", "equipment", "equipement", "appareil",
        "asset", "label", "libelle",
    ),
    "room": ("room", "salle", "hall", "location", "local", "zone"),
    "row": ("row", "rangee", "rang", "aisle", "allee", "travee", "pod"),
    "power": (
        "power", "puissance", "load", "charge", "draw", "consumption", "consommation", "conso", "connected",
        "connected load", "it load", "typical power", "allocated draw", "measured", "mesure", "power draw",
        "puissance mesuree", "puissance appelee", "puissance consommee", "connected power", "demand",
    ),
    "maximum": (
        "max power", "maximum power", "maximum draw", "max draw", "puissance max", "puissance maximale",
        "puissance nominale", "nominal power", "nameplate", "rated power", "puissance installee",
    ),
    "pdu": (
        "pdu", "rack pdu", "strip", "power strip", "bandeau", "bandeau prises", "multiprise", "reglette",
    ),
    "panel": (
        "panel", "power panel", "distribution board", "board", "rpp", "tableau", "tableau divisionnaire",
        "td", "tgbt", "coffret", "armoire electrique",
    ),
    "circuit": (
        "circuit", "breaker", "circuit breaker", "breaker position", "way", "depart", "disjoncteur", "feeder",
    ),
    "feed": ("feed", "power feed", "supply", "alimentation", "alim", "arrivee", "voie", "source"),
    "amps": (
        "amps", "amp", "ampere", "amperes", "amperage", "rating", "breaker size", "breaker rating",
        "calibre", "intensite", "protection", "fuse", "fusible", "courant", "courant nominal", "breaker amps",
    ),
    "voltage": ("voltage", "volt", "volts", "tension"),
    "phases": ("phase", "phases", "pole", "poles", "ph"),
    "side": ("side", "voie", "path", "power path", "feed side", "cote", "chaine", "reseau"),
    "status": ("status", "state", "etat", "statut"),
    "count": ("count", "quantity", "qty", "quantite", "nombre", "nb"),
    "note": (
        "note", "notes", "remark", "remarks", "remarque", "remarques", "comment", "comments", "commentaire",
        "commentaires", "observation", "observations", "description", "load description",
    ),
}  # fmt: skip
"""Per field the words that head its column, without accents and capitals."""

CORDS: Mapping[str, str] = {
    "side a device": "from_device", "side a type": "from_type", "side a name": "from_name",
    "side b device": "to_device", "side b type": "to_type", "side b name": "to_name",
    "side a power panel": "from_panel", "side b power panel": "to_panel", "type": "cable_type",
    "status": "status",
}  # fmt: skip
"""The columns of NetBox's bulk import of cables."""

SIDED = ("pdu", "panel", "circuit", "feed", "amps", "power", "maximum", "phases", "voltage")
"""What a table may have once for each side."""
_BY_WORD = {word: field for field, words in reversed(list(WORDS.items())) for word in words}
_UNITS = {"kw": "kW", "w": "W", "watt": "W", "watts": "W", "kva": "kVA", "va": "VA"}
_VOLTS = {"v", "volts"}
_LETTERS = {"a": "A", "b": "B", "c": "C", "1": "A", "2": "B", "3": "C"}
_SIDES = {
    "primary": "A",
    "secondary": "B",
    "principal": "A",
    "principale": "A",
    "secours": "B",
    "redundant": "B",
}
_FILLERS = frozenset(
    ("name", "nom", "id", "no", "n", "num", "number", "numero", "of", "the", "de", "du", "des", "la", "le",
     "les", "l", "d", "per", "par", "en", "in", "total", "totale", "nb")
)  # fmt: skip
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_BRACKETED = re.compile(r"[(\[]\s*([^)\]]*?)\s*[)\]]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What a heading says; `field` is "" where it says nothing that is known here."""

    field: str
    side: str = ""
    unit: str = ""


def heading(text: str, others: frozenset[str] = frozenset()) -> Heading:
    """Return what a heading says, among others: "Breaker (A)" is a side where there is "Breaker (B)"."""
    tokens = tuple(_TOKEN.findall(folded(text)))
    if " ".join(tokens) in CORDS and any(
        " ".join(_TOKEN.findall(folded(each))) == "side a device" for each in others
    ):
        return Heading(field=CORDS[" ".join(tokens)])
    outside, unit = _without_unit(text, others)
    side, words = _without_side(_TOKEN.findall(folded(outside)))
    found = _field(words, unit)
    if not found and side and not words and not outside.strip().isdecimal():
        return Heading(field="feed", side=side)
    if not side and words == ["voie"]:
        return Heading(field="side")
    if found not in SIDED:
        side = ""
    return Heading(field=found, side=side, unit=unit if found in {"power", "maximum"} else "")


def _without_unit(text: str, others: frozenset[str]) -> tuple[str, str]:
    """Return a heading without its unit, and the unit: in brackets, or as a word."""
    unit = ""
    for match in _BRACKETED.finditer(text):
        inside = folded(match[1])
        if inside == "a" and not _has_twin(text, match.span(), others):
            return f"{text[: match.start()]} {text[match.end() :]}", "A"
        if inside in _UNITS or inside in _VOLTS:
            unit, text = _UNITS.get(inside, "V"), text.replace(match[0], " ")
            break
    kept = []
    for word in re.split(r"[\s/_]+", text):
        plain = folded(word).strip("()[],.:;")
        if not unit and plain in _UNITS:
            unit = _UNITS[plain]
        else:
            kept.append(word)
    return " ".join(kept), unit


def _has_twin(text: str, span: tuple[int, int], others: frozenset[str]) -> bool:
    """Tell whether another heading is the same with B in place of the A in brackets."""
    start, end = span
    twin = folded(text[:start] + text[start:end].replace("A", "B").replace("a", "b") + text[end:])
    return any(folded(each) == twin for each in others)


def _without_side(words: list[str]) -> tuple[str, list[str]]:
    """Return the side that a heading names, and its other words: "PDU A", "A feed", "voie B", "PDU 2"."""
    for place in (len(words) - 1, 0):
        if 0 <= place < len(words) and (side := _LETTERS.get(words[place]) or _SIDES.get(words[place])):
            rest = words[:place] + words[place + 1 :]
            told = [word for word in rest if word not in {"side", "voie", "path", "cote"}]
            return side, told or rest
    return "", words


def _field(words: list[str], unit: str) -> str:
    kept = [word for word in words if word not in _FILLERS]
    found = _BY_WORD.get(" ".join(words)) or _BY_WORD.get(" ".join(kept), "")
    if unit == "A" and found not in {"power", "maximum"}:
        return "amps" if found or not kept else ""
    if not kept and unit in {"kW", "W", "kVA", "VA"}:
        return "power"
    return "name" if not kept and {"name", "nom"} & set(words) else found
