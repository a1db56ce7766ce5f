"""Print the lowest version of each dependency that pyproject.toml states, and what its smoke tests need."""

import tomllib
from pathlib import Path

project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
extras = project["optional-dependencies"]
stated = [*project["dependencies"], *extras["testing"]]
for each in (*stated, "pytest"):
    print(each.replace(">=", "=="))  # noqa: T201
