"""Options that a project states once: `powercalc.toml`, or `[tool.powercalc]` of a `pyproject.toml`.

    [check]                     # in pyproject.toml: [tool.powercalc.check]
    profile = "tier-topology"
    fail-on = "high"

Each table is a command, each key one of its options without the dashes in front. What stands in the call
goes before what stands in the file. No file of options can name a file to be written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

NAMES = ("powercalc.toml", "pyproject.toml")
"""In each folder from the current one upwards the first that has options counts, and no other."""
WRITING = frozenset({"output", "plot", "write"})
"""Options that write files: they stand in the call."""


class CommandOption(Protocol):
    """An option of a command."""

    name: str | None
    opts: list[str]
    multiple: bool
    is_flag: bool


def defaults(command: str, options: list[CommandOption], commands: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the file of options states for a command, by the names of its parameters.

    Raises `SiteError` with everything that is wrong in it.
    """
    found = _file(Path.cwd())
    if found is None:
        return {}
    path, where, tables = found
    by_name = {each.opts[0].lstrip("-"): each for each in options if each.opts[0].startswith("--")}
    _refuse(path, where, list(_wrong(command, by_name, tables, commands)))
    stated = tables.get(command, {})
    return {str(by_name[key].name): value for key, value in stated.items()}


def _file(folder: Path) -> tuple[Path, tuple[str, ...], Mapping[str, Any]] | None:
    """Return the file that counts, where in it the options stand, and what they are."""
    for parent in (folder, *folder.parents):
        for name in NAMES:
            path = parent / name
            if path.is_file():
                where = ("tool", "powercalc") if name == "pyproject.toml" else ()
                tables = _read(path, where)
                if tables is not None:
                    return path, where, tables
    return None


def _read(path: Path, where: tuple[str, ...]) -> Mapping[str, Any] | None:
    """Return what stands at a place of a file, None where there is none. Raises `SiteError`."""
    import tomllib

    from powercalc.errors import Place, Problem, SiteError

    try:
        found: Any = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        if where:  # not ours to judge
            return None
        raise SiteError([Problem(place=Place(file=str(path)), text=f"cannot be read: {error}")]) from None
    for key in where:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else None


def _wrong(
    command: str, options: Mapping[str, CommandOption], tables: Mapping[str, Any], commands: Mapping[str, Any]
) -> Iterator[tuple[tuple[str, ...], str, str, str | None]]:
    """Yield what is wrong: its path, a text, what is expected, and what was probably meant."""
    from powercalc.components.spelling import nearest

    for name, stated in tables.items():
        if name not in commands:
            yield (name,), "is no command", f"one of {', '.join(commands)}", nearest(name, commands)
        elif not isinstance(stated, dict):
            yield (name,), "is no table of options", f"[{name}] with options below it", None
    stated = tables.get(command)
    for key, value in stated.items() if isinstance(stated, dict) else ():
        if key in WRITING:
            yield (command, key), "writes a file", "it in the call, where one sees it", None
        elif key not in options:
            known = sorted(set(options) - WRITING)
            yield (command, key), "is no option of it", f"one of {', '.join(known)}", nearest(key, known)
        elif wanted := _unfit(options[key], value):
            yield (command, key), f"cannot be {value!r}", wanted, None


def _unfit(option: CommandOption, value: object) -> str | None:
    """Return what an option takes, where a value is nothing of it."""
    if option.multiple:
        fits = isinstance(value, list) and all(isinstance(each, str) for each in value)
        return None if fits else "a list of texts"
    if option.is_flag:
        return None if isinstance(value, bool) else "true or false"
    return (
        None if isinstance(value, str | int | float) and not isinstance(value, bool) else "a text or a number"
    )


def _refuse(
    path: Path, where: tuple[str, ...], wrong: list[tuple[tuple[str, ...], str, str, str | None]]
) -> None:
    if not wrong:
        return
    from powercalc.errors import Place, Problem, SiteError
    from powercalc.site.positions import positions

    spots = positions(path.read_text(encoding="utf-8"))
    problems = []
    for keys, text, expected, near in wrong:
        line, column = spots.spot((*where, *keys)) or (None, None)
        place = Place(file=str(path), line=line, column=column)
        wanted = None if near else expected
        problems.append(Problem(place=place, path=keys, text=text, expected=wanted, suggestion=near))
    raise SiteError(problems)
