"""From texts and files to XML elements: as much as is read at most, and what a file includes.

A file may include others of its own folder or below, as XInclude says it or as the exchange format does.
Nothing else is ever opened: a model from a stranger must not read what the reader can.
"""

import re
import sys
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from powercalc.errors import Place, Problem
from powercalc.fault_tree.tree_model import FaultTreeError
from powercalc.fault_tree.xml_tree import XmlElement, parse

Source = str | bytes | Path
"""A model: its text (it starts with "<") or its path."""
LARGEST = 32 * 2**20
"""The most bytes of a model, all of its files together."""
STANDARD_INPUT = "-"

_POINTER = re.compile(r"xpointer\(((?:/(?:[\w.-]+|\*)){1,16})\)")


def roots(sources: Iterable[Source]) -> list[XmlElement]:
    """Return the root element of each source, with what it includes in place."""
    reader = _FileReader(left=LARGEST)
    return [reader.root(source) for source in sources]


@dataclass(slots=True, kw_only=True)
class _FileReader:
    """Opens files, and keeps count of what may still be read."""

    left: int

    def root(self, source: Source) -> XmlElement:
        if isinstance(source, str) and source.lstrip().startswith("<"):
            source = source.encode()
        if isinstance(source, bytes):
            return _whole(self._expanded(self._parsed(source, None), ()))
        if source == STANDARD_INPUT:
            data = self._bytes(sys.stdin.buffer, "standard input")
            return _whole(self._expanded(self._parsed(data, "standard input"), ()))
        data = self._opened(Path(source), str(source), Place())
        return _whole(self._expanded(self._parsed(data, str(source)), (Path(source),)))

    def _opened(self, path: Path, file: str, place: Place) -> bytes:
        try:
            with path.open("rb") as stream:
                return self._bytes(stream, file)
        except (OSError, ValueError) as error:
            what = getattr(error, "strerror", None) or error
            raise FaultTreeError([Problem(text=f"{file} cannot be read: {what}", place=place)]) from error

    def _bytes(self, stream: BinaryIO, file: str) -> bytes:
        data = stream.read(self.left + 1)
        self._count(data, file)
        return data

    def _count(self, data: bytes, file: str | None) -> None:
        self.left -= len(data)
        if self.left < 0:
            most = f"at most {LARGEST // 2**20} MiB, all files of a model together"
            raise FaultTreeError(
                [Problem(text="the model is too large", expected=most, place=Place(file=file))]
            )

    def _parsed(self, data: bytes, file: str | None) -> XmlElement:
        if file is None:
            self._count(data, file)
        return parse(data, file)

    # -- includes ------------------------------------------------------------------------

    def _expanded(self, root: XmlElement, files: tuple[Path, ...]) -> XmlElement:
        """Return the element with what it includes in the place of each include; `files` led to it."""
        around = XmlElement(tag="", attributes={}, place=root.place, children=[root])
        pending = [(around, files)]
        while pending:
            element, files = pending.pop()
            waiting = deque((child, files) for child in element.children)
            element.children = []
            while waiting:
                child, via = waiting.popleft()
                if _is_include(child):
                    included, file = self._included(child, via)
                    waiting.extendleft((each, (*via, file)) for each in reversed(included))
                else:
                    element.children.append(child)
                    pending.append((child, via))
        return around

    def _included(self, include: XmlElement, files: tuple[Path, ...]) -> tuple[list[XmlElement], Path]:
        """Return what an include stands for, and its file."""
        named = include.attributes.get("href") or include.attributes.get("file") or ""
        path = _permitted(include, named, files)
        if path.resolve() in {file.resolve() for file in files}:
            raise _refused(include, "a file that includes itself", named)
        root = self._parsed(self._opened(path, named, include.place), str(path))
        return _selected(include, root), path


def _whole(around: XmlElement) -> XmlElement:
    """Return the one root; a root that is an include stands for all that it includes."""
    if len(around.children) == 1:
        return around.children[0]
    return XmlElement(tag="opsa-mef", attributes={}, place=around.place, children=around.children)


def _is_include(element: XmlElement) -> bool:
    return element.tag.rpartition(":")[2] == "include"


def _permitted(include: XmlElement, named: str, files: tuple[Path, ...]) -> Path:
    """Return the path of an included file, which must lie in the folder of the first or below."""
    if not files:
        raise _refused(include, "a text includes no files; only a file does", named)
    if include.attributes.get("parse", "xml") != "xml":
        raise _refused(include, "an include that is no XML", include.attributes["parse"])
    path, folder = files[-1].parent / named, files[0].parent.resolve()
    if not named or "://" in named or not path.resolve().is_relative_to(folder):
        raise _refused(include, "only files in the folder of the model, or below it, are included", named)
    if path.exists() and not path.is_file():
        raise _refused(include, "an include that is no file", named)
    return path


def _selected(include: XmlElement, root: XmlElement) -> list[XmlElement]:
    """Return the elements of an included file that the include asks for: the root, or those of its path."""
    pointer = include.attributes.get("xpointer")
    if pointer is None:
        return [root]
    match = _POINTER.fullmatch("".join(pointer.split()))
    if match is None:
        raise _refused(include, "an xpointer that is not read", pointer, "xpointer(/opsa-mef/*)")
    found = [XmlElement(tag="", attributes={}, place=root.place, children=[root])]
    for step in match[1].split("/")[1:]:
        found = [child for each in found for child in each.children if step in ("*", child.tag)]
    return found


def _refused(element: XmlElement, text: str, found: str, expected: str | None = None) -> FaultTreeError:
    return FaultTreeError([element.problem(text, found=found[:80], expected=expected)])
