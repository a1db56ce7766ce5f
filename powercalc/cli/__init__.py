"""The command. Thin: each command reads, calls, and hands back a text and an exit status."""

from __future__ import annotations


def main() -> None:
    """Run the command with the arguments of the process and leave with its exit status."""
    from powercalc.cli import process

    process.prepare()
    from powercalc.cli.run import leave, run

    leave(run())
