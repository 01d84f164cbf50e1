"""`skulint diff`: what a change of rules does to a catalogue."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..clock import today
from ..options import LANGUAGE, NAMED, AsOf
from ..pack_sources import pack_folder
from ..terminal import print_diagnostics, tolerate_narrow_encodings

if TYPE_CHECKING:
    from skulint.engine.checking.diff import Difference, RuleChange
    from skulint.engine.reporters.json_writer import Json

#: So many keys are named on a line of the text.
_SHOWN = 10


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.argument("files", nargs=-1)
@NAMED
@click.option("--program", "programs", multiple=True, metavar="ID", help="The program to apply to.")
@click.option(
    "--pack",
    type=click.Path(path_type=Path),
    default=Path("rules"),
    show_default=True,
    help="The folder of the pack, where OLD or NEW is a git revision.",
)
@click.option(
    "--as-of", type=AsOf(), metavar="DATE", help="The day to judge for; today if not given."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="The text names some records of each change, JSON all of them.",
)
@click.option(
    "--sweep",
    "swept",
    metavar="PARAMETER=FROM..TO[:STEP]",
    help="Try values of a parameter instead, and say how many records each would keep.",
)
@LANGUAGE
def command(
    old: str,
    new: str,
    files: tuple[str, ...],
    named: tuple[tuple[str, str], ...],
    programs: tuple[str, ...],
    pack: Path,
    as_of: datetime | None,
    form: str,
    swept: str | None,
    lang: str,
) -> None:
    """Judge FILES by the packs OLD and NEW, and name the records whose outcome differs.

    OLD and NEW are folders with rules, git revisions of the folder named by --pack, installed
    packs such as skulint-core@0.1.0, or wheels. With --sweep, one pack is enough: PACK FILES.
    """
    from skulint.engine.checking.diff import diff
    from skulint.engine.checking.options import CheckOptions, ExitCode
    from skulint.engine.reporters.json_writer import encode
    from skulint.engine.text.diagnostics import Diagnostics

    tolerate_narrow_encodings()
    names = [old, new]
    if swept is not None and Path(new).is_file() and not new.endswith(".whl"):
        names, files = [old], (new, *files)
    if not files and not named:
        raise click.UsageError("name at least one file with facts")
    diagnostics = Diagnostics()
    options = CheckOptions(
        files=files,
        as_of=as_of or today(),
        entity_of={path: entity for entity, path in named},
        programs=programs,
    )
    with tempfile.TemporaryDirectory(prefix="skulint-") as folder:
        packs = [
            pack_folder(each, pack, Path(folder, str(index))) for index, each in enumerate(names)
        ]
        if swept is not None:
            from ..sweep_report import print_sweeps

            sys.exit(print_sweeps(dict(zip(names, packs, strict=True)), swept, options, form, lang))
        found = diff(packs[0], packs[1], options, diagnostics)
    print_diagnostics(diagnostics.sorted(), lang)
    if found is None:
        sys.exit(ExitCode.COULD_NOT_RUN)
    if form == "json":
        for piece in encode(_document(found)):
            sys.stdout.write(piece)
        sys.stdout.write("\n")
    else:
        sys.stdout.write("\n".join(_lines(found, lang)) + "\n")
    if not found.judged:
        sys.exit(ExitCode.NOTHING_CHECKED)
    sys.exit(ExitCode.FINDINGS if found.moved else ExitCode.CLEAR)


_WORDS = {
    "en": {
        "no_rule": "no rule",
        "moved": "{before} -> {after}: {count:count} ({keys}{more})",
        "removed": "no longer asked: {what}",
        "added": "now asked: {what}",
        "when": "asked where {before}; now where {after}",
        "derived": "worked out in another way: {names}",
        "summary": "{judged:count} outcomes compared, {moved:count} changed",
    },
    "zh": {
        "no_rule": "无此规则",
        "moved": "{before} -> {after}：{count:count} 个（{keys}{more}）",
        "removed": "不再要求：{what}",
        "added": "新的要求：{what}",
        "when": "原适用于：{before}；现适用于：{after}",
        "derived": "推算方式有变：{names}",
        "summary": "比较了 {judged:count} 个结果，其中 {moved:count} 个有变",
    },
}


def _lines(found: Difference, lang: str) -> Iterator[str]:
    from skulint.engine.text.safe_text import sanitise
    from skulint.engine.wording.phrases import fill

    words = _WORDS[lang]
    rule = None
    for each in found.moved:
        if each.rule != rule:
            rule = each.rule
            yield rule
            yield from (f"  {line}" for line in _reasons(found.changes[rule], lang))
        shown = ", ".join(sanitise(key, 60) for key in each.keys[:_SHOWN])
        names = [words.get(outcome, outcome) for outcome in (each.before, each.after)]
        values: dict[str, str | int] = {
            "before": names[0],
            "after": names[1],
            "count": len(each.keys),
            "keys": shown,
            "more": ", …" if len(each.keys) > _SHOWN else "",
        }
        yield "  " + fill(words["moved"], values)
    moved = sum(len(each.keys) for each in found.moved)
    yield fill(words["summary"], {"judged": found.judged, "moved": moved})


def _reasons(change: RuleChange, lang: str) -> Iterator[str]:
    from skulint.engine.wording.phrases import fill
    from skulint.engine.wording.values import translated

    words = _WORDS[lang]
    for key, texts in (("removed", change.removed), ("added", change.added)):
        for text in texts:
            yield fill(words[key], {"what": translated(text, lang)})
    if change.when is not None:
        before, after = (translated(each, lang) for each in change.when)
        yield fill(words["when"], {"before": before, "after": after})
    if change.derived:
        yield fill(words["derived"], {"names": ", ".join(change.derived)})


def _document(found: Difference) -> Json:
    return {
        "judged": found.judged,
        "changed": tuple(
            {
                "rule": each.rule,
                "entity": each.entity,
                "before": each.before,
                "after": each.after,
                "keys": each.keys,
            }
            for each in found.moved
        ),
        "rules": {
            name: {
                "removed": tuple(dict(each) for each in change.removed),
                "added": tuple(dict(each) for each in change.added),
                "when": None if change.when is None else tuple(dict(each) for each in change.when),
                "derived": change.derived,
            }
            for name, change in found.changes.items()
        },
    }
