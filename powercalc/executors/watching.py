"""Who watches long work: called with how much is done and how much there is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], object]


def foretell(progress: Progress | None, seconds: Callable[[], float]) -> None:
    """Let whoever watches tell how long it will take, before it starts.

    `seconds` measures that by a small part of the work; it is called where somebody wants to know.
    """
    expect: Callable[[Callable[[], float]], None] | None = getattr(progress, "expect", None)
    if expect is not None:
        expect(seconds)
