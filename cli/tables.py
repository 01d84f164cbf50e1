"""Tables of all findings, which the database writes while the check still runs."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from skulint.engine.reporters.paths import repository_path

from .output import Output, draft_beside, options_of_files

if TYPE_CHECKING:
    from skulint.engine.checking.options import CheckOptions, TableFile
    from skulint.engine.reporters import Language


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables the database is to write, and the drafts it writes them to, by output."""

    files: tuple[TableFile, ...] = ()
    drafts: Mapping[Output, Path] | None = None
    #: Whether something else shows every finding, so that all have to be explained as well.
    explain_all: bool = True


@contextmanager
def drafted_tables(
    outputs: Sequence[Output], options: CheckOptions, lang: Language, *, explain_all: bool
) -> Iterator[Tables]:
    """Make drafts of the tables the database can write by itself; they are gone in the end.

    `explain_all` is for callers that show every finding in a way of their own.
    """
    from skulint.engine.checking.options import TableFile, copies_all

    chosen = [each for each in outputs if each.reporter.table] if copies_all(options) else []
    if not chosen:
        yield Tables()
        return
    # The terminal is for a look at what is worst.
    others = [each for each in outputs if each not in chosen and each.reporter.name != "text"]
    path_of = partial(repository_path, options=options_of_files(lang))
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="skulint-")))
        drafts = {
            each: folder / each.reporter.name
            if each.path is None
            else draft_beside(each.path, stack)
            for each in chosen
        }
        yield Tables(
            tuple(
                TableFile(each.reporter.name, draft, lang, path_of)
                for each, draft in drafts.items()
            ),
            drafts,
            explain_all or bool(others),
        )
