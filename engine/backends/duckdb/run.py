"""Run a plan over a store in DuckDB: no Python touches a row that is not shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlglot import exp

from ...model.outcome import Outcome
from ...model.report import OutcomeRow
from ...model.rule import Plan, Rule
from ...store.relations import KEY, ROW, FactStore
from ...store.sql import alias, column, fetch, sql_of, table, text
from ..context import Context
from ..needs import rules_by_entity
from ..results import MissingCounts, Results, RuleCounts, Selected
from .frame import ComputedFrame, frame_for
from .missing import missing_counts
from .readiness import count_readiness
from .verdicts import (
    COUNTS_A_RULE,
    Verdict,
    compile_verdict,
    counts_of,
    excluded_name,
    judged,
    verdict_name,
    worst_rows,
)

#: DuckDB plans wide statements superlinearly; more rules than this go into several.
RULES_A_STATEMENT = 200
_FETCH = 50_000


def run(plan: Plan, store: FactStore, context: Context, *, limit: int | None) -> Results:
    """Judge all subjects; `limit` caps the rows selected for each rule and outcome."""
    counts: dict[str, RuleCounts] = {}
    selected: list[Selected] = []
    missing: dict[str, MissingCounts] = {}
    for entity, rules in rules_by_entity(plan, store).items():
        for part in _parts(rules):
            counts |= _count(plan, store, entity, part, context)
            selected += _select(plan, store, entity, part, context, counts, limit)
        undecided = [rule for rule in rules if counts[rule.id].outcomes[Outcome.UNKNOWN]]
        for name, found in missing_counts(plan, store, entity, undecided, context).items():
            old = missing.get(name, MissingCounts(0, 0, 0))
            missing[name] = MissingCounts(
                old.undecided + found.undecided,
                old.settles + found.settles,
                old.subjects + found.subjects,
            )
    order = {rule.id: index for index, rule in enumerate(plan.rules)}
    selected.sort(key=lambda each: (order[each.rule], each.outcome is Outcome.UNKNOWN))
    return Results(
        {rule.id: counts[rule.id] for rule in plan.rules if rule.id in counts},
        tuple(selected),
        count_readiness(plan, store, context, counts),
        missing,
        lambda: all_outcomes(plan, store, context),
    )


def _parts(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    remaining = iter(rules)
    while part := list(islice(remaining, RULES_A_STATEMENT)):
        yield part


def _count(
    plan: Plan, store: FactStore, entity: str, rules: Sequence[Rule], context: Context
) -> dict[str, RuleCounts]:
    frame = frame_for(plan, store, entity, rules, context)
    verdicts = [compile_verdict(rule, frame.scope) for rule in rules]
    query = exp.select(*counts_of(verdicts)).from_(
        judged(frame, verdicts, changes=True).subquery("judged")
    )
    found = fetch(store.connection, query)[0]
    subjects = store.entities[entity].rows
    return {
        rule.id: _rule_counts(found[start : start + COUNTS_A_RULE], subjects)
        for rule, start in zip(rules, range(0, len(found), COUNTS_A_RULE), strict=True)
    }


def _rule_counts(found: Sequence[Any], subjects: int) -> RuleCounts:
    passed, decided, excluded, low, high = found
    return RuleCounts(
        {
            Outcome.PASS: passed,
            Outcome.FAIL: decided - passed,
            Outcome.UNKNOWN: subjects - decided - excluded,
            Outcome.NOT_APPLICABLE: excluded,
        },
        None if low is None else Decimal(low),
        None if high is None else Decimal(high),
    )


def _select(
    plan: Plan,
    store: FactStore,
    entity: str,
    rules: Sequence[Rule],
    context: Context,
    counts: Mapping[str, RuleCounts],
    limit: int | None,
) -> list[Selected]:
    """Find the rows worth showing, rule by rule: one narrow query each, all in one statement."""
    selected: list[Selected] = []
    for rule in rules:
        wanted = [
            outcome
            for outcome in (Outcome.FAIL, Outcome.UNKNOWN)
            if counts[rule.id].outcomes[outcome]
        ]
        if not wanted or limit == 0:
            continue
        frame = frame_for(plan, store, entity, [rule], context)
        verdict = compile_verdict(rule, frame.scope)
        for outcome in wanted:
            query = worst_rows(frame, verdict, outcome.value, 0, limit)
            selected += [
                Selected(rule.id, outcome, int(row[2])) for row in fetch(store.connection, query)
            ]
    return selected


def all_outcomes(plan: Plan, store: FactStore, context: Context) -> Iterator[OutcomeRow]:
    """Yield every rule's outcome for every subject, rule by rule in the plan's order."""
    for rule in plan.rules:
        if rule.entity not in store.entities:
            continue
        frame = frame_for(plan, store, rule.entity, [rule], context)
        verdict = compile_verdict(rule, frame.scope)
        query = _outcome_query(frame, verdict, store, rule.entity)
        cursor = store.connection.cursor().execute(sql_of(query))
        while rows := cursor.fetchmany(_FETCH):
            for key, outcome in rows:
                yield OutcomeRow(rule.id, rule.entity, key, Outcome(outcome))


def _outcome_query(
    frame: ComputedFrame, verdict: Verdict, store: FactStore, entity: str
) -> exp.Select:
    inner = judged(frame, [verdict], changes=False)
    word = exp.Case(
        ifs=[
            exp.If(this=column(verdict_name(0)), true=text(Outcome.PASS.value)),
            exp.If(
                this=exp.not_(column(verdict_name(0)), copy=False), true=text(Outcome.FAIL.value)
            ),
        ],
        default=text(Outcome.UNKNOWN.value),
    )
    if verdict.not_applicable is not None:
        excluded = exp.If(this=column(excluded_name(0)), true=text(Outcome.NOT_APPLICABLE.value))
        word.args["ifs"].insert(0, excluded)
    keys = exp.select(column(ROW), column(KEY)).from_(table(store.entities[entity].relation))
    return (
        exp.select(column(KEY, "keys"), alias(word, "_o"))
        .from_(inner.subquery("judged"))
        .join(keys.subquery("keys"), using=[exp.to_identifier(ROW, quoted=True)])
        .order_by(column(ROW))
    )
