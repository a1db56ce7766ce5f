"""The report as PDF: printed by a browser of this machine, without network and with an empty profile."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from powercalc.errors import CallError

VARIABLE = "POWERCALC_BROWSER"
BROWSERS = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge",
)  # fmt: skip
_LONGEST = 180
"""Seconds that printing may take."""
_QUIET = (
    "--headless", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer",
)  # fmt: skip


def browser() -> str:
    """Return the browser that prints. Raises `CallError` where there is none."""
    named = os.environ.get(VARIABLE)
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        why = (
            f'{VARIABLE} names "{named}", which is not there'
            if named
            else "no Chromium or Chrome is on the PATH"
        )
        raise CallError(
            f"a PDF is printed by a browser, and {why}; set {VARIABLE} to one, or print FILE.html"
        )
    return found


def printed(page: str) -> bytes:
    """Return the page as a browser prints it. Raises `CallError` where that fails."""
    program = browser()
    with tempfile.TemporaryDirectory(prefix="powercalc-", ignore_cleanup_errors=True) as folder:
        source, target = Path(folder, "report.html"), Path(folder, "report.pdf")
        source.write_text(page, encoding="utf-8")
        call = [program, *_QUIET, *_rootless(), f"--user-data-dir={folder}/profile"]
        call += [f"--print-to-pdf={target}", source.as_uri()]
        try:
            subprocess.run(  # noqa: S603 - a program that the user named or has on the PATH
                call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=_LONGEST, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise CallError(
                f"{program} could not print the page: {error}; write FILE.html and print that"
            ) from None
        if not target.exists():
            raise CallError(
                f"{program} printed nothing; set {VARIABLE} to another browser, or write FILE.html"
            )
        return target.read_bytes()


def _rootless() -> list[str]:
    """Return what a browser of the administrator asks for, who has no sandbox."""
    return ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
