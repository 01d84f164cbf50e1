"""Programs and rules as the language states them, checked and with every name resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..text.nodes import Mapping as MappingNode
    from ..text.source import Span
    from .conclusion import Conclusion, ConclusionCase
    from .facts import Dictionary, Translated
    from .nodes import Condition, Expression
    from .pool import Pool, PoolCase
    from .values import Known


class Severity(StrEnum):
    """How much a failed rule weighs, heaviest first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Position from the heaviest (0) on."""
        return list(Severity).index(self)


class Kind(StrEnum):
    """What a rule is about; only eligibility decides readiness for a program."""

    ELIGIBILITY = "eligibility"
    COMPLIANCE = "compliance"
    ADVICE = "advice"
    WARNING = "warning"
    FEE = "fee"
    DIAGNOSTIC = "diagnostic"


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a rule or parameter comes from, and when somebody last compared it."""

    document: str
    section: str
    checked: date
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """One requirement of a rule, explained on its own when it fails."""

    condition: Condition
    span: Span


@dataclass(frozen=True, slots=True)
class Fix:
    """What to do about a failure: a step in words, or a fact to set to a computed value.

    `say` may use the placeholders `target`, `change`, `actual`, `limit` and, in braces, the name of
    any fact the rule can see.
    """

    say: Translated
    set: str | None = None
    where: Translated | None = None
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Case:
    """A worked example beside a rule or a derived fact: given facts, and what must come out.

    `node` is the case as it was written; from there the values are read as those of any input.
    """

    subject: str
    given: Mapping[str, object]
    expect: str | Known
    span: Span
    node: MappingNode = field(compare=False, repr=False)
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """A change of a rule, derived fact or parameter that no case can notice, with the reason."""

    owner: str
    change: str
    because: str
    span: Span


@dataclass(frozen=True, slots=True)
class Rule:
    """The smallest thing with an id: of whom it asks what, since when, and how to mend it."""

    id: str
    program: str
    title: Translated
    entity: str
    severity: Severity
    kind: Kind
    when: Condition
    clauses: tuple[Clause, ...]
    source: Reference
    span: Span
    fixes: tuple[Fix, ...] = ()
    wrong: Translated = field(default_factory=lambda: MappingProxyType({}))
    since: date | None = None
    until: date | None = None
    #: Ids of rules whose failure already explains this one's.
    follows_from: tuple[str, ...] = ()
    #: False for a rule that runs only when asked for by id.
    enabled: bool = True
    #: Statements of the catalogue this rule carries; its id alone when the author names none.
    statements: tuple[str, ...] = ()

    def in_force(self, day: date) -> bool:
        """Tell whether the rule applies on `day`; both ends are included."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """A parameter's value from a day on, for the records that meet a condition (or all)."""

    value: Expression
    start: date | None
    when: Condition | None
    span: Span


@dataclass(frozen=True, slots=True)
class Parameter:
    """A threshold that dates, markets or categories change, with its source."""

    name: str
    title: Translated
    values: tuple[ParameterValue, ...]
    source: Reference
    span: Span


@dataclass(frozen=True, slots=True)
class Shown:
    """A derived fact whose values a program shows, and whether their sum says anything."""

    fact: str
    total: bool = False


@dataclass(frozen=True, slots=True)
class Program:
    """A marketplace program: what its rules are for, and which other programs it builds on."""

    id: str
    title: Translated
    #: The value of `program_applied` this program stands for, if an application names it.
    applied_as: str | None
    needs: tuple[str, ...]
    span: Span
    about: Mapping[str, Translated] = field(default_factory=lambda: MappingProxyType({}))
    source: Reference | None = None
    since: date | None = None
    #: Derived facts that the program works out for people to see: fees, dates, quantities.
    shows: tuple[Shown, ...] = ()
    #: The conclusion that an item can go in.
    admission: str | None = None


@dataclass(frozen=True, slots=True)
class Pack:
    """A folder of rules as loaded: name, version and the hash of every file in it."""

    name: str
    version: str
    sha256: str
    path: str


@dataclass(frozen=True, slots=True)
class SwitchedOff:
    """A rule that a pack switches off, and why."""

    rule: str
    because: str
    pack: str


