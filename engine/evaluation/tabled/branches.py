"""One query for each way a rule is broken or left open: the rows of a table of findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from ...backends.duckdb.compile import Scope, compile_truth
from ...backends.duckdb.frame import ComputedFrame, compute_frame
from ...backends.duckdb.missing import blames_of
from ...backends.duckdb.parts import parts_of_rule
from ...backends.duckdb.terms import SqlTerm, case, conjunction, holds, is_null, negation
from ...backends.duckdb.verdicts import compile_verdict
from ...backends.needs import facts_of_rules, needed_facts
from ...conditions.describe import describe_condition
from ...conditions.walk import facts_in
from ...model.facts import NUMBERS
from ...model.nodes import ALWAYS, Condition, FactRef
from ...model.outcome import Outcome
from ...model.rule import Rule
from ...store.fetching import lone_values
from ...store.frames import build_frame, key_of, lone_facts
from ...store.relations import ROW
from ...store.sql import alias, call, cast, column, create, number, select, select_from, table, text
from ...wording.values import translated
from ..explain import NOT_MET
from ..findings import TITLE_FACT, Sight
from ..templates import placeholders
from .cells import Cells, Sites, beside
from .clauses import Sides, in_words_of, limit_number, limit_origin, limit_words, sides_of, unit
from .filling import Sentence, Words, fill, printed, put_in
from .mending import change, judged_again, nearest_target
from .quantities import Shown, as_number, put_in_columns, shown

#: Fixes in SQL have numbers of this shape.
_TARGET = "DECIMAL(32, 12)"


@dataclass(frozen=True, slots=True)
class Branch:
    """The findings of one rule that come about in one way.

    `query` gives what was found, with the columns `cells` name the places by, best first, which
    are all at `sites`; `row` builds the columns of the table from these in a language. What is
    `passing` reads a table that the next rule writes anew.
    """

    rule: Rule
    outcome: Outcome
    query: exp.Select
    cells: int
    sites: frozenset[int]
    row: Callable[[str], Row]
    passing: bool = False


@dataclass(frozen=True, slots=True)
class _Ground:
    """A rule's records with all that is read of them."""

    sight: Sight
    rule: Rule
    frame: ComputedFrame
    cells: Cells
    blame: Mapping[str, exp.Expr]
    passing: bool

    @property
    def scope(self) -> Scope:
        return self.frame.scope


def cell_name(index: int) -> str:
    """Name the column of a cell that a finding may point at."""
    return f"_cell{index}"


def branches_of(sight: Sight, rule: Rule, outcome: Outcome, sites: Sites) -> Iterator[Branch]:
    """Build the queries of a rule's failures, or of what it leaves open."""
    ground = _ground(sight, rule, outcome, sites)
    truths = [compile_truth(each.condition, ground.scope).truth for each in rule.clauses]
    verdict = compile_verdict(rule, ground.scope)
    columns = [alias(verdict.verdict, "_verdict")]
    excluded: exp.Expr = exp.false()
    if verdict.not_applicable is not None:
        columns.append(alias(verdict.not_applicable, "_excluded"))
        excluded = exp.Coalesce(this=column("_excluded"), expressions=[exp.false()])
    if outcome is Outcome.UNKNOWN:
        blames = list(ground.blame.items())
        columns += [alias(holds(tree), f"_lacks_{name}") for name, tree in blames]
    told = [column(f"_clause{index}") for index in range(len(truths))]
    columns += [alias(truth, each.name) for truth, each in zip(truths, told, strict=True)]
    judged = select_from(ground.frame.query, "frame", exp.Star(), *columns)
    if outcome is Outcome.FAIL:
        failed = negation(column("_verdict"))
        for clause, truth in zip(rule.clauses, told, strict=True):
            chosen = conjunction([failed, negation(truth)])
            yield _branch(ground, outcome, clause.condition, _where(judged, chosen))
        return
    undecided = [is_null(column("_verdict")), negation(excluded)]
    for clause, truth in zip(rule.clauses, told, strict=True):
        chosen = conjunction([*undecided, is_null(truth)])
        yield _branch(ground, outcome, clause.condition, _where(judged, chosen))
        undecided.append(exp.not_(is_null(truth), copy=False))
    if rule.when != ALWAYS:
        # Where the clauses are clear, it is the applicability that cannot be told.
        yield _branch(ground, outcome, rule.when, _where(judged, conjunction(undecided)))


def _where(query: exp.Select, condition: exp.Expr) -> exp.Select:
    chosen = select(exp.Star()).from_(query.subquery("judged", copy=False), copy=False)
    return chosen.where(condition, copy=False)


