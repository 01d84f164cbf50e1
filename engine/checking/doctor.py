"""Says what each input was taken for, and which facts a program still lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..backends.needs import facts_of_rules
from ..conditions.walk import facts_in
from ..loading import kept_rulebook
from ..model.facts import FactType, Translated
from ..model.row_records import with_row_records
from ..model.rule import Export, Plan, RuleBook
from ..readers import RawTable, Vocabulary, normalise
from ..resources import rules_dir
from ..store.beside import close_database
from ..store.build import build_store, open_database
from ..text.diagnostics import Diagnostics
from ..text.suggest import nearest
from .check import context_of, plan_of
from .inputs import exports_of, read_files

if TYPE_CHECKING:
    from ..model.report import Input
    from .options import CheckOptions


@dataclass(frozen=True, slots=True)
class Unread:
    """A heading that is no fact, and the fact it may have been meant for."""

    heading: str
    suggestion: str | None


@dataclass(frozen=True, slots=True)
class Examined:
    """One table of an input: what it was taken for, and its columns."""

    input: Input
    #: Heading and fact of each column that is read.
    read: tuple[tuple[str, str], ...]
    unread: tuple[Unread, ...]
    #: Whether it is an export we know, so that nobody has to say what it holds.
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class Lacking:
    """A fact that rules read and no input states, and where it can be had."""

    fact: str
    title: Translated
    entity: str
    found_in: Translated
    #: Titles of the known exports that have it.
    exports: tuple[Translated, ...]
    rules: int


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found out about some inputs."""

    tables: tuple[Examined, ...]
    #: Empty as well where no program was named.
    lacking: tuple[Lacking, ...]
    book: RuleBook
    programs: tuple[str, ...]


def examine(options: CheckOptions, diagnostics: Diagnostics) -> Examination | None:
    """Look into the inputs; gives None where that was not possible."""
    book = kept_rulebook([rules_dir(), *options.packs], diagnostics)
    if diagnostics.has_errors:
        return None
    plan = plan_of(book, options, diagnostics) if options.programs else None
    if diagnostics.has_errors:
        return None
    known = with_row_records(book.dictionary)
    raws = read_files(options, known, exports_of(book, options, diagnostics), diagnostics)
    stated = {each.fact for raw in raws for each in raw.columns if each.fact is not None}
    stated |= {rows for raw in raws if (rows := known.entities[raw.entity].rows_of) is not None}
    inputs = _inputs(raws, book, options, diagnostics)
    words = Vocabulary(known)
    titles = [each.title for each in book.exports]
    lacking: tuple[Lacking, ...] = ()
    if plan is not None:
        given = stated | set(context_of(book, plan, options.as_of).defaults)
        lacking = lacking_facts(plan, given, book.exports)
    return Examination(
        tuple(_examined(raw, each, words, titles) for raw, each in zip(raws, inputs, strict=False)),
        lacking,
        replace(book, dictionary=known),
        plan.programs if plan is not None else (),
    )


def _inputs(
    raws: Sequence[RawTable], book: RuleBook, options: CheckOptions, diagnostics: Diagnostics
) -> tuple[Input, ...]:
    """Read all that is stated, so that every cell in doubt is named."""
    connection = open_database(options.memory_limit)
    try:
        facts = list(book.dictionary.facts)
        return build_store(raws, facts, book.dictionary, connection, diagnostics).inputs
    finally:
        close_database(connection)


def _examined(
    raw: RawTable, read: Input, words: Vocabulary, titles: Sequence[Translated]
) -> Examined:
    taken = {each.fact for each in raw.columns}
    free = {name: fact for name, fact in words.names_for(raw.entity).items() if fact not in taken}
    unread = []
    for heading in raw.unmapped:
        close = nearest(normalise(heading), free) if raw.export is None else None
        unread.append(Unread(heading, free[close] if close is not None else None))
    columns = tuple((each.heading, each.fact) for each in raw.columns if each.fact is not None)
    return Examined(read, columns, tuple(unread), raw.note in titles)


def lacking_facts(plan: Plan, stated: set[str], exports: Sequence[Export]) -> tuple[Lacking, ...]:
    """Name the facts that the plan's rules read and nothing states, most wanted first.

    A derived fact is worked out from others, so these are what is lacking.
    """
    wanted: dict[str, int] = {}
    for rule in plan.rules:
        for name in _roots(plan, facts_of_rules([rule]), stated):
            wanted[name] = wanted.get(name, 0) + 1
    found = []
    for name, count in sorted(wanted.items(), key=lambda item: (-item[1], item[0])):
        fact = plan.dictionary.facts[name]
        having = tuple(each.title for each in exports if name in each.facts)
        found.append(Lacking(name, fact.title, fact.entity, fact.found_in, having, count))
    return tuple(found)


def _roots(plan: Plan, names: frozenset[str], stated: set[str]) -> set[str]:
    """Follow derivations down to the facts that somebody has to state.

    What is worked out from a table nobody stated is asked for itself: a seller sooner knows the
    lowest price than every price there was.
    """
    roots: set[str] = set()
    waiting, seen = list(names), set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen or name in stated or name not in plan.dictionary.facts:
            continue
        seen.add(name)
        inputs = facts_in(plan.derivations[name]) if name in plan.derivations else ()
        if inputs and not any(_is_unstated_table(plan, each, stated) for each in inputs):
            waiting.extend(inputs)
        else:
            roots.add(name)
    return roots


def _is_unstated_table(plan: Plan, name: str, stated: set[str]) -> bool:
    fact = plan.dictionary.facts.get(name)
    return fact is not None and fact.type is FactType.TABLE and name not in stated
