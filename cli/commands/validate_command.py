"""`skulint validate`: look for mistakes in rule files."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..clock import today
from ..options import LANGUAGE, AsOf
from ..terminal import tolerate_narrow_encodings

if TYPE_CHECKING:
    from skulint.engine.model.rule import RuleBook
    from skulint.engine.text.diagnostics import Diagnostic

_SUMMARY = {
    "en": "{rules:count} {rules:plural:rule|rules}, {facts:count} {facts:plural:fact|facts},"
    " {programs:count} {programs:plural:program|programs},"
    " {cases:count} {cases:plural:case|cases}: {verdict}",
    "zh": "{rules:count} 条规则，{facts:count} 个事实，{programs:count} 个活动，"
    "{cases:count} 个用例：{verdict}",
}
_CLEAN = {"en": "no problems", "zh": "没有问题"}


@click.command("validate")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    show_default=True,
    help="How to print the problems.",
)
@click.option(
    "--stale",
    type=click.IntRange(min=0),
    metavar="DAYS",
    help="Report sources that nobody has compared with the rules for longer.",
)
@click.option(
    "--as-of", type=AsOf(), metavar="DATE", help="The day to look from; today if not given."
)
@LANGUAGE
def command(
    paths: tuple[Path, ...], form: str, stale: int | None, as_of: datetime | None, lang: str
) -> None:
    """Look for mistakes in the shipped rules and in those of PATHs: packs, or files of them."""
    from skulint.engine.checking.options import ExitCode
    from skulint.engine.loading.kept import clean_slate
    from skulint.engine.loading.pack_paths import packs_with
    from skulint.engine.resources import rules_dir
    from skulint.engine.text.diagnostics import Diagnostics

    tolerate_narrow_encodings()
    diagnostics = Diagnostics()
    day = (as_of or today()).date()
    slate = clean_slate(packs_with(rules_dir(), paths), f"{day} {stale}")
    counts = None if slate is None else slate.counts()
    if counts is None:
        from skulint.engine.checking.validate import validate

        counts = _counts(validate(paths, day, diagnostics, stale))
        if slate is not None and not len(diagnostics):
            slate.keep(counts)
    found = diagnostics.sorted()
    if form == "text":
        sys.stdout.write(_text(found, counts, lang))
    else:
        from ..diagnostic_formats import DIAGNOSTIC_FORMATS

        DIAGNOSTIC_FORMATS[form](found, sys.stdout)
    sys.exit(ExitCode.COULD_NOT_RUN if diagnostics.has_errors else ExitCode.CLEAR)


def _counts(book: RuleBook) -> dict[str, int]:
    return {
        "rules": len(book.rules),
        "facts": len(book.dictionary.facts),
        "programs": len(book.programs),
        "cases": len(book.cases),
    }


def _text(found: Sequence[Diagnostic], counts: Mapping[str, int], lang: str) -> str:
    from skulint.engine.text.render import render_each, summary
    from skulint.engine.wording.phrases import fill

    verdict = summary(found, lang) if found else _CLEAN[lang]
    last = fill(_SUMMARY[lang], {**counts, "verdict": verdict})
    return "\n".join([*render_each(found, lang), last]) + "\n"
