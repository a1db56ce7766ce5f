"""A further import over a file that stands there: what a person added stays, what was edited is told.

The keys that an import states are its own; all other keys, tables and comments are somebody's and stay. A
value that ends in the comment `# kept` stays too. The file has a sum over all that was last written
(`[inventory] written`, and `written_above` of what the upstream file says). Where the file still has that
sum, nobody edited a value, and the inventory's are taken. Where the inventory has it, nothing changed there,
and the file's are kept. Where neither has it, both changed, and the values that differ are told instead of
written.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from powercalc.components.problems import shown
from powercalc.errors import Problem, SiteError
from powercalc.site import toml_text
from powercalc.site.file_text import TableChange, with_changes
from powercalc.site.text_blocks import TextBlock, blocks
from powercalc.site.toml_text import SECTION, TomlTable, Value

Key = tuple[tuple[str, ...], int]
"""The heading of a table, and which one of a list it is."""
Item = tuple[Key, str, Any]
_KEPT = re.compile(r"#\s*kept\b")
_ABSENT = object()
SECTION_OF_IMPORT = "inventory"


@dataclass(frozen=True, kw_only=True)
class ImportOutput:
    """What an import has to write: tables of its own, and tables of the upstream file as they stand there."""

    tables: Sequence[TomlTable]
    above: Sequence[TextBlock]
    values_above: Mapping[str, Any]
    source: str

    def items(self) -> Iterator[Item]:
        """Yield each value that is written, with its table."""
        for table in self.tables:
            if table.heading[0] != SECTION_OF_IMPORT:
                for name, value in table.keys.items():
                    yield (table.heading, 0), name, _plain(value)
        for block in self.above:
            for name in block.spans:
                yield (block.heading, block.index), name, _value(self.values_above, block, name)

    def sums(self) -> dict[str, str]:
        """Return a sum over what the inventory says and one over what the upstream file says."""
        above = {(block.heading, block.index) for block in self.above}
        return {key: sum_of(self.items(), above, of=key) for key in SUMS if above or key == "written"}


SUMS = ("written", "written_above")


def sum_of(items: Iterable[Item], above: Container[Key], *, of: str) -> str:
    """Return a sum over values that does not depend on their order.

    What feeds the panels is said above them.
    """
    total = 0
    for (heading, index), name, value in items:
        is_above = (heading, index) in above or (heading[0], name) == ("panel", "fed_by")
        if is_above != (of == "written_above"):
            continue
        said = json.dumps([heading, index, name, value], sort_keys=True, default=str)
        total += int.from_bytes(hashlib.blake2b(said.encode(), digest_size=8).digest())
    return f"{total % 2**64:016x}"


def _plain(value: Value) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _value(values: Mapping[str, Any], block: TextBlock, name: str) -> Any:
    """Return a value of a table of a parsed file."""
    found: Any = values
    for part in block.heading:
        found = found.get(part, {}) if isinstance(found, dict) else found[-1].get(part, {})
    if isinstance(found, list):
        found = found[block.index]
    return found.get(name, _ABSENT)


class Merging:
    """An import and the file that stands where it is to be written."""

    def __init__(self, written: ImportOutput, before: str, values: Mapping[str, Any], file: str) -> None:
        self.written = written
        self.before, self.values, self.file = before, values, file
        self.old = list(blocks(before))
        self.own = {
            (table.heading, 0): table for table in written.tables if table.heading[0] != SECTION_OF_IMPORT
        }
        self.above = {(block.heading, block.index): block for block in written.above}
        self.kept: list[str] = []
        """What of the file stays although the inventory says otherwise, in sentences."""

    def merged(self, *, overwrite: bool) -> str:
        """Return the text of the file with what changed. Raises `SiteError` where both sides changed."""
        record = self.values.get(SECTION_OF_IMPORT)
        last = {key: record.get(key) for key in SUMS} if isinstance(record, dict) else {}
        due = self.written.sums()
        stands = all(sum_of(self._items_before(), self.above, of=key) == last.get(key) for key in due)
        same = all(total == last.get(key) for key, total in due.items())
        differing = list(self._differing())
        added_to = list(self._added_to())
        if (differing and not (stands or same or overwrite)) or (added_to and not overwrite):
            refused = added_to if stands or same else [*differing, *added_to]
            raise SiteError(self._located(refused))
        if same and not stands:
            self.kept += (
                f"{problem.path and toml_text.heading(_heading(problem))} {problem.text}"
                for problem in differing
            )
        return self._text(takes=not same or stands or overwrite)

    def _items_before(self) -> Iterator[Item]:
        """Yield the values that an import wrote, as the file has them; `# kept` ones as the import would."""
        wanted = {(key, name): value for key, name, value in self.written.items()}
        for block in self.old:
            key = (block.heading, block.index)
            if self._is_imported(block):
                for name in self._own_names(block):
                    value = _value(self.values, block, name)
                    if _is_kept(block, name):
                        value = wanted.get((key, name), value)
                    yield key, name, value

    def _is_imported(self, block: TextBlock) -> bool:
        key = (block.heading, block.index)
        return key in self.own or key in self.above or self._is_orphan(block)

    def _is_orphan(self, block: TextBlock) -> bool:
        """Tell a table that an earlier import wrote and that the inventory does not have any longer."""
        key = (block.heading, block.index)
        if not block.heading or key in self.own or key in self.above:
            return False
        if block.heading[0] == SECTION_OF_IMPORT:
            return False
        note = _value(self.values, block, "note")
        return (
            isinstance(note, str) and note.startswith(f"{self.written.source}: ")
        ) or block.heading in _COMMON

    def _own_names(self, block: TextBlock) -> Iterator[str]:
        key = (block.heading, block.index)
        names: Container[str]
        if key in self.above:
            names = self.above[key].spans
        else:
            names = self.own[key].own if key in self.own else _all_own(self.own)
        yield from (name for name in block.spans if name in names)

    def _differing(self) -> Iterator[Problem]:
        """Yield each value that the file and the import have otherwise, and that is not marked as kept."""
        there = {(block.heading, block.index): block for block in self.old}
        whole = {key: dict(pairs) for key, pairs in _grouped(self.written.items())}
        for key, values in whole.items():
            block = there.get(key)
            if block is None:
                yield Problem(
                    path=key[0], text="is not in the file", expected=f"as {self.written.source} has it"
                )
                continue
            own = set(self._own_names(block))
            for name in dict.fromkeys([*values, *own]):
                now = _value(self.values, block, name) if name in block.spans else _ABSENT
                if now != values.get(name, _ABSENT) and not _is_kept(block, name):
                    yield _difference(key[0], name, now, values.get(name, _ABSENT), self.written.source)

    def _added_to(self) -> Iterator[Problem]:
        """Yield each table that the inventory does not have any longer, and that somebody added to."""
        for block in self.old:
            if self._is_orphan(block) and self._is_added_to(block):
                yield Problem(
                    path=block.heading,
                    text=f"{self.written.source} does not have it any longer, and something was added to it",
                )

    def _is_added_to(self, block: TextBlock) -> bool:
        """Tell whether a table of an earlier import has keys or comments of somebody."""
        own = set(self._own_names(block))
        comments = [
            line for line in block.lead.splitlines() if line.strip() and not SECTION.fullmatch(line.strip())
        ]
        return bool(
            comments or set(block.spans) - own or re.search(r"(?m)(?:^|\s)#", _without_strings(block))
        )

    def _located(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        from powercalc.site.positions import located

        return located(problems, self.before, self.file)

    def _text(self, *, takes: bool) -> str:
        return "".join(self._parts(takes=takes))

    def _parts(self, *, takes: bool) -> Iterator[str]:
        """Yield the file in the order of the import; what is somebody's stays behind what it stood behind."""
        there = {(block.heading, block.index): block for block in self.old}
        after: dict[Key | None, list[TextBlock]] = {}
        last: Key | None = None
        for block in self.old:
            key = (block.heading, block.index)
            if key in self.own or key in self.above:
                last = key
            elif block.heading[:1] != (SECTION_OF_IMPORT,) and not (takes and self._is_orphan(block)):
                after.setdefault(last, []).append(block)
        yield from (block.text for block in after.get(None, ()) if block.heading or block.body)
        first = True
        for key in (*self.above, *self.own):
            old = there.get(key)
            if old is not None:
                yield self._updated(old, takes=takes)
            elif takes or not there:
                yield self._fresh(key, first=first)
            first = False
            yield from (block.text for block in after.get(key, ()) if block.heading or block.body)
        tail = "".join(block.lead for block in self.old if not block.heading and not block.body)
        listed = toml_text.joined(
            table for table in self.written.tables if table.heading[0] == SECTION_OF_IMPORT
        )
        yield f"\n{listed}" if listed else ""
        yield tail

    def _fresh(self, key: Key, *, first: bool) -> str:
        if key in self.above:
            block = self.above[key]
            return block.text if block.lead.startswith("\n") or first else f"\n{block.text}"
        text = toml_text.joined([self.own[key]])
        return text if first else f"\n{text}"

    def _updated(self, block: TextBlock, *, takes: bool) -> str:
        key = (block.heading, block.index)
        lead = block.lead if key in self.above else _relined(block.lead, self.own[key].section)
        return lead + (self._with(block, self._wanted(key)) if takes else f"{block.head}{block.body}")

    def _wanted(self, key: Key) -> dict[str, tuple[Any, str]]:
        """Return each value that an import states in a table, with how it is written."""
        if key in self.own:
            return {name: (_plain(each), toml_text.text(each)) for name, each in self.own[key].keys.items()}
        block = self.above[key]
        return {
            name: (_value(self.written.values_above, block, name), block.body[span[2] : span[3]])
            for name, span in block.spans.items()
        }

    def _with(self, block: TextBlock, wanted: Mapping[str, tuple[Any, str]]) -> str:
        """Return a table with the values of the import; all other lines as they are."""
        change = TableChange()
        for name, (value, text) in wanted.items():
            if _value(self.values, block, name) != value and not _is_kept(block, name):
                change.values[name] = text
        for name in self._own_names(block):
            if name not in wanted and not _is_kept(block, name):
                change.values[name] = None
        text = f"{block.head}{block.body}"
        return with_changes(text, {block.heading: change}) if change.values else text


