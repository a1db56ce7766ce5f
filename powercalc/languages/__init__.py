"""What is told to people, in their language: messages, and catalogs of them."""

from powercalc.languages.message import Message, all_of, amount, ask, joined, listed, noted, word
from powercalc.languages.spoken import (
    CODES,
    code,
    decimal_sign,
    language_asked,
    plainly,
    say,
    speaking,
    tell,
    told_figure,
)

__all__ = [
    "CODES",
    "Message",
    "all_of",
    "amount",
    "ask",
    "code",
    "decimal_sign",
    "joined",
    "language_asked",
    "listed",
    "noted",
    "plainly",
    "say",
    "speaking",
    "tell",
    "told_figure",
    "word",
]
