"""Pages of the rule book as HTML that needs no network; the template escapes every text."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from skulint.engine.text.safe_text import sanitise

from .content import BookPage, Code, Link

ENDING = ".html"


def render(page: BookPage) -> str:
    """Write a page."""
    return _template().render(page=page, ending=ENDING, kind=_kind, safe=sanitise)


def _kind(piece: str | Code | Link) -> str:
    return type(piece).__name__


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("page.html")
