"""What goes in together, in the text report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model.conclusion import State
from .columns import pad, width
from .page import Line, Page, Style, hang, heading
from .pool_phrasing import pool_head, pool_notes

if TYPE_CHECKING:
    from ..model.report import Report

_STYLES = {
    State.BLOCKED: Style.ERROR,
    State.UNDECIDED: Style.UNKNOWN,
    State.HOLDS: Style.GOOD,
}


def pool_lines(report: Report, page: Page) -> list[Line]:
    """Return the verdict on each pool, and who would have to stay out."""
    if not report.pools:
        return []
    label = max(width(page.say(f"state.{state.value}")) for state in State)
    lines = [heading(page.say("pools"))]
    blank = ((" " * (2 + label + 2), Style.PLAIN),)
    for item in report.pools:
        said = page.say(f"state.{item.state.value}")
        head = ((f"  {pad(said, label)}  ", _STYLES[item.state]),)
        lines += hang(head, pool_head(item, page), page.width, Style.STRONG)
        for note in pool_notes(item, page):
            lines += hang(blank, note, page.width)
    return lines
