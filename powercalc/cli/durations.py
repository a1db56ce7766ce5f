"""Times in options, read by the same grammar as those of a site file."""

from __future__ import annotations


def hours_of(option: str, given: str) -> float:
    """Return the time that an option states, [h]. Raises `CallError` with what would be right."""
    from powercalc.errors import CallError
    from powercalc.units import ValueProblem, hours

    try:
        return hours(given)
    except ValueProblem as problem:
        raise CallError(f'{option} "{given}" {problem.text}; expected {problem.expected}') from None


def horizon_of(given: str | None) -> float | None:
    """Return within which time chances are told, [h]; raises `CallError` before anything is computed."""
    from powercalc.report.horizon import checked

    return None if given is None else checked(hours_of("--horizon", given))
