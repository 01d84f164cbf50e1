"""The change of one fact that mends a failure, rounded the safe way."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from ...conditions.operators import OPERATORS, Edge
from ...conditions.steps import step_places
from ...model.nodes import FactRef
from ...model.outcome import Truth
from ...model.rule import Rule
from ...model.values import EXACT, Exact, in_range
from ..needs import solvable_test
from .evaluate import Subject, term_of, truth_of
from .terms import ValueAlgebra


def change_of(rule: Rule, subject: Subject) -> Decimal | None:
    """Give what to add to the fact so that the rule's failed comparison holds.

    None where that comparison does not fail, or a side of it is not known exactly.
    """
    test = solvable_test(rule)
    if test is None or truth_of(test, subject).truth is not Truth.FALSE:
        return None
    actual, limit = (term_of(each, subject) for each in test.operands)
    left, right, _ = ValueAlgebra(subject.rates).in_one_currency(actual, limit)
    if not (isinstance(left, Exact) and isinstance(right, Exact)):
        return None
    if not (isinstance(left.value, Decimal) and isinstance(right.value, Decimal)):
        return None
    assert isinstance(test.operands[0], FactRef)
    places = step_places(subject.dictionary.facts[test.operands[0].name])
    up_to = OPERATORS[test.operator].edge is Edge.UP_TO
    target = right.value.quantize(
        Decimal(1).scaleb(-places),
        rounding=ROUND_FLOOR if up_to else ROUND_CEILING,
        context=EXACT,
    )
    change = EXACT.subtract(target, left.value)
    return change if in_range(change) else None
