"""Explain one rule for one subject: the clauses that decided, both sides, and the evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from ..backends.reference import Subject, currency_of, judge, judge_clause, term_value
from ..conditions.describe import describe_condition, describe_expression
from ..conditions.operators import OPERATORS
from ..conditions.walk import facts_in
from ..model.facts import FactType, Translated
from ..model.nodes import AnyOf, Condition, Expression, FactRef, Literal, Test
from ..model.outcome import Outcome, Truth
from ..model.report import Quantity
from ..model.rule import Fix, Rule
from ..model.values import EXACT, Absent, Exact
from .deciding import Deciding, deciding_rows
from .solving import solve
from .templates import fill, placeholders

#: What stands in a quantity until its value is known.
_NOTHING = Absent(frozenset())


@dataclass(frozen=True, slots=True)
class Mend:
    """A fix with its texts filled; `set` and `target` only where a value was computed."""

    say: Translated
    set: str | None
    target: Quantity | None
    change: Quantity | None
    where: Translated | None


@dataclass(frozen=True, slots=True)
class Explained:
    """One deciding clause of a rule for a subject.

    `focus` is the fact the clause is about; `read` lists the stated facts behind the clause in
    reading order, derived ones followed to what they were computed from. `limit_of` is the value
    of the one fact the limit is worked out from; `rows` those of tables that decided.
    """

    outcome: Outcome
    clause: Translated
    message: Translated
    actual: Quantity | None
    limit: Quantity | None
    limit_from: Translated | None
    missing: frozenset[str]
    fixes: tuple[Mend, ...]
    focus: str | None
    read: tuple[str, ...]
    limit_of: Quantity | None = None
    rows: tuple[Deciding, ...] = ()


def explain(rule: Rule, subject: Subject) -> tuple[Explained, ...]:
    """Explain a failed rule clause by clause, or an undecided one once."""
    outcome, missing = judge(rule, subject)
    if outcome is Outcome.FAIL:
        failed = [
            clause.condition
            for clause in rule.clauses
            if judge_clause(clause.condition, subject).truth is Truth.FALSE
        ]
        return tuple(_explained(rule, clause, outcome, missing, subject) for clause in failed)
    if outcome is Outcome.UNKNOWN:
        undecided = [
            clause.condition
            for clause in rule.clauses
            if judge_clause(clause.condition, subject).truth is Truth.UNKNOWN
        ]
        # Where the clauses are clear, it is the applicability that cannot be told.
        chosen = undecided[0] if undecided else rule.when
        return (_explained(rule, chosen, outcome, missing, subject),)
    return ()


def sides(
    condition: Condition, subject: Subject
) -> tuple[Quantity | None, Quantity | None, Expression | None]:
    """Give what a comparison found and what it asked for, with the expression it asked by."""
    test = one_test(condition)
    if test is None or not test.operands:
        return None, None, None
    first, *operands = test.operands
    actual = quantity_of(first, subject)
    arity = OPERATORS[test.operator].arity
    if arity == "flag" or not operands:
        return actual, None, None
    if arity == "pair":
        low, high = (_typed(each, subject, actual) for each in operands)
        over = isinstance(actual.value, Exact) and isinstance(high.value, Exact)
        above = over and _exceeds(actual, high)
        return actual, high if above else low, operands[1] if above else operands[0]
    if arity in ("list", "pattern") or len(operands) > 1:
        values = tuple(
            found.value
            for each in operands
            if isinstance(found := term_value(each, subject), Exact)
        )
        return actual, replace(actual, value=Exact(values)), None
    return actual, _typed(operands[0], subject, actual), operands[0]


def _exceeds(actual: Quantity, high: Quantity) -> bool:
    assert isinstance(actual.value, Exact) and isinstance(high.value, Exact)
    return bool(actual.value.value > high.value.value)  # type: ignore[operator]


def one_test(condition: Condition) -> Test | None:
    """Give the one comparison a condition is, if it is one."""
    if isinstance(condition, Test):
        return condition
    if isinstance(condition, AnyOf) and len(condition.items) == 1:
        return one_test(condition.items[0])
    return None


def quantity_of(expression: Expression, subject: Subject) -> Quantity:
    """Give an expression's value with the type and unit it is printed with."""
    like = Quantity(_NOTHING, FactType.DECIMAL)
    if isinstance(expression, FactRef):
        fact = subject.dictionary.facts[expression.name]
        like = Quantity(_NOTHING, fact.type, fact.unit, fact.titles)
    elif isinstance(expression, Literal):
        like = Quantity(_NOTHING, expression.type, expression.unit)
    return _typed(expression, subject, like)


