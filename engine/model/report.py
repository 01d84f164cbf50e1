"""A finished check: findings, counts and readiness, ready for any reporter to print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..text.diagnostics import Diagnostic
    from .chain import Concluded
    from .facts import FactType, Translated
    from .outcome import Outcome
    from .pooled import Pooled
    from .rule import Kind, Overridden, Pack, Reference, Severity, SwitchedOff
    from .since import Since
    from .values import Value


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: a file with line and column, a sheet and cell, or a row.

    Lines and columns count from 1 in code points; the end is exclusive. `label` is what to show
    where there is no line (`row 17`, `Prices!D42`); `heading` is the column's own name;
    `pointer` is the JSON pointer of a value in a JSON document.
    """

    file: str
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    label: str | None = None
    heading: str | None = None
    #: The text of the line, for a caret; already free of its line end.
    snippet: str | None = None
    pointer: str | None = None

    def __str__(self) -> str:
        """`file:line:column`, or the file and the label."""
        if self.line is None:
            return f"{self.file} {self.label}" if self.label else self.file
        return f"{self.file}:{self.line}:{self.column or 1}"


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One row of a table that decided, its filled cells by column."""

    cells: Mapping[str, Quantity]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact value that decided a finding; `derived` when it was computed, not stated.

    Of a table, `rows` are the ones that decided, and `more_rows` counts those left out.
    """

    fact: str
    title: Translated
    type: FactType
    unit: str | None
    value: Value
    place: Place | None = None
    derived: bool = False
    rows: tuple[EvidenceRow, ...] = ()
    more_rows: int = 0
    titles: Mapping[str, Translated] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with what is needed to print it: its type, and its unit or currency."""

    value: Value
    type: FactType
    unit: str | None = None
    #: What texts among the values are called, where they are words of the dictionary.
    titles: Mapping[str, Translated] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class FixStep:
    """A step that mends a finding.

    `set` names the fact to change and `target` the nearest passing value, already re-checked;
    both are None for a step in words. `say` has its placeholders filled.
    """

    say: Translated
    set: str | None = None
    target: Quantity | None = None
    change: Quantity | None = None
    where: Translated | None = None
    place: Place | None = None
    #: For waiting: the first day or moment at which the rule holds, judged again as well.
    wait_until: date | datetime | None = None
    #: Whether waiting was found by probing, and no author speaks of it.
    only_waiting: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """The record judged: its entity, its key, and the keys of the records it belongs to."""

    entity: str
    key: str
    parents: Mapping[str, str] = field(default_factory=dict)
    title: str | None = None


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What a reporter needs to know of a rule."""

    id: str
    program: str
    title: Translated
    entity: str
    severity: Severity
    kind: Kind
    source: Reference
    place: Place


@dataclass(frozen=True, slots=True)
class Finding:
    """A failed or undecided rule for one subject, with the clause that decided it.

    `clause` is the requirement in words for each language; `actual` and `limit` are the two sides
    of its comparison; `limit_from` says in words where the limit comes from
    (`70% of lowest_price_30d`). `missing` names the facts that would decide an unknown.
    """

    rule: RuleInfo
    outcome: Outcome
    subject: Subject
    clause: Translated
    message: Translated
    actual: Quantity | None
    limit: Quantity | None
    limit_from: Translated | None
    missing: tuple[MissingFact, ...]
    fixes: tuple[FixStep, ...]
    evidence: tuple[Evidence, ...]
    place: Place | None
    fingerprint: str
    #: The value of the one fact that the limit is worked out from, where it is one.
    limit_of: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Waived:
    """Who accepted a finding, why, and until which day, that day included."""

    reason: str
    owner: str
    until: date


@dataclass(frozen=True, slots=True)
class Excused:
    """A finding that does not count: waived, or known from the baseline where `waived` is None."""

    finding: Finding
    waived: Waived | None = None


