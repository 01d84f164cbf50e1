"""Hold the rows that DuckDB makes of findings against those of explained findings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

from skulint.engine.evaluation.findings import Sight, make_findings
from skulint.engine.evaluation.summary import rule_infos
from skulint.engine.evaluation.tabled.lay_out import lay_out
from skulint.engine.model.finding_columns import COLUMNS
from skulint.engine.model.report import Report
from skulint.engine.reporters import Language, Options
from skulint.engine.reporters.table import findings_table
from skulint.engine.store.sql import fetch

from .engines import Check, run

Row = dict[str, Any]

#: What a row says of fixes; where they were not searched, nothing is claimed.
FIXES = frozenset({"fix", "fix_fact", "fix_target", "fix_change", "fix_searched"})
#: Waiting is looked into for what is explained, and there for the worst alone.
EXPLAINED_ONLY = frozenset({"wait_until"})


def explained_rows(check: Check, lang: Language) -> list[Row]:
    """Explain every finding, and lay the findings out."""
    sight = Sight(check.plan, check.store, check.context, rule_infos(check.plan))
    results = run(check, "duckdb", None)
    findings = make_findings(sight, results.selected)
    report = SimpleNamespace(findings=findings, packs=(), entities={})
    table = findings_table(cast(Report, report), Options(lang))
    return [dict(zip(COLUMNS, row, strict=True)) for row in table.rows]


def made_rows(check: Check, lang: Language) -> list[Row]:
    """Let DuckDB make every row."""
    sight = Sight(check.plan, check.store, check.context, rule_infos(check.plan))
    rules = run(check, "duckdb", 0).rules
    counts = {name: each.outcomes for name, each in rules.items()}
    query = lay_out(sight, counts, lang, lambda path: path, "")
    found = fetch(check.store.connection, query)
    return [dict(zip(COLUMNS, row, strict=True)) for row in found]


def table_differences(
    explained: Sequence[Row], made: Sequence[Row]
) -> tuple[list[str], Counter[str]]:
    """Describe where both disagree, and count the rows by what they say."""
    lines: list[str] = []
    counted: Counter[str] = Counter()
    wanted, found = _by_finding(explained), _by_finding(made)
    for name in sorted(wanted.keys() | found.keys(), key=str):
        if len(wanted[name]) != len(found[name]):
            lines.append(f"{name}: {len(wanted[name])} explained, {len(found[name])} made")
            continue
        for one, other in zip(wanted[name], found[name], strict=True):
            searched = other["fix_searched"] is not False
            left_out = EXPLAINED_ONLY if searched else EXPLAINED_ONLY | FIXES
            counted[other["outcome"]] += 1
            counted["fix"] += other["fix_target"] is not None
            counted["not searched"] += not searched
            counted["line"] += other["line"] is not None
            lines += [
                f"{one['rule']} {one['outcome']} {one['key']} {column}: explained"
                f" {one[column]!r}, made {other[column]!r}"
                for column in COLUMNS
                if column not in left_out and one[column] != other[column]
            ]
    return lines, counted


def _by_finding(rows: Sequence[Row]) -> defaultdict[tuple[Any, ...], list[Row]]:
    found: defaultdict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        found[row["fingerprint"], row["outcome"], row["clause"]].append(row)
    return found
