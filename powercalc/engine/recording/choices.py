"""Functions that, where some of their arguments are known, give one of the others as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from powercalc.engine.recording.numbers import Places

NOUGHT, ONE, NEVER, ALWAYS = -1, -2, -3, -4
"""The numbers of what is known to be 0, 1, −∞ and ∞; what varies has numbers from 0 on."""
OPEN = int(np.iinfo(np.intp).min)
"""No number: nothing is chosen."""


def chosen(function: Callable[..., Any], each: Sequence[Places]) -> Places:
    """The number of the entry that a function gives as it is, by tuple; OPEN where it gives none."""
    choose = _CHOOSING.get(function)
    return np.full(len(each[0]), OPEN) if choose is None else choose(*each)


def mixed(p: Any, low: Any, high: Any) -> Any:
    """(1 − p) · low + p · high: the probability at a node of a diagram."""
    return (1.0 - p) * low + p * high


def rate(w: Any, lower: Any, higher: Any, p: Any, low: Any, high: Any) -> Any:
    """The frequency at a node: w · (higher − lower) + (1 − p) · low + p · high."""
    return w * (higher - lower) + ((1.0 - p) * low + p * high)


def first_rate(w: Any, lower: Any, higher: Any) -> Any:
    """The same where nothing below it changes."""
    return w * (higher - lower)


def _where(condition: Places, one: Places, other: Places) -> Places:
    found = np.where(one == other, one, OPEN)
    return np.where(condition == NOUGHT, other, np.where(condition == ONE, one, found))


def _product(one: Places, other: Places) -> Places:
    return np.where(one == ONE, other, np.where(other == ONE, one, OPEN))


def _largest(one: Places, other: Places) -> Places:
    return _neutral(NEVER, one, other)


def _smallest(one: Places, other: Places) -> Places:
    return _neutral(ALWAYS, one, other)


def _neutral(number: int, one: Places, other: Places) -> Places:
    found = np.where(one == other, one, OPEN)
    return np.where(one == number, other, np.where(other == number, one, found))


def _both(one: Places, other: Places) -> Places:
    return np.where((one == NOUGHT) | (other == NOUGHT), NOUGHT, _neutral(ONE, one, other))


def _either(one: Places, other: Places) -> Places:
    return np.where((one == ONE) | (other == ONE), ONE, _neutral(NOUGHT, one, other))


def _mixed(p: Places, low: Places, high: Places) -> Places:
    found = np.where((low == NOUGHT) & (high == ONE), p, OPEN)
    found = np.where(low == high, low, found)
    return np.where(p == NOUGHT, low, np.where(p == ONE, high, found))


def _rate(w: Places, lower: Places, higher: Places, p: Places, low: Places, high: Places) -> Places:
    return np.where((w == NOUGHT) | (lower == higher), _mixed(p, low, high), OPEN)


def _first_rate(w: Places, lower: Places, higher: Places) -> Places:
    return np.where(lower == higher, NOUGHT, np.where(w == NOUGHT, w, OPEN))


_CHOOSING: dict[Any, Callable[..., Places]] = {
    np.where: _where, np.multiply: _product, np.maximum: _largest, np.minimum: _smallest,
    np.logical_and: _both, np.logical_or: _either,
    mixed: _mixed, rate: _rate, first_rate: _first_rate,
}  # fmt: skip