@dataclass(frozen=True, slots=True)
class Overridden:
    """A parameter to which a pack gives a value of its own, as it is written there."""

    parameter: str
    value: str
    pack: str


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Everything loaded from the packs: dictionary, programs, rules, conclusions, cases."""

    dictionary: Dictionary
    programs: Mapping[str, Program]
    parameters: Mapping[str, Parameter]
    rules: Mapping[str, Rule]
    cases: tuple[Case, ...]
    packs: tuple[Pack, ...]
    exports: tuple[Export, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    conclusions: Mapping[str, Conclusion] = field(default_factory=lambda: MappingProxyType({}))
    conclusion_cases: tuple[ConclusionCase, ...] = ()
    pools: Mapping[str, Pool] = field(default_factory=lambda: MappingProxyType({}))
    pool_cases: tuple[PoolCase, ...] = ()
    switched_off: tuple[SwitchedOff, ...] = ()
    overridden: tuple[Overridden, ...] = ()


_NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Export:
    """A known export file: the headings it is recognised by and what its columns hold.

    `key` lists headings that together name a record where the key column is blank; `skip_blank`
    names headings of which at least one must be filled for a row to be a record at all;
    `not_key` are values that say nothing (Shopify's `Default Title`).

    A heading stands for those it is called in other languages, `also_called`; where a file repeats
    one of these, they are told apart by their order. `first_of`, `less` and `per` make a fact of
    several columns: the first that is filled, one less the others, one divided by the next.
    `beside` gives the facts of other records that a column holds as well: Amazon's rules know a
    product by its ASIN. `only` names values of a column that mark a record, `fill_down` columns
    that are blank where they repeat, as long as `fill_within` says the same, `fractions` columns
    that hold 0.95 for 95%. `one_of` names a column in which all records must say the same. A row
    that `bounds_only` shows what was asked at some moment and says nothing of the rest of the day.
    `currency` is that of all amounts; `XXX` where the file states none. `records` is the path to
    the records of a document.
    """

    name: str
    title: Translated
    entity: str
    recognised_by: tuple[str, ...]
    columns: Mapping[str, str]
    key: tuple[str, ...] = ()
    key_fallback: tuple[str, ...] = ()
    not_key: tuple[str, ...] = ()
    skip_blank: tuple[str, ...] = ()
    also_called: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NOTHING)
    first_of: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NOTHING)
    less: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NOTHING)
    per: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NOTHING)
    beside: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NOTHING)
    only: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NOTHING)
    one_of: str | None = None
    bounds_only: bool = False
    fill_down: tuple[str, ...] = ()
    fill_within: str | None = None
    fractions: tuple[str, ...] = ()
    currency: str | None = None
    #: The column that says of which day the file is, and how many days it is good for.
    dated_by: str | None = None
    good_for: int = 0
    records: str | None = None
    #: A mapping the user wrote: it goes before ours, and headings it does not name keep theirs.
    mine: bool = False
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def facts(self) -> frozenset[str]:
        """Facts that its columns hold."""
        others = (fact for facts in self.beside.values() for fact in facts)
        return frozenset({*self.columns.values(), *self.first_of, *self.less, *others})

    def names(self) -> Mapping[str, tuple[str, ...]]:
        """Give each heading we know with the other names it has."""
        known = [
            *self.recognised_by,
            *self.columns,
            *self.beside,
            *self.also_called,
            *(
                each
                for names in (self.first_of, self.less, self.per)
                for row in names.values()
                for each in row
            ),
            *self.only,
            *self.key,
            *self.key_fallback,
            *self.skip_blank,
            *(each for each in (self.dated_by, self.one_of, self.fill_within) if each is not None),
        ]
        return {name: self.also_called.get(name, ()) for name in dict.fromkeys(known)}


@dataclass(frozen=True, slots=True)
class Plan:
    """What the engines run: the chosen rules in force on a day, parameters put in place.

    `derivations` holds, for every derived fact a chosen rule may need, its expression; `order`
    lists those facts so that each comes after the ones it reads. `beside` are the conditions on
    facts that `conclusions` read: judged like rules, and never reported.
    """

    as_of: date
    dictionary: Dictionary
    rules: tuple[Rule, ...]
    derivations: Mapping[str, Expression]
    order: tuple[str, ...]
    programs: tuple[str, ...]
    not_in_force: tuple[str, ...] = ()
    conclusions: tuple[Conclusion, ...] = ()
    beside: tuple[Rule, ...] = ()
    #: What goes in together; their conditions on facts are among `beside`.
    pools: tuple[Pool, ...] = ()
    #: Ids of the rules that the programs' admission follows from.
    deciding: frozenset[str] = frozenset()
    #: What packs changed about the rules of these programs and the parameters they read.
    switched_off: tuple[SwitchedOff, ...] = ()
    overridden: tuple[Overridden, ...] = ()
