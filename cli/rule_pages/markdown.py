"""Pages of the rule book as Markdown, in which no text of a pack is markup."""

from __future__ import annotations

from collections.abc import Iterator

from skulint.engine.reporters.markdown_text import code, prose

from .content import BookPage, Cell, Code, Link, Table

ENDING = ".md"


def render(page: BookPage) -> str:
    """Write a page."""
    return "\n".join(_lines(page)) + "\n"


def _lines(page: BookPage) -> Iterator[str]:
    yield f"# {prose(page.title)}"
    yield ""
    yield _piece(page.other)
    for text in page.intro:
        yield ""
        yield prose(text)
    for table in page.tables:
        yield ""
        yield f"## {prose(table.title)}"
        yield ""
        yield from _table(table)


def _table(table: Table) -> Iterator[str]:
    if not table.heads:
        yield from (f"- {_cell(cell)}" for row in table.rows for cell in row)
        return
    yield f"| {' | '.join(prose(head) for head in table.heads)} |"
    yield "|" + "---|" * len(table.heads)
    for row in table.rows:
        yield f"| {' | '.join(_cell(cell) for cell in row)} |"


def _cell(cell: Cell) -> str:
    return "<br>".join(_piece(piece) for piece in cell)


def _piece(piece: str | Code | Link) -> str:
    if isinstance(piece, Code):
        return code(piece.text)
    if isinstance(piece, Link):
        return f"[{prose(piece.text)}]({piece.page}{ENDING})"
    return prose(piece)
