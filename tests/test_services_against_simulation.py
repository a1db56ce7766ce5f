"""Services against the event-by-event simulation: one generated site of each kind, within 3 % and 3 errors.

Five of each kind, with a table and all lengths of interruptions: `python -m tests.compare_services 5`.
"""

import pytest

from tests.compare_services import comparisons
from tests.sites_of_services import OF_SERVICES

CHECKED = ("hours", "interruptions")


@pytest.mark.parametrize("kind", OF_SERVICES)
def test_services_are_down_as_long_and_as_often_as_simulated(kind: str) -> None:
    rows = [row for found in comparisons(kind, 1, seed=1) for row in found if row.what in CHECKED]
    assert rows
    assert [row for row in rows if not (row.agrees or row.admitted)] == []
