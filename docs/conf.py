"""Sphinx: the pages are Markdown; those under reference/generated are made from the package itself."""

import sys
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import generate

from powercalc import __version__

project = "powercalc"
author = "the powercalc authors"
copyright = "2026, the powercalc authors"  # noqa: A001 - Sphinx calls it so
release = version = __version__

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
if find_spec("latex2mathml"):  # else Sphinx asks MathJax, which needs a network to look at a page
    extensions.append("mathml")
    html_math_renderer = "mathml"
myst_heading_anchors = 3
exclude_patterns = ["_build", "**/README.md"]
suppress_warnings = ["misc.highlighting_failure"]  # an excerpt of a file need not be a whole one

smartquotes_action = "qe"  # an option of a command begins with two hyphens, which are no dash

html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["pages.css"]
html_title = f"powercalc {__version__}"
html_copy_source = False
html_theme_options = {"source_edit_link": ""}

generate.write_all(Path(__file__).parent / "reference" / "generated")

man_pages = [("reference/generated/commands", "powercalc", "how available a site's power is", [author], 1)]
