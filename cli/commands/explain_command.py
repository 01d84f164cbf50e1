"""`skulint explain`: what a rule asks, what a code means, how one record fares under all rules."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

import click

import skulint

from ..clock import today
from ..options import LANGUAGE, RULES, AsOf
from ..terminal import print_diagnostics, tolerate_narrow_encodings

_WRITTEN_AS_CODE = re.compile(r"SKU-[A-Z]\d+", re.IGNORECASE)
_CODES_STAND = "a message shows its code in brackets, as in `error[SKU-F010]`"


@click.command("explain")
@click.argument("names", nargs=-1, metavar="[RULE|CODE... | FILE...]")
@click.option(
    "--subject", metavar="KEY", help="Walk this record of FILEs through every rule of a program."
)
@click.option("--program", "programs", multiple=True, metavar="ID", help="The program to apply to.")
@RULES
@click.option(
    "--as-of", type=AsOf(), metavar="DATE", help="The day to explain for; today if not given."
)
@LANGUAGE
def command(
    names: tuple[str, ...],
    subject: str | None,
    programs: tuple[str, ...],
    packs: tuple[Path, ...],
    as_of: datetime | None,
    lang: Literal["en", "zh"],
) -> None:
    """Say what each RULE asks, of whom, since when, by which source, with examples.

    A CODE such as SKU-F010 stands in the message of a problem; it is explained as well.

    With --subject, FILEs are read as by `skulint check`, and every rule is shown with the values
    that decided it.
    """
    tolerate_narrow_encodings()
    if not names:
        raise click.UsageError(
            "name a file with facts" if subject else "name a rule; `skulint rules list` shows all"
        )
    day = as_of or today()
    if subject is not None:
        sys.exit(_explain_subject(names, subject, programs, packs, day, lang))
    sys.exit(_explain_names(names, packs, day, lang))


def _explain_names(names: Sequence[str], packs: Sequence[Path], as_of: datetime, lang: str) -> int:
    from skulint.engine.checking.options import ExitCode
    from skulint.engine.text.codes import explain, find_code

    rules = [name for name in names if find_code(name) is None]
    # Codes need no rule book, which may be what their reader has broken.
    cards = _rule_texts(rules, packs, as_of, lang) if rules else {}
    if cards is None:
        return ExitCode.COULD_NOT_RUN
    click.echo("\n\n".join(explain(name, lang) or cards[name] for name in names))
    return ExitCode.CLEAR


def _rule_texts(
    names: Sequence[str], packs: Sequence[Path], as_of: datetime, lang: str
) -> dict[str, str] | None:
    """Describe rules by their ids; say what is wrong and give None where one cannot be."""
    from skulint.engine.checking.rule_card import rule_card
    from skulint.engine.loading import load_rulebook, packs_with
    from skulint.engine.resources import rules_dir
    from skulint.engine.text.codes import nearest_code
    from skulint.engine.text.diagnostics import Diagnostics
    from skulint.engine.wording.values import translated

    from ..rule_text import card_lines

    diagnostics = Diagnostics()
    book = load_rulebook(packs_with(rules_dir(), packs), diagnostics)
    cards = []
    if not diagnostics.has_errors:
        for name in names:
            if name not in book.rules and _WRITTEN_AS_CODE.fullmatch(name):
                diagnostics.error(
                    "SKU-C012", f"unknown code `{name}`", help=nearest_code(name) or _CODES_STAND
                )
            else:
                cards.append(rule_card(book, name, as_of.date(), diagnostics))
    print_diagnostics(diagnostics.sorted(), lang)
    if diagnostics.has_errors:
        return None
    texts = {}
    for card in cards:
        assert card is not None
        entity = translated(book.dictionary.entities[card.rule.entity].title, lang)
        texts[card.rule.id] = "\n".join(card_lines(card, entity, lang))
    return texts


def _explain_subject(
    files: Sequence[str],
    subject: str,
    programs: tuple[str, ...],
    packs: tuple[Path, ...],
    as_of: datetime,
    lang: Literal["en", "zh"],
) -> int:
    from skulint.engine.checking.check import check
    from skulint.engine.checking.options import CheckOptions, ExitCode
    from skulint.engine.text.diagnostics import Diagnostics

    from ..output import plan_outputs, write_reports

    diagnostics = Diagnostics()
    options = CheckOptions(
        files=tuple(files),
        as_of=as_of,
        programs=programs,
        packs=packs,
        subject=subject,
    )
    report = check(options, skulint.__version__, diagnostics)
    if report is None:
        print_diagnostics(diagnostics.sorted(), lang)
        return ExitCode.COULD_NOT_RUN
    write_reports(report, plan_outputs([("text", None)]), lang, verbose=True)
    return ExitCode.CLEAR
