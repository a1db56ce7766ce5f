"""Writes `powercalc/components/keys.py`: the keys of every kind, for editors and type checkers.

Run as `python docs/typed_keys.py`; a test holds the file to the models.
"""

from __future__ import annotations

from collections.abc import Iterator
from inspect import get_annotations
from pathlib import Path
from types import NoneType
from typing import Any, ClassVar, Literal, get_args, get_origin

from powercalc.components import KINDS, quantities
from powercalc.components.base import Component, Model
from powercalc.site import Service

TARGET = Path(__file__).parent.parent / "powercalc" / "components" / "keys.py"
HEAD = '''"""The keys that each kind takes, for type checkers; written by `docs/typed_keys.py`.

Nothing here is imported when powercalc runs. Keys are checked, values are not: figures are often kept in
dictionaries of one type for several keys, and what a value must be is checked where it is read.
"""

from __future__ import annotations

from typing import Any, Required, TypedDict

Figure = Any
"""Text with a unit, a quantity of pint, a table of how far it is known; 0 needs no unit."""
Certain = Any
"""The same without a table."""
Share = Any
"""A fraction: text in percent, or a number in 0..1; a table where it may be uncertain."""
Number = Any
"""A bare number."""
Words = Any
"""A text."""
Ids = Any
"""An id, or a list of ids."""
Flag = Any
"""True or False."""
Day = Any
"""A date, or text such as "2024-08-03"."""
'''
WRITTEN = {
    "Hours": "Figure",
    "PositiveHours": "Figure",
    "Rate": "Figure",
    "Probability": "Share",
    "CertainHours": "Certain",
    "CertainPositiveHours": "Certain",
    "CertainRate": "Certain",
    "CertainProbability": "Share",
    "ErrorFactor": "Number",
    "TimesPerYear": "Number",
    "Kilowatts": "Certain",
    "Volts": "Certain",
    "Rating": "Certain",
    "Ids": "Ids",
    "Text": "Words",
    "Flag": "Flag",
    "Count": "Number",
    "Needed": "Number",
    "Date": "Day",
    "Shares": "Share",
}
"""What may stand for each type of a figure."""


def text() -> str:
    """Return the module."""
    classes = dict.fromkeys(found for kind in KINDS.values() for found in reversed(_towers(kind)))
    return HEAD + "".join(f"\n\n{_typed(each)}" for each in (*classes, Service))


def _towers(kind: type[Component]) -> list[type[Model]]:
    """Return a kind and what it derives from, itself first."""
    return [each for each in kind.__mro__ if issubclass(each, Component)]


def _typed(model: type[Model]) -> str:
    above = next((each for each in model.__bases__ if issubclass(each, Component)), None)
    base = f"{above.__name__}Keys" if above else "TypedDict"
    lines = list(_keys(model))
    article = "an" if model.__name__[0] in "AEIOU" else "a"
    doc = f'    """The keys of {article} `{model.__name__}`."""'
    head = f"class {model.__name__}Keys({base}, total=False):"
    return "\n".join((head, doc, *(["", *lines] if lines else []))) + "\n"


def _keys(model: type[Model]) -> Iterator[str]:
    for name, annotation in get_annotations(model).items():
        if name.startswith("_") or name == "id" or get_origin(annotation) is ClassVar:
            continue
        written = _written(annotation)
        needed = model.model_fields[name].is_required()
        yield f"    {name}: {f'Required[{written}]' if needed else written}"


def _written(annotation: Any) -> str:
    parts = get_args(annotation)
    figure = next(each for each in parts if each is not NoneType) if NoneType in parts else annotation
    known = (written for alias, written in WRITTEN.items() if getattr(quantities, alias) == figure)
    return next(known, "Words" if get_origin(figure) is Literal else "Any")


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
