"""What is told to people, in their language: messages, and catalogs of them."""

from powercalc.languages.message import Message, all_of, amount, ask, joined, noted, word
from powercalc.languages.spoken import CODES, code, language_asked, plainly, say, speaking, tell, told_figure

__all__ = [
    "CODES",
    "Message",
    "all_of",
    "amount",
    "ask",
    "code",
    "joined",
    "language_asked",
    "noted",
    "plainly",
    "say",
    "speaking",
    "tell",
    "told_figure",
    "word",
]