def _typed(expression: Expression, subject: Subject, like: Quantity) -> Quantity:
    """Give an expression's value as one of the same type and unit, its own currency aside."""
    unit = like.unit
    if like.type is FactType.MONEY:
        unit = currency_of(expression, subject) or unit
    return replace(like, value=term_value(expression, subject), unit=unit)


def stated_behind(condition: Condition, subject: Subject) -> tuple[str, ...]:
    """List the stated facts a condition rests on, following derived ones to their sources."""
    order: dict[str, None] = {}

    def visit(name: str) -> None:
        if name in subject.stated or name not in subject.derivations:
            order[name] = None
            return
        for inner in facts_in(subject.derivations[name]):
            visit(inner)

    for name in facts_in(condition):
        visit(name)
    return tuple(order)


def _explained(
    rule: Rule,
    condition: Condition,
    outcome: Outcome,
    missing: frozenset[str],
    subject: Subject,
) -> Explained:
    actual, limit, asked = sides(condition, subject)
    dictionary = subject.dictionary
    clause = describe_condition(condition, dictionary)
    values = dict(_named_values(rule, subject))
    if actual is not None:
        values["actual"] = actual
    if limit is not None:
        values["limit"] = limit
    failed = outcome is Outcome.FAIL
    message = _message(rule, values) if failed else rule.title
    names = facts_in(condition)
    return Explained(
        outcome,
        clause,
        message,
        actual,
        limit,
        None
        if asked is None or isinstance(asked, Literal)
        else describe_expression(asked, dictionary),
        missing,
        tuple(_mends(rule, condition, subject, values)) if failed else (),
        names[0] if names else None,
        stated_behind(condition, subject),
        _limit_of(asked, subject),
        deciding_rows(condition, subject),
    )


def _limit_of(asked: Expression | None, subject: Subject) -> Quantity | None:
    """Give the value of the one fact that a limit is worked out from."""
    names = facts_in(asked) if asked is not None and not isinstance(asked, FactRef) else ()
    return quantity_of(FactRef(names[0]), subject) if len(names) == 1 else None


#: Says that a requirement does not hold, where the author has no sentence for it.
NOT_MET = {"en": "{title}: not met", "zh": "{title}：未满足"}


def _message(rule: Rule, values: Mapping[str, Quantity]) -> Translated:
    """Say what is wrong; an author's sentence about one clause must not speak for another."""
    one_sided = placeholders(rule.wrong) & {"actual", "limit"}
    if rule.wrong and (len(rule.clauses) == 1 or not one_sided):
        return fill(rule.wrong, values)
    return {lang: NOT_MET[lang].format(title=rule.title[lang]) for lang in rule.title}


def _named_values(rule: Rule, subject: Subject) -> Iterator[tuple[str, Quantity]]:
    """Give the facts that the rule's texts mention by name."""
    texts = [rule.wrong, *(fix.say for fix in rule.fixes)]
    for name in sorted({each for text in texts for each in placeholders(text)}):
        if name in subject.dictionary.facts:
            yield name, quantity_of(FactRef(name), subject)


def _mends(
    rule: Rule, condition: Condition, subject: Subject, values: Mapping[str, Quantity]
) -> Iterator[Mend]:
    """Fill the rule's fixes; a computed one only where it really turns the rule to pass.

    Where several clauses fail, a step to mend one of them stays a step in words.
    """
    for fix in rule.fixes:
        if fix.set is None:
            yield Mend(fill(fix.say, values), None, None, None, fix.where)
            continue
        if fix.set not in facts_in(condition):
            continue
        computed = _computed(rule, fix, subject, values)
        if computed is not None:
            yield computed
        elif len(rule.clauses) > 1 and not placeholders(fix.say) & {"target", "change"}:
            # Another clause fails too, so that no value of this fact is the whole answer.
            yield Mend(fill(fix.say, values), None, None, None, fix.where)


def _computed(
    rule: Rule, fix: Fix, subject: Subject, values: Mapping[str, Quantity]
) -> Mend | None:
    assert fix.set is not None
    found = solve(rule, fix.set, subject)
    if found is None:
        return None
    present = quantity_of(FactRef(fix.set), subject)
    target = Quantity(Exact(found), present.type, present.unit)
    change = _change(present, target)
    filled = {**values, "target": target}
    if change is not None:
        filled["change"] = change
    say = fill(fix.say, filled)
    return Mend(say, fix.set, target, change, fix.where)


def _change(present: Quantity, target: Quantity) -> Quantity | None:
    if not (isinstance(present.value, Exact) and isinstance(target.value, Exact)):
        return None
    before, after = present.value.value, target.value.value
    if not (isinstance(before, Decimal) and isinstance(after, Decimal)):
        return None
    return Quantity(Exact(EXACT.subtract(after, before)), target.type, target.unit)
