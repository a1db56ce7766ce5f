"""The files of a site as they are on the disk: which they are, whether one changed, and when it rests."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

from powercalc.errors import SiteError
from powercalc.site.file import text_of
from powercalc.site.includes import MOST

Signature: TypeAlias = tuple[tuple[str, int, int, int] | None, ...]
"""Of each file when it was written last, its size and its number; None where there is none."""

PAUSE = 0.1
"""A file is at rest when it is the same for so long, [s]."""
PATIENCE = 3.0
"""A file that is written without a pause is read after so long all the same, [s]."""


class WatchedFile:
    """A site file with all that it includes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.files: tuple[Path, ...] = (path,)
        """The first file, and those that it includes; of one that cannot be read, those it had included."""
        self._includes: dict[Path, tuple[Path, ...]] = {}

    def signature(self) -> Signature:
        """Return what tells whether any of the files has changed."""
        return tuple(_signature(path) for path in self.files)

    def at_rest(self) -> Signature:
        """Wait until none of the files changes any more; return what they are then."""
        until = time.monotonic() + PATIENCE
        now = self.signature()
        while time.monotonic() < until:
            time.sleep(PAUSE)
            before, now = now, self.signature()
            if before == now:
                break
        return now

    def look_for_files(self) -> None:
        """Find out anew which files there are."""
        self.files = tuple(self._found())

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders in which the files are: an editor may put a new file in the place of the old one."""
        return tuple(dict.fromkeys(each.parent for each in self.files if each.parent.is_dir()))

    def _found(self) -> Iterator[Path]:
        waiting, known = [self.path], set[Path]()
        while waiting and len(known) < MOST:
            path = waiting.pop(0)
            if path not in known:
                known.add(path)
                yield path
                self._includes[path] = self._included(path)
                waiting += self._includes[path]

    def _included(self, path: Path) -> tuple[Path, ...]:
        """Return which files a file includes; what may not be read is not looked for."""
        try:
            values = tomllib.loads(text_of(path)[0].removeprefix("\ufeff"))
        except (SiteError, ValueError, RecursionError):
            return self._includes.get(path, ())
        return tuple(_stated(values, path.parent, self.path.parent))


def _stated(values: dict[str, Any], folder: Path, root: Path) -> Iterator[Path]:
    tables = values.get("include")
    for table in tables.values() if isinstance(tables, dict) else ():
        name = table.get("file") if isinstance(table, dict) else None
        if isinstance(name, str) and _is_within(folder / name, root):
            yield folder / name


def _is_within(path: Path, root: Path) -> bool:
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError, ValueError):
        return False


def _signature(path: Path) -> tuple[str, int, int, int] | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return str(path), found.st_mtime_ns, found.st_size, found.st_ino
