"""What a terminal, a log and a console of few characters get to see."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from pathlib import Path
from typing import Literal

import pytest

from skulint.cli import progress as progress_module
from skulint.cli.main import main
from skulint.cli.progress import STAGES, Progress, shown
from skulint.engine.reporters.columns import width

EXAMPLE = Path(__file__).parents[2] / "fixtures" / "examples" / "outlet"
CHECK = ["check", str(EXAMPLE / "catalog.csv"), str(EXAMPLE / "store.yaml"), "--no-config"]
CHECK += ["--program", "aliexpress/outlet", "--as-of", "2026-11-22"]
DECIDING = ("NO_COLOR", "FORCE_COLOR", "SKULINT_LANG")


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in DECIDING:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    # What a slow machine says of its progress belongs to no test here.
    monkeypatch.setattr(progress_module, "_LOG_EVERY", 3600.0)
    return monkeypatch


def check(environment: pytest.MonkeyPatch, encoding: str = "utf-8") -> bytes:
    """Give the bytes that a check writes where stdout has that encoding, as strict as it is."""
    written = io.BytesIO()
    stdout = io.TextIOWrapper(written, encoding=encoding, errors="strict")
    stderr = io.StringIO()
    environment.setattr(sys, "stdout", stdout)
    environment.setattr(sys, "stderr", stderr)
    with pytest.raises(SystemExit) as ended:
        main(CHECK, prog_name="skulint")
    stdout.flush()
    assert (ended.value.code, stderr.getvalue()) == (1, "")
    return written.getvalue()


@pytest.mark.parametrize(
    ("given", "coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
    ],
)
def test_colour_is_what_the_environment_says(
    environment: pytest.MonkeyPatch, given: dict[str, str], coloured: bool
) -> None:
    for name, value in given.items():
        environment.setenv(name, value)
    assert (b"\x1b[" in check(environment)) is coloured


@pytest.mark.parametrize("encoding", ["cp936", "cp437", "cp1252", "ascii", "utf-16"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_code_pages_of_windows_stop_nothing(
    environment: pytest.MonkeyPatch, encoding: str, lang: str
) -> None:
    environment.setenv("SKULINT_LANG", lang)
    text = check(environment, encoding).decode(encoding)
    assert "AE-OUTLET-002" in text
    if encoding in ("cp936", "utf-16"):
        assert ("只差一步" in text) is (lang == "zh")


def test_a_code_page_of_a_process(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("PYTHONIOENCODING", "ascii")
    environment.setenv("FORCE_COLOR", "1")
    environment.setenv("SKULINT_LANG", "zh")
    done = subprocess.run(
        [sys.executable, "-m", "skulint", *CHECK], capture_output=True, check=False
    )
    assert (done.returncode, b"Traceback" in done.stderr) == (1, False)
    assert b"AE-OUTLET-002" in done.stdout
    assert b"\x1b[" in done.stdout


def progress(live: bool, columns: int = 80, lang: Literal["en", "zh"] = "en") -> Progress:
    return Progress(lang, live, columns, started=100.0)


def test_a_log_gets_a_line_every_ten_seconds() -> None:
    seen = progress(live=False)
    printed = [(now, seen.draw(100.0 + now)) for now in range(36)]
    assert [(now, text) for now, text in printed if text] == [
        (10, "skulint: loading rules, 10 s\n"),
        (20, "skulint: loading rules, 20 s\n"),
        (30, "skulint: loading rules, 30 s\n"),
    ]
    assert seen.clear() == ""


def test_a_log_says_how_much_is_done() -> None:
    seen = progress(live=False)
    seen.enter("explaining", 2_000, 31_000)
    assert seen.draw(112.0) == "skulint: explaining findings 2,000 / 31,000, 12 s\n"


@pytest.mark.parametrize("columns", [20, 40, 200])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("stage", STAGES)
def test_a_bar_keeps_to_its_line_and_is_removed(
    columns: int, lang: Literal["en", "zh"], stage: str
) -> None:
    seen = progress(live=True, columns=columns, lang=lang)
    assert seen.draw(100.2) == ""
    seen.enter(stage, 1, 3)
    text = seen.draw(103.0)
    assert text.startswith("\r  [")
    assert width(text[1:]) == columns - 1
    assert "\n" not in text
    assert seen.clear() == "\r" + " " * (columns - 1) + "\r"


def test_the_bar_only_grows() -> None:
    seen = progress(live=True)
    lengths = []
    for stage in STAGES:
        for done in range(4):
            seen.enter(stage, done, 3)
            lengths.append(seen.draw(105.0).count("="))
    assert lengths == sorted(lengths)
    assert lengths[-1] > 20


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("term", ["xterm", "dumb"])
def test_a_terminal_has_nothing_left_of_it(term: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", term)
    stream = Terminal()
    with shown("en", stream):
        time.sleep(0.9)
    text = stream.getvalue()
    if term == "dumb":
        assert text == ""
        return
    assert "loading rules" in text
    assert text.endswith("\r")
    assert text.rsplit("\r", 2)[1].strip() == ""


def test_forced_colours_make_a_log_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    stream = io.StringIO()
    with shown("en", stream):
        time.sleep(0.7)
    assert stream.getvalue() == ""
