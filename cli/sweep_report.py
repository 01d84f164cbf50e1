"""Print how many records each value of a parameter would keep: a table with a small chart."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from skulint.engine.reporters.columns import pad, width
from skulint.engine.text.safe_text import sanitise
from skulint.engine.wording.values import translated

from .terminal import print_diagnostics

if TYPE_CHECKING:
    from skulint.engine.checking.options import CheckOptions
    from skulint.engine.checking.sweep import Sweep, SweptRule
    from skulint.engine.reporters.json_writer import Json

_OUTCOMES = ("pass", "fail", "unknown", "not_applicable")
_CHART = 30
_WORDS = {
    "en": {
        "pass": "pass", "fail": "fail", "unknown": "unknown", "not_applicable": "not applicable",
        "now": "as it is",
    },
    "zh": {
        "pass": "通过", "fail": "不通过", "unknown": "无法判断", "not_applicable": "不适用",
        "now": "现值",
    },
}  # fmt: skip


def print_sweeps(
    packs: Mapping[str, Path], swept: str, options: CheckOptions, form: str, lang: str
) -> int:
    """Try the values in each pack, and give the exit code."""
    from skulint.engine.checking.options import ExitCode
    from skulint.engine.checking.sweep import read_range, sweep
    from skulint.engine.reporters.json_writer import encode
    from skulint.engine.text.diagnostics import Diagnostics

    wanted = read_range(swept)
    if isinstance(wanted, str):
        raise click.UsageError(wanted)
    found: dict[str, Sweep] = {}
    for name, pack in packs.items():
        diagnostics = Diagnostics()
        result = sweep(pack, wanted, options, diagnostics)
        print_diagnostics(diagnostics.sorted(), lang)
        if result is None:
            return ExitCode.COULD_NOT_RUN
        found[name] = result
    if form == "json":
        document: Json = tuple(_document(name, each) for name, each in found.items())
        sys.stdout.write("".join(encode(document)) + "\n")
    else:
        lines = [line for name, each in found.items() for line in _lines(name, each, lang)]
        sys.stdout.write("\n".join(lines) + "\n")
    judged = any(counts for each in found.values() for rule in each.rules for counts in
                 rule.counts.values())  # fmt: skip
    return ExitCode.CLEAR if judged else ExitCode.NOTHING_CHECKED


def _lines(name: str, swept: Sweep, lang: str) -> Iterator[str]:
    yield f"{sanitise(name)}: {translated(swept.title, lang)} ({swept.parameter})"
    for rule in swept.rules:
        yield ""
        yield f"{rule.rule}  {translated(rule.title, lang)}"
        yield from _table(rule, swept.values, _WORDS[lang])


def _table(rule: SweptRule, values: tuple[str, ...], words: Mapping[str, str]) -> Iterator[str]:
    rows = [("", *(words[each] for each in _OUTCOMES))]
    keys = (None, *values)
    for key in keys:
        counts = rule.counts[key]
        rows.append((key or words["now"], *(f"{counts[each]:,}" for each in _OUTCOMES)))
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    most = max((counts["pass"] for counts in rule.counts.values()), default=0)
    bars = ["", *("#" * round(_CHART * rule.counts[key]["pass"] / most) if most else "" for key in
                  keys)]  # fmt: skip
    for row, bar in zip(rows, bars, strict=True):
        cells = [pad(cell, size, right=True) for cell, size in zip(row, widths, strict=True)]
        yield f"  {'  '.join(cells)}  {bar}".rstrip()


def _document(name: str, swept: Sweep) -> Json:
    return {
        "pack": name,
        "parameter": swept.parameter,
        "rules": tuple(
            {
                "rule": rule.rule,
                "entity": rule.entity,
                "values": tuple(
                    {"value": value, **{each: counts[each] for each in _OUTCOMES}}
                    for value, counts in rule.counts.items()
                ),
            }
            for rule in swept.rules
        ),
    }
