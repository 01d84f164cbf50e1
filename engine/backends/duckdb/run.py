"""Run a plan over a store in DuckDB: no Python touches a row that is not shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from sqlglot import exp

from ...model.outcome import Outcome
from ...model.report import OutcomeRow
from ...model.rule import Plan
from ...store.beside import beside
from ...store.relations import KEY, ROW, FactStore
from ...store.sql import alias, column, fetch, select, stream, table, text
from ..context import Context
from ..results import MissingCounts, Results, RuleCounts, Selected
from .frame import ComputedFrame, frame_for
from .judging import Judged, judge_relations
from .lacking import lacking
from .missing import missing_counts
from .pools import pool_members
from .readiness import count_readiness, standing, write_standings
from .rollup import roll_up
from .verdicts import (
    COUNTS_A_RULE,
    Verdict,
    compile_verdict,
    counts_of,
    excluded_name,
    judged,
    verdict_name,
)
from .worst import worst_rows

_FETCH = 50_000


def run(plan: Plan, store: FactStore, context: Context, *, limit: int | None) -> Results:
    """Judge all subjects; `limit` caps the rows selected for each rule and outcome."""
    relations = judge_relations(plan, store, context)
    counts: dict[str, RuleCounts] = {}
    for judged_relation in relations.values():
        counts |= _count(store, judged_relation)
    # What is missing is told at the end: it is counted while the findings are explained.
    missing = beside(store, lambda own: _missing(plan, own, context, relations, counts))

    def lacking_rows(most: int) -> Mapping[str, tuple[int, ...]]:
        missing()  # both put rows aside under one name
        return lacking(plan, store, context, relations, counts, most)

    return Results(
        {rule.id: counts[rule.id] for rule in plan.rules if rule.id in counts},
        tuple(_select(plan, store, relations, counts, limit)),
        count_readiness(plan, store, context, relations),
        missing,
        lambda: all_outcomes(plan, store, context),
        partial(roll_up, plan, store, context, relations),
        partial(pool_members, plan, store, context, relations),
        partial(write_standings, plan, store, context, relations),
        partial(standing, plan, store, context, relations),
        lacking_rows,
    )


def _missing(
    plan: Plan,
    store: FactStore,
    context: Context,
    relations: Mapping[str, Judged],
    counts: Mapping[str, RuleCounts],
) -> dict[str, MissingCounts]:
    """Count the missing facts over all relations."""
    missing: dict[str, MissingCounts] = {}
    for relation, judged_relation in relations.items():
        undecided = [
            rule
            for rule in plan.rules
            if rule.id in counts
            and counts[rule.id].outcomes[Outcome.UNKNOWN]
            and store.entities[rule.entity].relation == relation
        ]
        found = missing_counts(plan, store, undecided, judged_relation, context)
        for name, each in found.items():
            missing[name] = missing.get(name, MissingCounts(0, 0, 0)) + each
    return missing


def _count(store: FactStore, judged_relation: Judged) -> dict[str, RuleCounts]:
    """Count the outcomes of the rules whose own records these are."""
    verdicts = judged_relation.verdicts
    grouped = judged_relation.patterns
    columns = counts_of(verdicts, grouped=grouped is not None)
    query = select(*columns).from_(table(grouped or judged_relation.table), copy=False)
    found = fetch(store.connection, query)[0]
    return {
        each.rule.id: _rule_counts(
            found[start : start + COUNTS_A_RULE], store.entities[each.rule.entity].rows
        )
        for each, start in zip(verdicts, range(0, len(found), COUNTS_A_RULE), strict=True)
        if judged_relation.table == f"judged_{store.entities[each.rule.entity].relation}"
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
    relations: Mapping[str, Judged],
    counts: Mapping[str, RuleCounts],
    limit: int | None,
) -> Iterator[Selected]:
    """Find the rows worth showing, rule by rule, failures first."""
    for rule in plan.rules:
        if rule.id not in counts:
            continue
        judged_relation = relations[store.entities[rule.entity].relation]
        for outcome in (Outcome.FAIL, Outcome.UNKNOWN):
            if counts[rule.id].outcomes[outcome]:
                query = worst_rows(judged_relation, rule.id, outcome, limit)
                for (row,) in fetch(store.connection, query):
                    yield Selected(rule.id, outcome, int(row))


def all_outcomes(plan: Plan, store: FactStore, context: Context) -> Iterator[OutcomeRow]:
    """Yield every rule's outcome for every subject, rule by rule in the plan's order."""
    for rule in plan.rules:
        if rule.entity not in store.entities:
            continue
        frame = frame_for(plan, store, rule.entity, [rule], context)
        verdict = compile_verdict(rule, frame.scope)
        query = _outcome_query(frame, verdict, store, rule.entity)
        for key, outcome in stream(store.connection, query, _FETCH):
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
    stored = store.entities[entity]
    keys = exp.select(column(ROW), alias(column(stored.key), KEY)).from_(table(stored.relation))
    return (
        exp.select(column(KEY, "keys"), alias(word, "_o"))
        .from_(inner.subquery("judged", copy=False), copy=False)
        .join(
            keys.subquery("keys", copy=False),
            using=[exp.to_identifier(ROW, quoted=True)],
            copy=False,
        )
        .order_by(column(ROW), copy=False)
    )
