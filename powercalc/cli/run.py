"""From arguments to an exit status: every way in which a command can end, and no traceback in any."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise

from powercalc.cli import process, streams
from powercalc.cli.outcome import ExitStatus, Outcome

TRACEBACK = "POWERCALC_TRACEBACK"
"""Set in the environment, it lets a traceback through: for whoever mends powercalc."""
MOST = 100
"""How many problems of a file, or warnings, are told one by one."""
_QUIET = ("--quiet", "-q")
_COMPLETION = ("--install-completion", "--show-completion")


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command, write what it has to say, and return its exit status."""
    streams.use_utf8()
    try:
        return _told(_outcome(sys.argv[1:] if arguments is None else arguments))
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED
    except SystemExit as leaving:
        return _left(leaving.code)
    except Exception as error:  # a person gets a sentence, whatever happened
        if os.environ.get(TRACEBACK):
            raise
        streams.complain(_sentences(error))
        return ExitStatus.WRONG


def _left(code: object) -> int:
    """Return the status of a help or the like, which typer writes itself; it ends with 1 on a closed pipe."""
    if type(sys.stdout).__name__.endswith("PacifyFlushWrapper"):
        return ExitStatus.DONE
    return code if isinstance(code, int) else ExitStatus.WRONG


def leave(status: int) -> None:
    """End the process; what cannot be flushed any more is let go."""
    process.ignore_interrupts()
    streams.let_go()
    process.end(int(status))


def _outcome(arguments: Sequence[str]) -> Outcome:
    from powercalc.cli.app import app
    from powercalc.cli.progress import SecondsCounter

    process.heed_interrupts()
    _heed_shell(arguments)
    with SecondsCounter():
        result = app(_without_quiet(arguments), prog_name="powercalc", standalone_mode=False)
    match result:
        case Outcome():
            return result
        case int():
            return Outcome(status=ExitStatus(result))
        case _:
            return Outcome()


def _without_quiet(arguments: Sequence[str]) -> list[str]:
    """Heed --quiet wherever it stands, and leave it out; what comes after -- is no option."""
    end = list(arguments).index("--") if "--" in arguments else len(arguments)
    streams.MANNERS.quiet = any(each in _QUIET for each in arguments[:end])
    return [*(each for each in arguments[:end] if each not in _QUIET), *arguments[end:]]


def _heed_shell(arguments: Sequence[str]) -> None:
    """Have typer heed a shell that is named for completion; it looks only at the one that it finds."""
    for option, named in pairwise(arguments):
        if option in _COMPLETION and not named.startswith("-"):
            os.environ["_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION"] = "1"


def _told(outcome: Outcome) -> int:
    streams.write(outcome.text)
    if not (streams.MANNERS.quiet or (outcome.tells_warnings and streams.same_terminal())):
        streams.complain(_at_most([f"warning: {warning}" for warning in outcome.warnings], "warnings"))
    return outcome.status


def _sentences(error: Exception) -> Iterator[str]:
    """Yield what went wrong, one line per problem, with its place in front."""
    from powercalc.errors import CallError, PowercalcError

    if problems := getattr(error, "problems", ()):
        yield from _at_most([str(problem) for problem in problems], "problems")
    elif isinstance(error, CallError):
        yield from _at_most([f"powercalc: {each}" for each in error.told], "problems")
    elif isinstance(error, PowercalcError):
        yield f"powercalc: {error}"
    elif hasattr(error, "format_message"):
        yield from _usage(error)
    else:
        yield f"powercalc: {_unforeseen(error)}"


def _at_most(messages: Sequence[str], what: str) -> Iterator[str]:
    """Yield as many messages as anyone mends in one go, and how many more there are."""
    yield from messages[:MOST]
    if len(messages) > MOST:
        yield f"powercalc: {len(messages) - MOST:,} more {what}, not shown"


def _usage(error: Exception) -> Iterator[str]:
    """Yield what is wrong with the call: typer's message, and where to look. No command at all: the help."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "powercalc"
    message = str(error.format_message())  # type: ignore[attr-defined]
    if message.startswith("Usage:"):
        yield from message.splitlines()
        return
    yield f"{command}: {' '.join(message.replace('Value error, ', '').split())}"
    yield f"{command} --help shows examples and options"


def _unforeseen(error: Exception) -> str:
    match error:
        case MemoryError():
            return "there is not enough memory for this"
        case RecursionError():
            return "the input is nested too deeply"
        case OSError():
            where = f"{error.filename}: " if error.filename else "the output cannot be written: "
            return f"{where}{error.strerror or error}"
        case _:
            what = f"{type(error).__name__}: {error}"
            return f"an error in powercalc itself: {what}; please report it, {TRACEBACK}=1 shows where"
