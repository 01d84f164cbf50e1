"""Look at one catalogue through every program: which are open, and how near each item is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from ..backends import ENGINES
from ..backends.needs import blocking_rules, facts_of_rules, needed_facts, visible_from
from ..backends.results import Results, Selected
from ..evaluation.findings import Sight, make_findings
from ..evaluation.summary import rule_infos
from ..loading import kept_rulebook
from ..model.conclusion import State
from ..model.facts import Fact, Translated
from ..model.outcome import Outcome
from ..model.report import Finding, Input, Readiness
from ..model.row_records import with_row_records
from ..model.rule import Plan, RuleBook
from ..resources import rules_dir
from ..store.relations import KEY, ROW, FactStore
from ..store.sql import alias, column, fetch, number, sql_of, table
from ..text.diagnostics import Diagnostics
from .check import context_of, plan_of
from .loaded import loaded
from .options import CheckOptions

_FETCH = 50_000
_APPLIED = "program_applied"
#: So many reasons are given why a program is closed to a store.
_REASONS = 5


@dataclass(frozen=True, slots=True)
class ProgramRow:
    """One program for this catalogue.

    `open` counts the stores (or accounts) by whether the program takes them; `why` are the first
    findings that close it or leave it open to doubt; `readiness` is None where no file has items
    of the program's marketplace. `nearest` counts the items this is the nearest program of.
    """

    program: str
    title: Translated
    owner: str | None
    open: Mapping[State, int]
    why: tuple[Finding, ...]
    readiness: Readiness | None
    nearest: int = 0

    @property
    def state(self) -> State | None:
        """Whether the program takes the stores at all; None where there is no store to ask of."""
        if not any(self.open.values()):
            return None
        for state in (State.HOLDS, State.UNDECIDED):
            if self.open[state]:
                return state
        return State.BLOCKED


@dataclass(frozen=True, slots=True)
class NearestProgram:
    """The program an item is nearest to: the fewest rules failed and left open."""

    entity: str
    key: str
    program: str
    failed: int
    undecided: int


@dataclass(frozen=True, slots=True)
class Survey:
    """Every program for one catalogue, and every item's nearest one where they were asked for."""

    rows: tuple[ProgramRow, ...]
    inputs: tuple[Input, ...]
    items: tuple[NearestProgram, ...] | None
    entities: Mapping[str, Translated]


@dataclass(frozen=True, slots=True)
class ProgramNeeds:
    """What a program asks to be told: facts that its rules read and nobody derives.

    Where rules decide admission, only these count; else all do, and what the program works out.
    """

    program: str
    title: Translated
    who: Translated
    rules: int
    facts: tuple[Fact, ...]
    admits: bool = True


def programs_of(book: RuleBook) -> list[str]:
    """List the programs that somebody can be admitted to, those others build on left out."""
    base = {name for each in book.programs.values() for name in each.needs}
    deciding = {
        rule.program for rule in book.rules.values() if rule.enabled and is_deciding(book, rule.id)
    }
    return [
        name
        for name, program in book.programs.items()
        if name in deciding and (program.applied_as is not None or name not in base)
    ]


def is_deciding(book: RuleBook, rule: str) -> bool:
    """Tell whether a rule decides admission."""
    each = book.rules[rule]
    return each.kind.value == "eligibility" and each.severity.value == "error"


