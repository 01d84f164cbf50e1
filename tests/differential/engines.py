"""Run one plan on one store in every engine, and hold the answers against the reference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from sqlglot import exp

from skulint.engine.backends import ENGINES
from skulint.engine.backends.context import Context
from skulint.engine.backends.duckdb.frame import frame_for
from skulint.engine.backends.duckdb.missing import blames_of
from skulint.engine.backends.needs import facts_of_rules, needed_facts, rules_by_entity
from skulint.engine.backends.reference import judge
from skulint.engine.backends.reference.run import subjects_of
from skulint.engine.backends.results import Results
from skulint.engine.loading import build_plan
from skulint.engine.model.outcome import Outcome
from skulint.engine.model.rule import Plan, Rule, RuleBook
from skulint.engine.readers import read_inputs
from skulint.engine.store.build import build_store, open_database
from skulint.engine.store.relations import KEY, ROW, FactStore
from skulint.engine.store.sql import alias, column, fetch, table
from skulint.engine.text.diagnostics import Diagnostics

AS_OF = datetime(2026, 11, 22, 9, 30)
RATES = {
    ("CNY", "USD"): Decimal("0.1404"),
    ("USD", "CNY"): Decimal("7.12"),
    ("EUR", "USD"): Decimal("1.087654321"),
}

#: A rule and the key of a subject's row.
Pair = tuple[str, int]
Answer = tuple[Outcome, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Check:
    """A plan with the facts it is run on."""

    plan: Plan
    store: FactStore
    context: Context


def prepare(
    book: RuleBook,
    files: list[Path],
    *,
    programs: list[str] | None = None,
    defaults: Mapping[str, object] | None = None,
    rates: Mapping[tuple[str, str], Decimal] | None = None,
) -> Check:
    """Read the files and plan all rules of the book."""
    diagnostics = Diagnostics()
    plan = build_plan(book, as_of=date(2026, 11, 22), diagnostics=diagnostics, programs=programs)
    assert not diagnostics.has_errors, [each.message for each in diagnostics]
    raws = read_inputs(
        [str(each) for each in files],
        dictionary=book.dictionary,
        exports=book.exports,
        diagnostics=diagnostics,
    )
    needed = needed_facts(plan, facts_of_rules(plan.rules))
    store = build_store(raws, needed, book.dictionary, open_database(), diagnostics)
    stated = {"as_of": AS_OF, **(defaults or {})}
    return Check(plan, store, Context(stated, dict(rates or {})))  # type: ignore[arg-type]


def run(check: Check, engine: str, limit: int | None = 3) -> Results:
    """Run an engine."""
    return ENGINES[engine](check.plan, check.store, check.context, limit)


def reference_answers(check: Check) -> dict[Pair, Answer]:
    """Judge every pair with the reference evaluator."""
    answers: dict[Pair, Answer] = {}
    for rule in check.plan.rules:
        if rule.entity in check.store.entities:
            for stored, subject in subjects_of(*_parts(check), rule.entity):
                answers[rule.id, stored.row] = judge(rule, subject)
    return answers


def _parts(check: Check) -> tuple[Plan, FactStore, Context]:
    return check.plan, check.store, check.context


def duckdb_answers(check: Check, results: Results) -> dict[Pair, Answer]:
    """Ask DuckDB for every pair: the outcome it lists, and the facts it blames."""
    missing: dict[Pair, frozenset[str]] = {}
    for entity, rules in rules_by_entity(check.plan, check.store).items():
        missing |= blamed(check, entity, rules)
    answers: dict[Pair, Answer] = {}
    listed = results.outcomes()
    for rule in check.plan.rules:
        rows = sorted(row for name, row in missing if name == rule.id)
        for row, outcome in zip(rows, listed, strict=False):
            assert outcome.rule == rule.id
            answers[rule.id, row] = outcome.outcome, missing[rule.id, row]
    assert next(listed, None) is None
    return answers


def blamed(check: Check, entity: str, rules: list[Rule]) -> dict[Pair, frozenset[str]]:
    """List the missing facts that DuckDB counts for each pair of an entity's rules."""
    frame = frame_for(check.plan, check.store, entity, rules, check.context, blaming=True)
    names: list[tuple[str, str]] = []
    columns: list[exp.Expr] = [column(ROW)]
    for rule in rules:
        for name, tree in blames_of(rule, frame.scope).items():
            columns.append(alias(tree, f"_b{len(names)}"))
            names.append((rule.id, name))
    query = exp.select(*columns).from_(frame.query.subquery("frame")).order_by(column(ROW))
    found: dict[Pair, frozenset[str]] = {}
    for row, *told in fetch(check.store.connection, query):
        for rule in rules:
            found[rule.id, row] = frozenset(
                name for (of, name), each in zip(names, told, strict=True) if each and of == rule.id
            )
    return found


def differences(check: Check) -> tuple[list[str], Counter[Outcome]]:
    """Describe where the engines disagree, and count what the reference decided."""
    reference, columnar = run(check, "reference"), run(check, "duckdb")
    wanted, found = reference_answers(check), duckdb_answers(check, columnar)
    lines = [
        f"{rule} row {row} {_key(check, rule, row)}: reference {_words(wanted.get((rule, row)))},"
        f" duckdb {_words(found.get((rule, row)))}"
        for rule, row in sorted(wanted.keys() | found.keys())
        if wanted.get((rule, row)) != found.get((rule, row))
    ]
    for part in ("rules", "selected", "readiness", "missing"):
        one, other = getattr(reference, part), getattr(columnar, part)
        if part == "missing":
            one, other = one(), other()
        if one != other:
            lines.append(f"{part}: reference {one}\n{' ' * len(part)}     duckdb {other}")
    if list(reference.outcomes()) != list(columnar.outcomes()):
        lines.append("outcomes are listed in another order or for other subjects")
    return lines, Counter(outcome for outcome, _ in wanted.values())


def _words(answer: Answer | None) -> str:
    if answer is None:
        return "nothing"
    return f"{answer[0].value} {sorted(answer[1])}"


def _key(check: Check, rule: str, row: int) -> str:
    entity = next(each.entity for each in check.plan.rules if each.id == rule)
    relation = check.store.entities[entity].relation
    query = (
        exp.select(column(KEY))
        .from_(table(relation))
        .where(exp.EQ(this=column(ROW), expression=exp.Literal.number(row)))
    )
    found = fetch(check.store.connection, query)
    return str(found[0][0]) if found else "?"
