"""Say why a case came out as it did: the deciding conditions with the values they met."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..backends.reference import Subject, judge, value_of
from ..conditions.describe import describe_condition, describe_expression
from ..conditions.walk import facts_in
from ..evaluation.explain import explain, quantity_of, sides
from ..model.facts import Translated
from ..model.nodes import ALWAYS, Condition, FactRef
from ..model.outcome import Outcome
from ..model.report import Quantity
from ..model.rule import Rule
from ..model.values import Exact


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition or formula behind a result.

    `values` lists the facts it reads by name; `missing` names what keeps it undecided.
    """

    what: Translated
    actual: Quantity | None = None
    limit: Quantity | None = None
    values: tuple[tuple[str, Quantity], ...] = ()
    missing: tuple[str, ...] = ()


def reasons_of(name: str, rule: Rule | None, subject: Subject) -> tuple[Reason, ...]:
    """Explain the outcome of a rule, or the value of the derived fact `name`."""
    if rule is None:
        return (_of_fact(name, subject),)
    outcome, _ = judge(rule, subject)
    if outcome in (Outcome.FAIL, Outcome.UNKNOWN):
        return tuple(
            Reason(
                each.clause,
                each.actual,
                each.limit,
                _values(each.read, subject),
                tuple(sorted(each.missing)),
            )
            for each in explain(rule, subject)
        )
    if outcome is Outcome.NOT_APPLICABLE:
        return (_of_condition(rule.when, subject),)
    return tuple(_of_condition(clause.condition, subject) for clause in rule.clauses)


def _of_condition(condition: Condition, subject: Subject) -> Reason:
    actual, limit, _ = sides(condition, subject) if condition != ALWAYS else (None, None, None)
    what = describe_condition(condition, subject.dictionary)
    return Reason(what, actual, limit, _values(facts_in(condition), subject))


def _of_fact(name: str, subject: Subject) -> Reason:
    fact = subject.dictionary.facts[name]
    if name in subject.stated:
        return Reason(fact.title, values=_values([name], subject))
    tree = subject.derivations[name]
    value = value_of(name, subject)
    return Reason(
        describe_expression(tree, subject.dictionary),
        values=_values(facts_in(tree), subject),
        missing=() if isinstance(value, Exact) else tuple(sorted(value.missing)),
    )


def _values(names: Iterable[str], subject: Subject) -> tuple[tuple[str, Quantity], ...]:
    return tuple((name, quantity_of(FactRef(name), subject)) for name in names)