def needs_of(
    options: CheckOptions, diagnostics: Diagnostics
) -> tuple[tuple[ProgramNeeds, ...], RuleBook] | None:
    """Say of every program what has to be known for it; no files are needed."""
    book = kept_rulebook([rules_dir(), *options.packs], diagnostics)
    found = []
    for name in options.programs or book.programs:
        asked = replace(options, programs=(name,), rules=(), show_facts=True)
        plan = plan_of(book, asked, diagnostics)
        if plan is None:
            continue
        admitting = blocking_rules(plan)
        rules = admitting or list(plan.rules)
        wanted = set(facts_of_rules(rules))
        if not admitting:
            wanted |= {each.fact for each in book.programs[name].shows}
        read = sorted(needed_facts(plan, wanted) - set(plan.derivations))
        facts = [book.dictionary.facts[each] for each in read if each != _APPLIED]
        program = book.programs[name]
        kept = tuple(each for each in facts if each.entity != "context")
        found.append(
            ProgramNeeds(
                name,
                program.title,
                program.about.get("who", {}),
                len(rules),
                kept,
                bool(admitting),
            )
        )
    return None if diagnostics.has_errors else (tuple(found), book)


def survey(
    options: CheckOptions, diagnostics: Diagnostics, *, items: bool = False
) -> Survey | None:
    """Judge a catalogue for every program; gives None where it could not run.

    Args:
        options: The files, packs, day and parameters, as of a check.
        diagnostics: Where problems are reported.
        items: Whether to give every item's nearest program too.
    """
    book = kept_rulebook([rules_dir(), *options.packs], diagnostics)
    if diagnostics.has_errors:
        return None
    plans = _plans(book, options, diagnostics)
    # Whichever program an application is for, here it is judged for each in turn.
    with loaded(book, options, plans.values(), diagnostics, frozenset({_APPLIED})) as store:
        return None if store is None else _surveyed(options, book, plans, store, items)


def _plans(book: RuleBook, options: CheckOptions, diagnostics: Diagnostics) -> dict[str, Plan]:
    plans = {}
    for name in options.programs or programs_of(book):
        plan = plan_of(book, replace(options, programs=(name,), rules=()), diagnostics)
        if plan is not None:
            # What is judged is admission; all else would only take time here.
            plans[name] = replace(
                plan, rules=tuple(blocking_rules(plan)), conclusions=(), pools=(), beside=()
            )
    return plans


def _surveyed(
    options: CheckOptions,
    book: RuleBook,
    plans: Mapping[str, Plan],
    store: FactStore,
    items: bool,
) -> Survey:
    rows: list[ProgramRow] = []
    standings: dict[str, tuple[str, str]] = {}
    for at, (name, plan) in enumerate(plans.items()):
        context = context_of(book, plan, options.as_of)
        results = ENGINES["duckdb"](plan, store, context, 1)
        sight = Sight(plan, store, context, rule_infos(plan))
        rows.append(_row(book, name, sight, results))
        written = results.standings(f"standing_{at}")
        if written is not None:
            standings[name] = (f"standing_{at}", written)
    rows, nearest = _with_nearest(rows, store, standings, items)
    titles = {name: each.title for name, each in with_row_records(book.dictionary).entities.items()}
    return Survey(tuple(rows), store.inputs, nearest, titles)


def _row(book: RuleBook, name: str, sight: Sight, results: Results) -> ProgramRow:
    plan, store = sight.plan, sight.store
    title = book.programs[name].title
    counts = results.readiness
    readiness = None
    if counts is not None:
        readiness = Readiness(
            name,
            title,
            counts.ready,
            counts.one_fix_away,
            counts.not_ready,
            counts.cannot_tell,
            counts.entity,
        )
    owner = _owner(plan, store, counts.entity if counts is not None else None)
    if owner is None:
        return ProgramRow(name, title, None, dict.fromkeys(State, 0), (), readiness)
    visible = plan.dictionary.visible_entities(owner)
    coarse = [rule.id for rule in plan.rules if rule.entity in visible]
    states = dict.fromkeys(State, 0)
    for signature in results.roll_up(owner, [coarse], None):
        states[signature.states[0]] += signature.count
    return ProgramRow(
        name, title, owner, states, _why(sight, results.selected, coarse, states), readiness
    )


