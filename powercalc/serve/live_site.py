"""A site that follows its file: the last good state of it, and what is wrong with the file now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from powercalc.engine.remembered import Remembered
from powercalc.errors import CallError, PowercalcError, Problem, SiteError
from powercalc.evaluation import Evaluation
from powercalc.evaluation.as_it_behaves import as_it_behaves
from powercalc.report.output import create, write
from powercalc.response import Asked
from powercalc.serve.edits import Edit, check_text, edited, texts_with
from powercalc.serve.rendering import Rendered, Rendering
from powercalc.serve.watched_file import Signature, WatchedFile
from powercalc.site import Site
from powercalc.site.read import read

SOUND, WRONG, GONE = "sound", "wrong", "gone"
"""What the file is now: as shown, with errors, not there."""


@dataclass(frozen=True, kw_only=True)
class LastGood:
    """The site as it was read last without an error."""

    site: Site
    version: str
    remembered: Remembered = field(default_factory=Remembered)
    figures: Evaluation | None = None
    """Its headlines; None where it is too large."""
    why_not: str = ""

    def evaluated(self, site: Site) -> Evaluation:
        """Return the headlines of a variant, without reasons."""
        return as_it_behaves(site, Asked(durations=(), uses=False, remembered=self.remembered))


class LiveSite:
    """A site file, followed."""

    def __init__(self, path: Path, *, renders: bool = True) -> None:
        self.file = WatchedFile(path)
        self.good: LastGood | None = None
        self.rendered: Rendered | None = None
        self._renders = renders
        self._rendering: Rendering | None = None
        self._status, self._problems = SOUND, tuple[Problem, ...]()
        self._seen: Signature | None = None
        self._looking, self._evaluating = Lock(), Lock()
        self._ended = False

    @property
    def name(self) -> str:
        """What it is called: as it was read last, or by its file."""
        return self.good.site.name if self.good else self.file.path.name

    # -- following the file --------------------------------------------------------------------

    def look(self) -> bool:
        """Read the file where it is another one than before, and rests; tell whether it was."""
        with self._looking:
            if self._seen is not None and self.file.signature() == self._seen:
                return False
            self._read()
            return True

    def _read(self) -> None:
        self._seen = self.file.at_rest()
        found = self._tried()
        if isinstance(found, SiteError):  # half of a file may have rested for a moment
            self._seen = self.file.at_rest()
            found = self._tried()
        self.file.look_for_files()
        self._seen = self.file.signature()
        if isinstance(found, SiteError):
            self._problems = found.problems
            self._status = WRONG if self.file.path.exists() else GONE
            return
        self._status, self._problems = SOUND, ()
        self._take(found)

    def _tried(self) -> Site | SiteError:
        try:
            return read(self.file.path)
        except SiteError as error:
            return error

    def _take(self, site: Site) -> None:
        """Let a site be the last good one."""
        assert site.sources is not None
        version = site.sources.sha256
        if self.good is not None and self.good.version == version:
            return
        good = LastGood(site=site, version=version)
        try:
            with self._evaluating:
                good = LastGood(
                    site=site, version=version, remembered=good.remembered, figures=good.evaluated(site)
                )
        except PowercalcError as error:
            good = LastGood(site=site, version=version, why_not=str(error))
        self.good = good
        if self._renders:
            self._render(good)

    def _render(self, good: LastGood) -> None:
        if self._rendering is not None:
            self._rendering.give_up()
        self._rendering = rendering = Rendering(good.site, good.version)

        def wait() -> None:
            found = rendering.result()
            if found is not None and self._rendering is rendering:
                self.rendered = found

        Thread(target=wait, daemon=True).start()

    def end(self) -> None:
        """Stop what is still being made."""
        self._ended = True
        if self._rendering is not None:
            self._rendering.give_up()

    @property
    def ended(self) -> bool:
        """Whether nobody follows the file any more."""
        return self._ended

    def state(self) -> dict[str, Any]:
        """Return what a page has to know."""
        return {
            "status": self._status,
            "file": str(self.file.path),
            "version": self.good.version if self.good else "",
            "rendered": self.rendered.version if self.rendered else "",
            "why_not": self._why_not(),
            "problems": [_told(problem) for problem in self._problems],
        }

    def _why_not(self) -> str:
        if self.good is not None and self.good.why_not:
            return self.good.why_not
        return self.rendered.why_not if self.rendered else ""

    # -- changes -------------------------------------------------------------------------------

    def sound(self, version: str) -> LastGood:
        """Return the last good site, where it is the one that a page shows. Raises `CallError`."""
        if self.good is None:
            raise CallError("the file has errors, and has had none without; mend them first")
        if self.good.version != version:
            raise CallError("the file has changed since; the page is renewed in a moment")
        return self.good

    def variant(self, version: str, edits: tuple[Edit, ...]) -> tuple[Site, Evaluation]:
        """Return what changes make of the site. Raises what `evaluate` does."""
        good = self.sound(version)
        if good.figures is None:
            raise CallError(good.why_not)
        if not edits:
            return good.site, good.figures
        site = edited(good.site, edits)
        with self._evaluating:
            return site, good.evaluated(site)

    def write(self, version: str, edits: tuple[Edit, ...], *, again: bool = False) -> None:
        """Write changes to the files that they concern. Raises `CallError` where these have changed.

        With `again`, a file that has been deleted is written as it was, with the changes.
        """
        with self._looking:
            good = self.sound(version)
            if self._rewritten(good, edits, again=again):
                return
            meant = edited(good.site, edits)
            texts = texts_with(good.site, edits)
            if not any(texts):  # no included file is another one
                check_text(texts.get("", _text_of(good.site, "")), self.file.path.parent, meant)
            paths = self._paths(good.site)
            for name, text in texts.items():
                self._check(paths[name], _text_of(good.site, name))
                write(paths[name], text.encode())

    def _rewritten(self, good: LastGood, edits: tuple[Edit, ...], *, again: bool) -> bool:
        path = self.file.path
        if path.exists():
            return False
        if not again:
            raise CallError(f"{path} is not there any more; nothing was written. Write it again?")
        edited(good.site, edits)
        create(path, texts_with(good.site, edits).get("", _text_of(good.site, "")).encode())
        return True

    def _paths(self, site: Site) -> Mapping[str, Path]:
        assert site.sources is not None
        return {source.name: Path(source.file or "") for source in site.sources.files}

    def _check(self, path: Path, expected: str) -> None:
        try:
            now = path.read_bytes()
        except OSError as error:
            raise CallError(
                f"{path} cannot be read any more ({error.strerror}); nothing was written"
            ) from None
        if now != expected.encode():
            raise CallError(
                f"{path} has been changed meanwhile; nothing was written. "
                "The page is renewed in a moment, your changes stay"
            )


def _text_of(site: Site, name: str) -> str:
    assert site.sources is not None
    return next(source.text for source in site.sources.files if source.name == name)


def _told(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.place.file,
        "line": problem.place.line,
        "column": problem.place.column,
        "text": str(problem),
    }
