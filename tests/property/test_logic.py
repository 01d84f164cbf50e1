"""Laws of three-valued logic that the reference evaluator keeps."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from skulint.engine.backends.reference import Subject
from skulint.engine.backends.reference.evaluate import truth_of
from skulint.engine.model.nodes import AllOf, AnyOf, Condition, Not
from skulint.engine.model.outcome import Truth
from skulint.engine.model.values import Bounded, Exact, Value

from .worlds import FACTS, RANGED, conditions, exact_values, ranges, subjects


@settings(max_examples=200)
@given(st.data(), conditions(), subjects())
def test_supplying_a_fact_never_turns_what_was_decided(
    data: st.DataObject, condition: Condition, subject: Subject
) -> None:
    before = truth_of(condition, subject).truth
    for name in [each for each in FACTS if each not in subject.stated]:
        both = exact_values(name) | ranges(name) if name in RANGED else exact_values(name)
        subject = subject.with_fact(name, data.draw(both))
        after = truth_of(condition, subject).truth
        assert before is Truth.UNKNOWN or after is before
        before = after


@settings(max_examples=200)
@given(st.data(), conditions(), subjects())
def test_narrowing_a_range_never_turns_what_was_decided(
    data: st.DataObject, condition: Condition, subject: Subject
) -> None:
    before = truth_of(condition, subject).truth
    for name, value in dict(subject.stated).items():
        if isinstance(value, Bounded):
            inner = data.draw(ranges(name) | exact_values(name))
            subject = subject.with_fact(name, _within(value, inner))
            after = truth_of(condition, subject).truth
            assert before is Truth.UNKNOWN or after is before
            before = after


def _within(outer: Bounded, inner: Value) -> Value:
    """Narrow one range to what lies in another as well, if anything does."""
    low, high = _ends(inner)
    bottom: Any = max((each for each in (low, outer.low) if each is not None), default=None)
    top: Any = min((each for each in (high, outer.high) if each is not None), default=None)
    if bottom is None or top is None:
        return Bounded(bottom, top)
    if bottom > top:
        return outer
    return Exact(bottom) if bottom == top else Bounded(bottom, top)


def _ends(value: Value) -> tuple[Any, Any]:
    if isinstance(value, Exact):
        return value.value, value.value
    assert isinstance(value, Bounded)
    return value.low, value.high


@settings(max_examples=200)
@given(conditions(), subjects())
def test_what_is_missing_is_not_known(condition: Condition, subject: Subject) -> None:
    judged = truth_of(condition, subject)
    known = {name for name, value in subject.stated.items() if isinstance(value, Exact)}
    assert not judged.missing & known
    assert judged.truth is Truth.UNKNOWN or not judged.missing


@given(st.data(), conditions(), subjects())
def test_supplying_what_is_missing_helps(
    data: st.DataObject, condition: Condition, subject: Subject
) -> None:
    judged = truth_of(condition, subject)
    for name in judged.missing & set(FACTS):
        subject = subject.with_fact(name, data.draw(exact_values(name)))
    after = truth_of(condition, subject)
    # It decides, or shows what else is needed, but never asks for the same again.
    decided = after.truth is not Truth.UNKNOWN
    assert decided or after.missing != judged.missing or judged.missing <= {"fx"}


@given(conditions(), conditions(), subjects())
def test_de_morgan(one: Condition, other: Condition, subject: Subject) -> None:
    for group, opposite in ((AllOf, AnyOf), (AnyOf, AllOf)):
        outside, inside = Not(group((one, other))), opposite((Not(one), Not(other)))
        assert truth_of(outside, subject) == truth_of(inside, subject)


@given(conditions(), subjects())
def test_not_not_is_nothing(condition: Condition, subject: Subject) -> None:
    assert truth_of(Not(Not(condition)), subject) == truth_of(condition, subject)


@given(st.data(), st.lists(conditions(), min_size=2, max_size=4), subjects())
def test_order_does_not_matter(
    data: st.DataObject, items: list[Condition], subject: Subject
) -> None:
    shuffled = tuple(data.draw(st.permutations(items)))
    for group in (AllOf, AnyOf):
        assert truth_of(group(tuple(items)), subject) == truth_of(group(shuffled), subject)