def _owner(plan: Plan, store: FactStore, item: str | None) -> str | None:
    """Name what a program takes or refuses as a whole: what the items belong to first of all."""
    entities = plan.dictionary.entities
    if item is not None:
        owners = entities[item].sees[:1]
    else:
        owners = tuple(dict.fromkeys(e.sees[0] for e in entities.values() if e.item and e.sees))
    judged = {rule.entity for rule in plan.rules}
    return next(
        (
            each
            for each in owners
            if each in store.entities and judged & {*visible_from(plan, store, each)}
        ),
        None,
    )


def _why(
    sight: Sight, selected: Sequence[Selected], coarse: Sequence[str], states: Mapping[State, int]
) -> tuple[Finding, ...]:
    """Explain the first failure of each rule that closes a program, or else what is not known."""
    failed = {each.rule for each in selected if each.outcome is Outcome.FAIL}
    open_ = {each.rule for each in selected if each.outcome is Outcome.UNKNOWN}
    outcome = Outcome.FAIL if states[State.BLOCKED] else Outcome.UNKNOWN
    roots = failed if outcome is Outcome.FAIL else failed | open_
    follows = {rule.id for rule in sight.plan.rules if roots & set(rule.follows_from) - {rule.id}}
    chosen = [
        each for each in selected if each.outcome is outcome and each.rule in set(coarse) - follows
    ]
    return make_findings(sight, chosen[:_REASONS])


def _with_nearest(
    rows: Sequence[ProgramRow],
    store: FactStore,
    standings: Mapping[str, tuple[str, str]],
    items: bool,
) -> tuple[list[ProgramRow], tuple[NearestProgram, ...] | None]:
    """Find the nearest program of every item, in one query an entity."""
    counts = dict.fromkeys(standings, 0)
    found: list[NearestProgram] = []
    order = {name: at for at, name in enumerate(standings)}
    for entity in dict.fromkeys(entity for _, entity in standings.values()):
        mine = {name: each for name, (each, of) in standings.items() if of == entity}
        union: exp.Query | None = None
        for name, each in mine.items():
            part = exp.select(
                column(ROW),
                column("_fails"),
                column("_unknowns"),
                alias(number(order[name]), "_program"),
            ).from_(table(each))
            union = part if union is None else exp.union(union, part, distinct=False)
        assert union is not None
        names = list(standings)
        query = _nearest(union, store, entity)
        tally = exp.select(column("_program"), exp.Count(this=exp.Star())).from_(
            query.subquery("nearest")
        )
        for program, count in fetch(store.connection, tally.group_by(column("_program"))):
            counts[names[program]] += count
        if items:
            cursor = store.connection.cursor().execute(sql_of(query))
            while batch := cursor.fetchmany(_FETCH):
                found += [
                    NearestProgram(entity, key, names[program], fails, unknowns)
                    for key, program, fails, unknowns in batch
                ]
    kept = [replace(row, nearest=counts.get(row.program, 0)) for row in rows]
    return kept, tuple(found) if items else None


def _nearest(union: exp.Query, store: FactStore, entity: str) -> exp.Select:
    """Build the query of each item with the program of fewest rules failed and left open."""
    stored = store.entities[entity]
    steps = exp.Add(this=column("_fails"), expression=column("_unknowns"))
    ranked = exp.Window(
        this=exp.RowNumber(),
        partition_by=[column(ROW)],
        order=exp.Order(expressions=[steps, column("_fails"), column("_program")]),
    )
    first = exp.select(exp.Star(), alias(ranked, "_rank")).from_(union.subquery("every"))
    keys = exp.select(column(ROW), alias(column(stored.key), KEY)).from_(table(stored.relation))
    return (
        exp.select(
            column(KEY, "keys"),
            column("_program"),
            column("_fails"),
            column("_unknowns"),
        )
        .from_(first.subquery("ranked"))
        .join(keys.subquery("keys"), using=[exp.to_identifier(ROW, quoted=True)])
        .where(exp.EQ(this=column("_rank"), expression=number(1)))
        .order_by(column(ROW))
    )
