"""How long a click on the report of a large site takes in a real browser, until everything is shown.

    python benchmarks/clicks.py [--runs N]

The aim is 100 ms for 300 components. Needs Chromium with its driver, and selenium.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

import powercalc as pc
from powercalc.report.page.build import render

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.browser.conftest import started
from tests.browser.large_site import large_site

MOST_MS = 100
TAKEN_OUT = ("grid-a", "gen", "ups-a-0", "tx-b", "pdu-b-3-4")
CLICK = """
const card = [...document.querySelectorAll(".card")].find((each) => each.dataset.id === arguments[0]);
const start = performance.now();
card.dispatchEvent(new MouseEvent("click", {bubbles: true}));
document.body.getBoundingClientRect();
return performance.now() - start;
"""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    site = large_site()
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "report.html")
        page.write_text(render(site, pc.evaluate(site)), encoding="utf-8")
        browser = started(Path(folder, "profile"))
        try:
            taken = [each for _ in range(runs) for each in _clicks(browser, page)]
        finally:
            browser.quit()
    counted = f"{len(site.components)} components, {len(taken)} clicks"
    print(f"{counted}: median {median(taken):.0f} ms, aim {MOST_MS} ms")
    return 0 if median(taken) <= MOST_MS else 1


def _clicks(browser: Any, page: Path) -> list[float]:
    browser.get(page.as_uri())
    return [browser.execute_script(CLICK, name) for name in TAKEN_OUT]


if __name__ == "__main__":
    sys.exit(main())