@dataclass(frozen=True, slots=True, order=True)
class BaselineEntry:
    """What a baseline keeps of a finding; the fingerprint identifies it, the rest is for people."""

    rule: str
    entity: str
    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A fact that is lacking: what it is, and where a seller finds it."""

    fact: str
    title: Translated
    entity: str
    found_in: Translated


@dataclass(frozen=True, slots=True)
class MissingRank:
    """A lacking fact with the number of undecided (rule, subject) pairs it touches and settles.

    `undecided` counts pairs that name the fact among others, `settles` those that name it alone.
    `exports` are titles of the known exports that have it, `entities` what its subjects are.
    """

    fact: MissingFact
    undecided: int
    settles: int
    subjects: int
    exports: tuple[Translated, ...] = ()
    entities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleSummary:
    """Exact counts of one rule over all its subjects.

    `clears` counts the items that become ready when this rule alone is solved, `holds_back` the
    items a store's or application's failed rule keeps out. `gap_low` and `gap_high` span the
    changes that mend the failures, where the clause can be solved.
    """

    rule: RuleInfo
    counts: Mapping[Outcome, int]
    shown: int
    clears: int = 0
    holds_back: int = 0
    gap_low: Quantity | None = None
    gap_high: Quantity | None = None
    example: str | None = None
    fact: str | None = None
    #: Records whose finding is waived or in the baseline; `counts` leaves them out.
    waived: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True)
class ShownValue:
    """The value of a derived fact for one record, and the facts that would make it exact."""

    subject: Subject
    value: Quantity
    missing: tuple[MissingFact, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A derived fact that a program works out: over all records, and of the first of them.

    `formula` says in words how it is worked out. `known` counts the records that have it exactly;
    `total` is their sum where the program asks for one, `low` and `high` span them.
    """

    fact: str
    title: Translated
    entity: str
    type: FactType
    unit: str | None
    formula: Translated
    records: int
    known: int
    total: Quantity | None
    low: Quantity | None
    high: Quantity | None
    values: tuple[ShownValue, ...]


@dataclass(frozen=True, slots=True)
class Readiness:
    """How many items can go into a program now."""

    program: str
    title: Translated
    ready: int
    one_fix_away: int
    not_ready: int
    cannot_tell: int
    #: What the items are.
    entity: str = "sku"

    @property
    def total(self) -> int:
        """All items judged for the program."""
        return self.ready + self.one_fix_away + self.not_ready + self.cannot_tell


@dataclass(frozen=True, slots=True)
class Input:
    """A file that was read: what it was taken for and how much it held."""

    path: str
    sha256: str
    rows: int
    entity: str
    format: str
    encoding: str | None = None
    skipped: int = 0
    note: Translated | None = None
    unmapped: tuple[str, ...] = ()
    #: True for rows of a table fact, which are no records of their own.
    of_rows: bool = False
    #: For an earlier copy of a catalogue: the file it is a copy of, and the moment it is of.
    copy_of: str | None = None
    moment: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One rule's outcome for one subject, for `--all-outcomes`."""

    rule: str
    entity: str
    key: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a reporter may print about one check."""

    version: str
    as_of: datetime
    programs: tuple[str, ...]
    packs: tuple[Pack, ...]
    inputs: tuple[Input, ...]
    counts: Mapping[Outcome, int]
    subjects: Mapping[str, int]
    rules: tuple[RuleSummary, ...]
    readiness: tuple[Readiness, ...]
    findings: tuple[Finding, ...]
    missing: tuple[MissingRank, ...]
    diagnostics: tuple[Diagnostic, ...]
    not_in_force: tuple[str, ...] = ()
    engine: str = "duckdb"
    #: Set when one subject was asked for: its passed and not applicable rules are worth showing.
    single: Subject | None = None
    passed: tuple[Passed, ...] = ()
    outcomes: tuple[OutcomeRow, ...] | None = None
    #: The worst exit code the findings call for, decided once for every reporter.
    exit_code: int = 0
    conclusions: tuple[Concluded, ...] = ()
    pools: tuple[Pooled, ...] = ()
    #: Findings that do not count, as many of each rule as are shown; the summaries count them all.
    excused: tuple[Excused, ...] = ()
    #: Whether a baseline was given, so that every other finding is new.
    compared: bool = False
    #: Every finding that is not waived, where a baseline is to be written.
    gathered: tuple[BaselineEntry, ...] | None = None
    #: What each entity is called, by its name.
    entities: Mapping[str, Translated] = field(default_factory=dict)
    switched_off: tuple[SwitchedOff, ...] = ()
    overridden: tuple[Overridden, ...] = ()

    @property
    def own_changes(self) -> tuple[SwitchedOff | Overridden, ...]:
        """What packs changed about those before them."""
        return (*self.switched_off, *self.overridden)

    #: What the programs work out; None where nobody asked.
    facts: tuple[ShownFact, ...] | None = None
    #: What changed since a revision, where only that was checked.
    since: Since | None = None
    #: Whether the tables that were asked for are written, with findings that are not among these.
    tabled: bool = False


@dataclass(frozen=True, slots=True)
class Passed:
    """A rule that passed or did not apply, with the values that show it."""

    rule: RuleInfo
    outcome: Outcome
    subject: Subject
    clause: Translated
    actual: Quantity | None
    limit: Quantity | None
