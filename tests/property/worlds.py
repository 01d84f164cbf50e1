"""Facts, conditions and subjects for the laws of three-valued logic."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st

from skulint.engine.backends.reference import Subject
from skulint.engine.model.facts import Dictionary, Fact, FactType
from skulint.engine.model.nodes import (
    AllOf,
    AnyOf,
    Call,
    Choose,
    Condition,
    Expression,
    FactRef,
    Literal,
    Not,
    Test,
)
from skulint.engine.model.values import Bounded, Exact, Value
from skulint.engine.text.source import Source, Span

_SPAN = Span(Source("law.yaml", "x"), 1, 1, 1, 2)
_TYPES = {
    **dict.fromkeys(("n1", "n2", "n3"), FactType.DECIMAL),
    **dict.fromkeys(("m1", "m2"), FactType.MONEY),
    **dict.fromkeys(("d1", "d2"), FactType.DATE),
    **dict.fromkeys(("b1", "b2"), FactType.BOOLEAN),
    **dict.fromkeys(("t1", "t2"), FactType.TEXT),
}
RANGED = frozenset(name for name in _TYPES if name[0] in "nmd")
FACTS = tuple(_TYPES)


def _fact(name: str, kind: FactType) -> Fact:
    unit = {"m1": "USD", "m2": "CNY"}.get(name)
    return Fact(name, "sku", kind, MappingProxyType({}), _SPAN, unit=unit)


DICTIONARY = Dictionary(
    MappingProxyType({}),
    MappingProxyType({name: _fact(name, kind) for name, kind in _TYPES.items()}),
    MappingProxyType({}),
)
RATES = MappingProxyType({("CNY", "USD"): Decimal("0.14")})

_NUMBERS = st.sampled_from([Decimal(each) for each in ("-2", "0", "0.5", "1", "7", "7.01", "8.4")])
_DAYS = st.integers(0, 4).map(lambda days: date(2026, 2, 26) + timedelta(days=days))
_TEXTS = st.sampled_from(["A", "B", ""])
_POOL: dict[str, st.SearchStrategy[Any]] = {
    "n": _NUMBERS,
    "m": _NUMBERS,
    "d": _DAYS,
    "b": st.booleans(),
    "t": _TEXTS,
}


def exact_values(name: str) -> st.SearchStrategy[Value]:
    """Give a value of a fact's type."""
    return _POOL[name[0]].map(Exact)


@st.composite
def ranges(draw: st.DrawFn, name: str) -> Value:
    """Give a range of a fact's type, perhaps open at one side."""
    low, high = sorted([draw(_POOL[name[0]]), draw(_POOL[name[0]])])
    side = draw(st.sampled_from(["both", "low", "high"]))
    if low == high and side == "both":
        return Exact(low)
    return Bounded(None if side == "high" else low, None if side == "low" else high)


def values(name: str) -> st.SearchStrategy[Value]:
    """Give what may be known of a fact."""
    exact = exact_values(name)
    return st.one_of(exact, exact, ranges(name)) if name in RANGED else exact


@st.composite
def subjects(draw: st.DrawFn) -> Subject:
    """Give a subject of which some facts are known."""
    stated = {name: draw(values(name)) for name in FACTS if draw(st.booleans())}
    return Subject(stated, DICTIONARY, MappingProxyType({}), RATES)


def _literal(name: str) -> st.SearchStrategy[Expression]:
    kind, unit = _TYPES[name], DICTIONARY.facts[name].unit
    return _POOL[name[0]].map(lambda value: Literal(value, kind, unit))


@st.composite
def numbers(draw: st.DrawFn, depth: int = 1) -> Expression:
    """Give a number: a fact, a literal or a calculation."""
    shapes = ["fact", "fact", "literal", "call", "choose"] if depth else ["fact"]
    shape = draw(st.sampled_from(shapes))
    if shape == "literal":
        return draw(_literal("n1"))
    if shape == "call":
        name = draw(st.sampled_from(["add", "subtract", "multiply", "divide", "min", "max"]))
        return Call(name, (draw(numbers(depth - 1)), draw(numbers(depth - 1))))
    if shape == "choose":
        case = (draw(tests()), draw(numbers(depth - 1)))
        return Choose((case,), draw(st.none() | numbers(depth - 1)))
    return FactRef(draw(st.sampled_from(["n1", "n2", "n3"])))


@st.composite
def tests(draw: st.DrawFn) -> Condition:
    """Give a comparison of two values of one type; being known is no comparison."""
    name = draw(st.sampled_from(FACTS))
    fact = FactRef(name)
    twins = [FactRef(each) for each in FACTS if each[0] == name[0] and each != name]
    other = draw(_literal(name) | st.sampled_from(twins))
    if name[0] == "n":
        other = draw(numbers(2))
    orders = ["at_least", "at_most", "more_than", "less_than"]
    moments = ["before", "on_or_before", "after", "on_or_after"]
    same = ["is", "is_not", "one_of", "none_of"]
    words = {"n": orders + same, "m": orders + same, "d": moments + same}.get(name[0], same)
    operator = draw(st.sampled_from(words))
    if operator in ("one_of", "none_of"):
        return Test(operator, (fact, other, draw(_literal(name))))
    return Test(operator, (fact, other))


def conditions() -> st.SearchStrategy[Condition]:
    """Give a condition of any depth."""
    return st.recursive(
        tests(),
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda each: AllOf(tuple(each))),
            st.lists(inner, min_size=1, max_size=3).map(lambda each: AnyOf(tuple(each))),
            inner.map(Not),
        ),
        max_leaves=6,
    )
