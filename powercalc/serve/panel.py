"""What a live page has beside the report: its panel, its script and its style."""

from __future__ import annotations

import json
from importlib.resources import files
from string import Template

from powercalc.languages import code
from powercalc.report.page.build import Added, policy_of, report_style
from powercalc.report.page.html import safe
from powercalc.serve.spoken_on_the_panel import spoken, told


def _asset(name: str) -> str:
    return files("powercalc.serve.page").joinpath(name).read_text(encoding="utf-8")


def live_panel(version: str) -> Added:
    """Return what makes the report of one version of a file alive."""
    markup = Template(told(_asset("panel.html"))).substitute(
        version=safe(version), words=safe(json.dumps(spoken()))
    )
    return Added(markup=markup, style=_asset("serve.css"), script=_asset("serve.js"), connects=True)


def waiting_page(name: str) -> str:
    """Return the page that is shown as long as there is no report of what has this name."""
    panel = live_panel("")
    style, script = report_style() + panel.style, panel.script
    return Template(told(_asset("waiting.html"))).substitute(
        lang=code(),
        policy=policy_of(style, script, connects=True),
        title=safe(name, 120),
        style=style,
        script=script,
        panel=panel.markup,
    )
