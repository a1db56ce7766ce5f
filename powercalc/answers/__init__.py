"""A return sheet of the letter, read back into the site: what it asks, and what was answered."""

from powercalc.answers.answered import Answered, NoAnswer, Understood, read_answers
from powercalc.answers.asked_rows import AskedRow, rows

__all__ = ["Answered", "AskedRow", "NoAnswer", "Understood", "read_answers", "rows"]
