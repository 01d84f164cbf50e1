"""A small shop in a folder, checked in this process by either engine."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from skulint.engine.checking.check import check
from skulint.engine.checking.options import CheckOptions
from skulint.engine.model.report import Evidence, Finding, Report
from skulint.engine.model.values import Absent
from skulint.engine.text.diagnostics import Diagnostics

AS_OF = datetime(2026, 11, 22)
STORE = "application:\n  - application_id: a\n    program_applied: OUTLET\n"
ENGINES = ("duckdb", "reference")
#: Those that read a history; judging their whole programs takes three times as long.
RULES = ("AE-OUTLET-002", "AE-PRICE-002")


@dataclass(frozen=True)
class Checked:
    """What came of a check: a report, or only diagnostics."""

    report: Report | None
    said: tuple[tuple[str, str, str], ...]

    def codes(self) -> list[str]:
        return [code for code, _, _ in self.said]

    def finding(self, rule: str, key: str) -> Finding:
        assert self.report is not None, self.said
        found = [
            each
            for each in self.report.findings
            if each.rule.id == rule and each.subject.key == key
        ]
        assert len(found) == 1, [(each.rule.id, each.subject.key) for each in self.report.findings]
        return found[0]

    def outcomes(self) -> dict[tuple[str, str], str]:
        assert self.report is not None
        assert self.report.outcomes is not None
        return {(each.rule, each.key): each.outcome.value for each in self.report.outcomes}


@dataclass
class Shop:
    """A folder with a catalogue, and whatever a test adds."""

    folder: Path
    names: list[str] = field(default_factory=list)

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def check(
        self,
        *names: str,
        engine: str = "duckdb",
        as_of: datetime = AS_OF,
        snapshots: Sequence[tuple[str, str]] = (),
        git: bool = False,
        rules: Sequence[str] = RULES,
        options: Mapping[str, Any] | None = None,
    ) -> Checked:
        """Check files of the folder, named as a user who stands in it would."""
        diagnostics = Diagnostics()
        before = Path.cwd()
        os.chdir(self.folder)
        try:
            report = check(
                CheckOptions(
                    files=tuple(Path(name) for name in names),
                    as_of=as_of,
                    rules=tuple(rules),
                    engine=engine,
                    snapshots=tuple(
                        (datetime.fromisoformat(day), Path(name)) for day, name in snapshots
                    ),
                    git_history=git,
                    all_outcomes=True,
                    **(options or {}),
                ),
                "test",
                diagnostics,
            )
        finally:
            os.chdir(before)
        said = tuple(
            (each.code, each.message, each.location or "") for each in diagnostics.sorted()
        )
        return Checked(report, said)

    def both(self, *names: str, **given: Any) -> Checked:
        """Check with both engines, which must agree on every outcome."""
        first, second = (self.check(*names, engine=engine, **given) for engine in ENGINES)
        assert first.outcomes() == second.outcomes()
        assert first.said == second.said
        return first

    def git(self, *arguments: str, when: str = "2026-11-01T12:00:00+00:00") -> str:
        """Run git in the folder with nothing of this machine's settings."""
        settings = {
            "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_AUTHOR_DATE": when,
            "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org",
            "GIT_COMMITTER_DATE": when,
        }  # fmt: skip
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, env={**os.environ, **settings},
            capture_output=True, check=True, text=True,
        )  # fmt: skip
        return done.stdout

    def commit(self, text: str | bytes, when: str, name: str = "catalog.csv") -> str:
        """Commit a state of a file; gives the first ten letters of the commit."""
        self.write(name, text)
        self.git("add", "-A", when=when)
        self.git("commit", "-q", "-m", "state", "--allow-empty", when=when)
        return self.git("rev-parse", "HEAD")[:10]


def catalogue(**prices: str) -> str:
    """Give a catalogue of one market in which each SKU has that price."""
    lines = [f"{name},{price},ES" for name, price in prices.items()]
    return "\n".join(["SKU,Price,Market", *lines]) + "\n"


def rows_of(finding: Finding, fact: str) -> list[tuple[str, ...]]:
    """Give the rows that decided, each with its cells and its place."""
    evidence = next(each for each in finding.evidence if each.fact == fact)
    return [
        (*(str(getattr(cell.value, "value", None)) for cell in row.cells.values()), str(row.place))
        for row in evidence.rows
    ]


def value(finding: Finding, fact: str) -> object:
    """Give an exact value that the evidence has."""
    found: Evidence = next(each for each in finding.evidence if each.fact == fact)
    return None if isinstance(found.value, Absent) else getattr(found.value, "value", None)