def _ground(sight: Sight, rule: Rule, outcome: Outcome, sites: Sites) -> _Ground:
    plan, store = sight.plan, sight.store
    dictionary = plan.dictionary
    facts = facts_of_rules([rule]) | _worded(sight, rule)
    if TITLE_FACT in dictionary.facts:
        facts |= {TITLE_FACT}
    blaming = outcome is Outcome.UNKNOWN
    needed = needed_facts(plan, facts)
    lone = lone_facts(store, dictionary, rule.entity) & needed
    bare = build_frame(store, dictionary, rule.entity, sorted(needed - lone), provenance=True)
    within = None
    if blaming and any(each.apart is not None for each in bare.facts.values()):
        within = _undecided(sight, rule, facts)
    frame = compute_frame(
        plan,
        store,
        rule.entity,
        facts,
        sight.context,
        blaming=blaming,
        within=within,
        parts=parts_of_rule(rule) if blaming else {},
        provenance=True,
    )
    constants = lone_values(store, dictionary, lone)
    stated_by_run = {
        name for name in needed if sight.context.default(dictionary.facts[name]) is not None
    }
    fixed = {name: name in constants or name in stated_by_run for name in lone}
    fixed |= dict.fromkeys(stated_by_run, True)
    cells = Cells(sight, rule.entity, bare.aliases, bare.facts, fixed, sites)
    blame = blames_of(rule, frame.scope) if blaming else {}
    return _Ground(sight, rule, frame, cells, dict(sorted(blame.items())), within is not None)


def _worded(sight: Sight, rule: Rule) -> frozenset[str]:
    """Name the facts that a rule's texts mention, and those its fixes set."""
    texts = [rule.wrong, *(fix.say for fix in rule.fixes)]
    named = {name for text_ in texts for name in placeholders(text_)}
    named |= {fix.set for fix in rule.fixes if fix.set is not None}
    return frozenset(named & sight.plan.dictionary.facts.keys())


def _undecided(sight: Sight, rule: Rule, facts: frozenset[str]) -> exp.Select:
    """Put the numbers of the records aside that a rule leaves open.

    What is to blame takes lists of rows, which are made for these records alone.
    """
    frame = compute_frame(sight.plan, sight.store, rule.entity, facts, sight.context)
    verdict = compile_verdict(rule, frame.scope)
    columns = [column(ROW), alias(verdict.verdict, "_verdict")]
    undecided = [is_null(column("_verdict"))]
    if verdict.not_applicable is not None:
        columns.append(alias(verdict.not_applicable, "_excluded"))
        excluded = exp.Coalesce(this=column("_excluded"), expressions=[exp.false()])
        undecided.append(negation(excluded))
    judged = select_from(frame.query, "frame", *columns)
    query = select(column(ROW)).from_(judged.subquery("judged", copy=False), copy=False)
    name = "tabled_undecided"
    create(sight.store.connection, name, query.where(conjunction(undecided), copy=False))
    return select(column(ROW)).from_(table(name), copy=False)


def _branch(ground: _Ground, outcome: Outcome, condition: Condition, query: exp.Select) -> Branch:
    rule = ground.rule
    failed = outcome is Outcome.FAIL
    sites = ground.cells.sites
    sites.met_since()
    if failed:
        places = ground.cells.read(condition)
    else:
        found = ((column(f"_lacks_{name}"), ground.cells.of(name)) for name in ground.blame)
        places = [case([(lacks, cell)]) for lacks, cell in found if cell is not None]
    key_cell = ground.cells.key()
    places = [*places, key_cell] if key_cell is not None else places
    query = beside(query, list(ground.cells.joins.values()))
    ground.cells.joins.clear()
    met = sites.met_since()
    mends = _mends(ground, condition) if failed else _Mends((), {}, {}, {}, searched=True)
    if mends.targets:
        query = select_from(query, "to_mend", exp.Star(), *_aliased(mends.targets, "_to"))
        query = select_from(query, "mended", exp.Star(), *_aliased(mends.passes, "_ok"))
    sides = sides_of(condition, ground.scope)
    columns = [column(ROW), *_subject(ground, condition), *sides.columns]
    columns += [alias(cell, cell_name(index)) for index, cell in enumerate(places)]
    named: dict[str, Shown] = {}
    for name in sorted(_worded(ground.sight, rule)) if failed else ():
        added, named[name] = put_in_columns(shown(FactRef(name), ground.scope), f"said_{name}")
        columns += added
    columns += mends.columns()
    if not failed:
        lacking = [case([(column(f"_lacks_{name}"), text(name))]) for name in ground.blame]
        missing = call("concat_ws", text("; "), *lacking) if lacking else text("")
        columns.append(alias(call("nullif", missing, text("")), "_missing"))
    query = select_from(query, "found", *columns)

    def row(lang: str) -> Row:
        return _row(ground, outcome, condition, sides, named, mends, lang)

    return Branch(rule, outcome, query, len(places), met, row, ground.passing)


