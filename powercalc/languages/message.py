"""A text that knows of what it was made, so that it can be told in another language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import Any, Self

FIGURE = "figure"
"""The context of what stands in figures: units, the decimal sign, the sign between thousands."""
WORD = "word"
"""The context of a word of the site file, "failure_rate", in a catalog."""


class Message(str):
    """A text in English, with the template and the parameters that it was made of."""

    __slots__ = ("context", "parameters", "template")
    template: str
    parameters: Mapping[str, object]
    context: str | None

    def __new__(
        cls, template: str, parameters: Mapping[str, object] | None = None, context: str | None = None
    ) -> Self:
        """Make the text; what a parameter holds is never read as a template."""
        given = dict(parameters or {})
        made = super().__new__(cls, template.format_map(given) if context is None else template)
        made.template, made.parameters, made.context = template, given, context
        return made

    def changed(self, change: Callable[[str], str]) -> Message:
        """Return the message with other texts for its parameters."""
        given = {
            name: change(value) if isinstance(value, str) else value
            for name, value in self.parameters.items()
        }
        return Message(self.template, given, self.context)

    def __reduce__(self) -> tuple[Any, ...]:
        return Message, (self.template, dict(self.parameters), self.context)


def ask(template: str, **parameters: object) -> Message:
    """Return a message of a template that stands in the catalogs: `ask("Who runs {id}?", id=name)`."""
    return Message(template, parameters)


def noted(template: str) -> str:
    """Return a template as it is; where it stands in the source, the catalogs take it up."""
    return template


def word(name: str) -> Message:
    """Return a word of the site file: a key, a kind or a topic, of which catalogs have a plain word."""
    return Message(name, context=WORD)


def amount(text: str) -> Message:
    """Return a figure, of which units and signs are told in the language: `amount("1.5 h")`."""
    return Message(text, context=FIGURE)


def joined(texts: Iterable[str], between: str = ", ") -> Message:
    """Return texts in a row, each of which may be a message."""
    numbered = {f"n{number}": text for number, text in enumerate(texts)}
    return Message(between.join(f"{{{name}}}" for name in numbered), numbered)


def all_of(texts: Iterable[str]) -> str:
    """Return "a and b and c"; the text itself of one, and nothing of none."""
    parts = list(texts) or [""]
    return reduce(lambda names, last: ask("{names} and {last}", names=names, last=last), parts)


def listed(names: Iterable[str]) -> str:
    """Return names as a sentence has them: "a", "a and b", "a, b and c"; nothing of none."""
    *others, last = list(names) or [""]
    return ask("{names} and {last}", names=joined(others), last=last) if others else last
