"""Progress of long work on the error stream: a bar in a terminal, a line every 10 s in a log."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal, TextIO

from skulint.engine.reporters.columns import pad, shorten, width

#: Work that is over sooner is not worth a word.
_PATIENCE = 0.5
_REDRAW = 0.1
_LOG_EVERY = 10.0
_BAR = 24

STAGES = ("rules", "reading", "judging", "explaining", "writing")
_WORDS = {
    "en": {
        "rules": "loading rules",
        "reading": "reading files",
        "judging": "judging",
        "explaining": "explaining findings",
        "writing": "writing all findings",
    },
    "zh": {
        "rules": "加载规则",
        "reading": "读取文件",
        "judging": "判定",
        "explaining": "整理结果",
        "writing": "写出全部结果",
    },
}


def is_live(stream: TextIO) -> bool:
    """Tell whether lines can be drawn over; colours forced onto a log make it no terminal."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


@dataclass(slots=True)
class Progress:
    """Where a run is; `draw` returns what to print at a moment, and may be asked at any time."""

    lang: Literal["en", "zh"]
    live: bool
    columns: int
    started: float
    stage: str = STAGES[0]
    done: int = 0
    total: int = 0
    _logged: float = field(init=False)
    _drawn: bool = False

    def __post_init__(self) -> None:
        """Count the wait for the first line from the beginning."""
        self._logged = self.started

    def enter(self, stage: str, done: int = 0, total: int = 0) -> None:
        """Note that a stage began, or how far it is."""
        self.stage, self.done, self.total = stage, done, total

    def draw(self, now: float) -> str:
        """Return what to print now; often nothing."""
        seconds = now - self.started
        if self.live:
            if seconds < _PATIENCE:
                return ""
            self._drawn = True
            return "\r" + self._bar(seconds)
        if now - self._logged < _LOG_EVERY:
            return ""
        self._logged = now
        return f"skulint: {self._words()}, {seconds:.0f} s\n"

    def clear(self) -> str:
        """Return what removes the bar, so that nothing of it stands among the results."""
        if not self._drawn:
            return ""
        self._drawn = False
        return "\r" + " " * (self.columns - 1) + "\r"

    def _bar(self, seconds: float) -> str:
        part = self.done / self.total if self.total else 0.5
        filled = int((STAGES.index(self.stage) + min(part, 1)) / len(STAGES) * _BAR)
        text = f"  [{'=' * filled}{'.' * (_BAR - filled)}] {self._words()} {seconds:.0f} s"
        # The last column stays free: writing there makes some terminals begin a new line.
        room = self.columns - 1
        return pad(shorten(text, room) if width(text) > room else text, room)

    def _words(self) -> str:
        words = _WORDS[self.lang][self.stage]
        return f"{words} {self.done:,} / {self.total:,}" if self.total else words


@contextmanager
def shown(lang: Literal["en", "zh"], stream: TextIO | None = None) -> Iterator[Progress]:
    """Show the progress of what runs inside; nothing of it is left on a terminal."""
    out = stream or sys.stderr
    live = is_live(out)
    columns = _columns(out) if live else 80
    progress = Progress(lang, live, columns, time.monotonic())
    over = threading.Event()

    def repeat() -> None:
        while not over.wait(_REDRAW if live else 1.0):
            _print(progress.draw(time.monotonic()), out)

    thread = threading.Thread(target=repeat, daemon=True)
    thread.start()
    try:
        yield progress
    finally:
        over.set()
        thread.join()
        _print(progress.clear(), out)


def _columns(stream: TextIO) -> int:
    try:
        return max(20, os.get_terminal_size(stream.fileno()).columns)
    except (OSError, ValueError):
        return 80


def _print(text: str, stream: TextIO) -> None:
    if not text:
        return
    try:
        stream.write(text)
        stream.flush()
    except (OSError, ValueError):
        # Nobody reads along any more; the check itself goes on.
        return