def _aliased(trees: Mapping[int, exp.Expr], name: str) -> list[exp.Expr]:
    return [alias(tree, f"{name}{index}") for index, tree in trees.items()]


def _subject(ground: _Ground, condition: Condition) -> list[exp.Expr]:
    """Name the record: its key, its title, what it belongs to, and the finding's fingerprint."""
    store, dictionary = ground.sight.store, ground.sight.plan.dictionary
    entity = ground.rule.entity
    own = column(key_of(entity))
    parents = sorted(
        name
        for name in dictionary.visible_entities(entity)[1:]
        if name in ground.cells.aliases and not store.entities[name].assumed
    )
    told = {
        name: exp.DPipe(this=text(f"{name}="), expression=column(key_of(name)), safe=True)
        for name in parents
    }
    # What is there once a run, such as its rates, tells no record from another.
    keyed = [told[name] for name in parents if dictionary.entities[name].key]
    listed = call("concat_ws", text("; "), *keyed) if keyed else text("")
    focus = facts_in(condition)
    parts = [text(ground.rule.id), text(entity), own, *told.values()]
    parts.append(text(focus[0] if focus else ""))
    print_ = call("sha256", call("concat_ws", call("chr", number(0x1F)), *parts))
    return [
        alias(own, "_key_text"),
        alias(_title(ground), "_title"),
        alias(call("nullif", listed, text("")), "_parents"),
        alias(call("left", print_, number(32)), "_fingerprint"),
    ]


def _title(ground: _Ground) -> exp.Expr:
    term = ground.scope.columns.get(TITLE_FACT)
    return cast(exp.Null(), "VARCHAR") if term is None else term.low


@dataclass(frozen=True, slots=True)
class _Mends:
    """The fixes that speak to a clause, by their position among the rule's.

    `targets` are the values to be tried, `passes` whether the rule holds with them, `present`
    the values now.
    """

    chosen: tuple[int, ...]
    targets: Mapping[int, exp.Expr]
    passes: Mapping[int, exp.Expr]
    present: Mapping[int, tuple[SqlTerm, Shown]]
    searched: bool

    def columns(self) -> list[exp.Expr]:
        """List the columns of targets and changes."""
        found: list[exp.Expr] = []
        for index, (term, like) in self.present.items():
            passing = case([(column(f"_ok{index}"), column(f"_to{index}"))])
            found.append(alias(passing, f"target{index}"))
            if term.type in NUMBERS:
                moved = change(term, cast(column(f"_to{index}"), _TARGET))
                found.append(alias(case([(column(f"_ok{index}"), moved)]), f"change{index}"))
            if isinstance(like.unit, exp.Expr):
                found.append(alias(like.unit, f"target{index}_unit"))
        return found


def _mends(ground: _Ground, condition: Condition) -> _Mends:
    rule, read = ground.rule, facts_in(condition)
    chosen: list[int] = []
    targets: dict[int, exp.Expr] = {}
    passes: dict[int, exp.Expr] = {}
    present: dict[int, tuple[SqlTerm, Shown]] = {}
    searched = True
    for index, fix in enumerate(rule.fixes):
        if fix.set is not None and fix.set not in read:
            continue
        chosen.append(index)
        if fix.set is None:
            continue
        target = nearest_target(ground.sight.plan, rule, fix.set, ground.scope)
        if target is None:
            searched = False
            continue
        targets[index] = target
        again = judged_again(rule, fix.set, column(f"_to{index}"), ground.scope)
        passes[index] = exp.Coalesce(this=exp.paren(again, copy=False), expressions=[exp.false()])
        present[index] = ground.scope.columns[fix.set], shown(FactRef(fix.set), ground.scope)
    return _Mends(tuple(chosen), targets, passes, present, searched)


@dataclass(frozen=True, slots=True)
class Row:
    """The columns of the table, and those they are made of: words first, then sentences.

    What is read more than once has a column, since DuckDB works a tree out wherever it stands.
    """

    words: Sequence[exp.Expr]
    sentences: Sequence[exp.Expr]
    columns: Mapping[str, exp.Expr]