_COMMON = {("default", "breaker"), ("type", "panel-feed")}


def _heading(problem: Problem) -> tuple[str, ...]:
    return tuple(str(step) for step in problem.path)


def _all_own(own: Mapping[Key, TomlTable]) -> frozenset[str]:
    return next((table.own for table in own.values()), frozenset())


def _grouped(items: Iterable[Item]) -> Iterable[tuple[Key, list[tuple[str, Any]]]]:
    found: dict[Key, list[tuple[str, Any]]] = {}
    for key, name, value in items:
        found.setdefault(key, []).append((name, value))
    return found.items()


def _is_kept(block: TextBlock, name: str) -> bool:
    span = block.spans.get(name)
    return span is not None and _KEPT.search(block.body[span[3] : span[1]]) is not None


def _difference(heading: tuple[str, ...], name: str, now: Any, then: Any, source: str) -> Problem:
    return Problem(
        path=(*heading, name),
        text="the file and the inventory differ" if now is not _ABSENT else "the file does not have it",
        found=None if now is _ABSENT else shown(now),
        expected=f"{shown(then)}, as {source} has it"
        if then is not _ABSENT
        else f"nothing, as {source} has it",
    )


def _without_strings(block: TextBlock) -> str:
    """Return the lines of a table without the values: what is left of them are keys and comments."""
    body, found, at = block.body, [], 0
    for _, _, start, end in sorted(block.spans.values(), key=lambda span: span[2]):
        found.append(body[at:start])
        at = end
    return "".join([*found, body[at:]])


def _relined(lead: str, section: str) -> str:
    """Return what stands before a table, with the line that opens its part of the file as it is now due."""
    lines = lead.splitlines(keepends=True)
    now = [line for line in lines if SECTION.fullmatch(line.strip())]
    due = [f"{toml_text.shown_section(section)}\n"] if section else []
    if [line.strip() for line in now] == [line.strip() for line in due]:
        return lead
    others = [line for line in lines if line not in now]
    blank = next((at for at, line in enumerate(others) if line.strip()), len(others))
    return "".join([*others[:blank], *due, *others[blank:]])
