"""What is stated anew in the text of a site file: each value where it stands, all else as it was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from powercalc.site import toml_text
from powercalc.site.text_blocks import Block, blocks

Heading = tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Stating:
    """What is to stand in one table: values as TOML, by key, and lines of comment."""

    values: dict[str, str] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)


def tables(text: str) -> set[Heading]:
    """Return the headings of a text."""
    return {block.heading for block in blocks(text)}


def stated(text: str, what: Mapping[Heading, Stating]) -> str:
    """Return a text with values and comments in their tables; tables that are not there come at the end.

    A table without a heading is the file as a whole: its comments come at the end.
    """
    end = "\r\n" if "\r\n" in text else "\n"
    text = text if not text or text.endswith("\n") else text + end
    there = tables(text)
    changed = "".join(
        _with(block, what[block.heading], end) if block.heading and block.heading in what else block.text
        for block in blocks(text)
    )
    return changed + "".join(
        _new(heading, what[heading], end) for heading in what if not heading or heading not in there
    )


def _new(heading: Heading, stating: Stating, end: str) -> str:
    head = f"{end}{toml_text.heading(heading)}{end}" if heading else end
    return head + "".join(_lines(stating.values.items(), stating.comments, end))


def _lines(values: Iterable[tuple[str, str]], comments: Iterable[str], end: str) -> Iterator[str]:
    yield from (f"{toml_text.key(key)} = {value}{end}" for key, value in values)
    yield from (f"# {comment}{end}" for comment in comments)


def _with(block: Block, stating: Stating, end: str) -> str:
    """Return a table with its values: those of the last key first, so that places stay what they are."""
    body = block.body
    new = [(key, value) for key, value in stating.values.items() if key not in block.spans]
    last = max((span[1] for span in block.spans.values()), default=0)
    edits = [(last, last, "".join(_lines(new, stating.comments, end)))]
    edits += [
        (block.spans[key][2], block.spans[key][3], value)
        for key, value in stating.values.items()
        if key in block.spans
    ]
    for begin, until, said in sorted(edits, reverse=True):
        body = body[:begin] + said + body[until:]
    return f"{block.lead}{block.head}{body}"