def _row(
    ground: _Ground,
    outcome: Outcome,
    condition: Condition,
    sides: Sides,
    named: Mapping[str, Shown],
    mends: _Mends,
    lang: str,
) -> Row:
    rule, dictionary = ground.rule, ground.sight.plan.dictionary
    failed = outcome is Outcome.FAIL
    told = {name: in_words_of(each, lang) for name, each in named.items()}
    if sides.actual is not None:
        told["actual"] = in_words_of(sides.actual, lang)
    limit = limit_words(sides, lang)
    if limit is not None:
        told["limit"] = limit
    words: list[exp.Expr] = []
    values: dict[str, Words] = {}
    for name, each in told.items():
        added, values[name] = put_in(each, f"words_{name}")
        words += added
    sentence = _message(rule, values, lang) if failed else _title_of(rule, lang)
    sentences, message = printed(sentence, "_message")
    clause = translated(describe_condition(condition, dictionary), lang)
    row: dict[str, exp.Expr] = {
        "rule": text(rule.id),
        "program": text(rule.program),
        "severity": text(rule.severity.value),
        "kind": text(rule.kind.value),
        "outcome": text(outcome.value),
        "entity": text(rule.entity),
        "key": column("_key_text"),
        "title": column("_title"),
        "parents": column("_parents"),
        "message": message,
        "clause": text(clause) if clause else exp.Null(),
        "actual": values["actual"].said if "actual" in values else exp.Null(),
        "actual_number": exp.Null() if sides.actual is None else as_number(sides.actual),
        "limit": values["limit"].said if "limit" in values else exp.Null(),
        "limit_number": limit_number(sides) or exp.Null(),
        "unit": unit(sides),
        "limit_from": limit_origin(sides, dictionary, lang),
        "missing": exp.Null() if failed else column("_missing"),
        "fix_searched": _searched(mends) if failed else exp.Null(),
        "document": text(rule.source.document),
        "section": text(rule.source.section),
        "checked": cast(text(rule.source.checked.isoformat()), "DATE"),
        "fingerprint": column("_fingerprint"),
    }
    fixed = _fixed(ground, mends, values, lang)
    return Row([*words, *fixed.words], [*sentences, *fixed.sentences], {**row, **fixed.columns})


def _title_of(rule: Rule, lang: str) -> Sentence:
    return Sentence(text(translated(rule.title, lang)), raw=False)


def _searched(mends: _Mends) -> exp.Expr:
    return exp.true() if mends.searched else exp.false()


def _message(rule: Rule, values: Mapping[str, Words], lang: str) -> Sentence:
    one_sided = placeholders(rule.wrong) & {"actual", "limit"}
    if rule.wrong and (len(rule.clauses) == 1 or not one_sided):
        return fill(rule.wrong, lang, values)
    said = {each: NOT_MET[each].format(title=rule.title[each]) for each in rule.title}
    return Sentence(text(translated(said, lang)), raw=False)


def _fixed(ground: _Ground, mends: _Mends, values: Mapping[str, Words], lang: str) -> Row:
    """Say the fixes, and give the first that is computed as numbers."""
    rule = ground.rule
    words: list[exp.Expr] = []
    sentences: list[exp.Expr] = []
    steps: list[exp.Expr] = []
    facts: list[tuple[exp.Expr, exp.Expr]] = []
    targets: list[tuple[exp.Expr, exp.Expr]] = []
    changes: list[tuple[exp.Expr, exp.Expr]] = []

    def say(name: str, told: Mapping[str, Words]) -> exp.Expr:
        added, end = printed(fill(fix.say, lang, told), name)
        sentences.extend(added)
        return end

    for index in mends.chosen:
        fix = rule.fixes[index]
        if fix.set is None:
            steps.append(say(f"_step{index}", values))
            continue
        if index not in mends.present:
            continue
        term, like = mends.present[index]
        if isinstance(like.unit, exp.Expr):
            like = replace(like, unit=column(f"target{index}_unit"))
        like = replace(like, titles=None, partial=None)
        target = column(f"target{index}")
        found = exp.not_(is_null(target), copy=False)
        facts.append((found, text(fix.set)))
        told = {"target": in_words_of(replace(like, low=target, high=target), lang)}
        if term.type in NUMBERS:
            moved = column(f"change{index}")
            targets.append((found, cast(target, "DECIMAL(38, 12)")))
            changes.append((found, cast(moved, "DECIMAL(38, 12)")))
            change_ = in_words_of(replace(like, low=moved, high=moved), lang)
            known = exp.not_(is_null(moved), copy=False)
            told["change"] = replace(change_, said=case([(known, change_.said)]))
        for name, each in told.items():
            added, told[name] = put_in(each, f"words_{name}{index}")
            words += added
        step = say(f"_step{index}", {**values, **told})
        plain = None
        if len(rule.clauses) > 1 and not placeholders(fix.say) & {"target", "change"}:
            # Another clause fails too, so that no value of this fact is the whole answer.
            plain = say(f"_plain{index}", values)
        steps.append(case([(found, step)], plain))
    listed = call("concat_ws", text(" "), *steps) if steps else text("")
    columns = {
        "fix": call("nullif", listed, text("")),
        "fix_fact": case(facts) if facts else exp.Null(),
        "fix_target": case(targets) if targets else exp.Null(),
        "fix_change": case(changes) if changes else exp.Null(),
    }
    return Row(words, sentences, columns)
