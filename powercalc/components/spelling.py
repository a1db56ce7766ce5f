"""The nearest known word to one that is unknown, within bounds: a wrong file may hold anything."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice

LONGEST = 80
"""No suggestion for a longer word: comparing costs the product of the lengths."""
MOST = 1000
"""How many known words are looked at."""
PATIENCE = 40
"""How many different words of one vocabulary get a suggestion."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` is probably meant to be, or None."""
    if len(word) > LONGEST:
        return None
    return _nearest(word, tuple(each for each in islice(known, MOST) if len(each) <= LONGEST))


@lru_cache(maxsize=256)  # one wrong word stands in a file as often as it was copied
def _nearest(word: str, candidates: tuple[str, ...]) -> str | None:
    for attempt in dict.fromkeys((word, word.lower().replace("-", "_"))):
        if near := get_close_matches(attempt, candidates, n=1):
            return near[0]
    return None


class Vocabulary:
    """The words that may be used in one place; suggestions are remembered, and end after many."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = dict.fromkeys(words)
        self._asked: dict[str, str | None] = {}

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def nearest(self, word: str) -> str | None:
        """Return the word that `word` is probably meant to be, or None."""
        if word not in self._asked and len(self._asked) < PATIENCE:
            self._asked[word] = nearest(word, self._words)
        return self._asked.get(word)


def quoted(word: str | None) -> str | None:
    """Return a suggestion as it is written in the file when it is a value, not a key."""
    return None if word is None else f'"{word}"'
