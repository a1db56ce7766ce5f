"""What the page on uncertainty shows is what happens."""

import re
from pathlib import Path

from powercalc.propagation.propagate import evaluate_uncertainty
from powercalc.site.read import read_text

PAGE = (Path(__file__).parents[2] / "docs" / "explanation" / "uncertainty.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return str(found)


def test_the_site_of_the_page_is_evaluated() -> None:
    found = evaluate_uncertainty(read_text(block("toml")), samples=256, plain=True)
    assert {"grid", "ups-a"} <= {each.origin for each in found.influences}
    assert len(found.targets) == 1


def test_the_python_of_the_page_runs() -> None:
    exec(compile(block("python"), "uncertainty.md", "exec"), {"__name__": "page"})  # noqa: S102 - our own text
