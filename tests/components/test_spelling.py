"""Suggestions stay near, and stay cheap."""

from powercalc.components.spelling import PATIENCE, Vocabulary, nearest


def test_a_misspelt_word_has_a_neighbour() -> None:
    assert nearest("fedby", ["mttr", "fed_by"]) == "fed_by"
    assert nearest("FED-BY", ["mttr", "fed_by"]) == "fed_by"


def test_a_strange_word_has_none() -> None:
    assert nearest("xyzzy", ["mttr", "fed_by"]) is None


def test_an_endless_word_is_not_compared() -> None:
    assert nearest("a" * 10_000, ["a" * 9_999]) is None


def test_suggestions_end_when_too_many_are_asked() -> None:
    words = Vocabulary(["rack-1"])
    asked = [words.nearest(f"rack{n}") for n in range(PATIENCE + 5)]
    assert asked[:2] == ["rack-1", "rack-1"]
    assert asked[-5:] == [None] * 5
