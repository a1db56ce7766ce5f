"""Files that a person asked for: whole or not there, and what stood there before is not lost to a full disk.

A file is written beside its place and moved there when all of it is on the disk. What cannot be replaced so
is written in place: streams and devices, a name that shares its file with others, a folder that takes no new
file.
"""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from io import FileIO
from pathlib import Path

from powercalc.errors import CallError

_STREAMS = ("/dev/fd/", "/dev/std", "/proc/")
"""Names of what a process holds open already."""
_NOT_BESIDE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY, errno.EXDEV)
"""The folder takes no new file, or the file is mounted by itself, as into a container."""


def write(path: Path, data: bytes) -> None:
    """Write a file; one that is there is replaced. Raises `CallError` where that cannot be done."""
    _told(path, lambda: _replace(path, data))


def create(path: Path, data: bytes) -> None:
    """Write a file that was not there before. Raises `CallError` where it was, or cannot be written."""
    _told(path, lambda: _create(path, data))


def _told(path: Path, done: Callable[[], None]) -> None:
    try:
        done()
    except FileExistsError:
        raise CallError(f"{path} exists already and is not overwritten") from None
    except OSError as error:
        raise CallError(f"{path} cannot be written: {error.strerror or error}") from None


def _replace(path: Path, data: bytes) -> None:
    if _is_stream(path):
        _into(path, data)
        return
    target = Path(os.path.realpath(path))  # a link stays a link
    if not target.exists():
        _beside(target, data, 0o666 & ~_umask(), os.replace)
        return
    there = target.stat()
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "the file is read-only")
    if there.st_nlink > 1:
        _over(target, data)
        return
    try:
        _beside(target, data, stat.S_IMODE(there.st_mode), os.replace, (there.st_uid, there.st_gid))
    except OSError as error:
        if error.errno not in _NOT_BESIDE:
            raise
        _over(target, data)


def _create(path: Path, data: bytes) -> None:
    if _is_stream(path):
        _into(path, data)
        return
    if os.path.lexists(path):
        raise FileExistsError
    _beside(path, data, 0o666 & ~_umask(), _linked)


def _is_stream(path: Path) -> bool:
    """Tell what is no file to be replaced: a device, a pipe, or a file that is open as a standard stream."""
    if os.path.abspath(path).startswith(_STREAMS):  # noqa: PTH100 - `resolve` would follow the link
        return True
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    return not stat.S_ISREG(there.st_mode) or any(_is_open_as(number, there) for number in (1, 2))


def _is_open_as(number: int, there: os.stat_result) -> bool:
    try:
        return os.path.samestat(os.fstat(number), there)
    except OSError:  # the stream is closed
        return False


def _into(path: Path, data: bytes) -> None:
    """Write as the shell's `>` does."""
    with path.open("wb") as stream:
        stream.write(data)


def _beside(
    target: Path,
    data: bytes,
    mode: int,
    moved: Callable[[str, Path], None],
    owner: tuple[int, int] | None = None,
) -> None:
    """Write under another name in the same folder, then move; nothing is left behind when that fails."""
    number, name = tempfile.mkstemp(prefix=".powercalc-", dir=target.parent)
    try:
        with os.fdopen(number, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if owner is not None and hasattr(os, "chown") and owner != _owner(name):
            os.chown(name, *owner)
        os.chmod(name, mode)  # noqa: PTH101 - after the owner, whose change takes bits away
        moved(name, target)
    finally:
        with suppress(OSError):
            os.unlink(name)  # noqa: PTH108 - a name beside the others of `os`


def _linked(name: str, target: Path) -> None:
    """Give a new file its name, unless somebody else has taken it meanwhile."""
    try:
        os.link(name, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        os.replace(name, target)  # noqa: PTH105


def _owner(name: str) -> tuple[int, int]:
    there = os.stat(name)  # noqa: PTH116
    return there.st_uid, there.st_gid


def _over(target: Path, data: bytes) -> None:
    """Write in place; when there is no room, put back what stood there."""
    with target.open("r+b", buffering=0) as stream:
        before = stream.read()
        try:
            _rewrite(stream, data)
        except BaseException:
            with suppress(OSError):
                _rewrite(stream, before)
            raise


def _rewrite(stream: FileIO, data: bytes) -> None:
    stream.seek(0)
    left = memoryview(data)
    while left:
        left = left[stream.write(left) :]
    stream.truncate()
    os.fsync(stream.fileno())


def _umask() -> int:
    """Return what a new file's mode must not have; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
