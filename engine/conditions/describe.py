"""Conditions and expressions in plain words, in every language at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from ..model.facts import Dictionary, FactType, Translated
from ..model.nodes import (
    Aggregate,
    AllOf,
    AnyOf,
    Call,
    Choose,
    Condition,
    Expression,
    FactRef,
    Holds,
    Literal,
    Not,
    Test,
)
from ..model.once import once
from ..model.report import Quantity
from ..model.values import Exact
from ..wording.values import digits, quantity
from .aggregates import AGGREGATES
from .operators import OPERATORS

LANGUAGES = ("en", "zh")

_AND = {"en": " and ", "zh": "，且"}
_OR = {"en": " or ", "zh": "，或"}
_NOT = {"en": "not ({0})", "zh": "并非（{0}）"}
_ALWAYS = {"en": "always", "zh": "始终适用"}
_SHARE = {"en": "{share}% of {fact}", "zh": "{fact}的 {share}%"}
#: Values that depend on a condition, such as those of a parameter by market.
_CASE = {"en": "{value} ({when})", "zh": "{value}（{when}）"}
_OTHERWISE = {"en": "otherwise {value}", "zh": "其他情况为 {value}"}
_LIST = {"en": ", ", "zh": "，"}
_MOST_CASES = 3
_UNTITLED: Mapping[str, Translated] = MappingProxyType({})
_SIGNS = {"add": " + ", "subtract": " - ", "multiply": " x ", "divide": " / "}


def in_all_languages(describe: Callable[[str], str]) -> Translated:
    """Describe something once for each language."""
    return {lang: describe(lang) for lang in LANGUAGES}


@once
def describe_condition(condition: Condition, dictionary: Dictionary) -> Translated:
    """Say what a condition asks."""
    return in_all_languages(lambda lang: _condition(condition, dictionary, lang))


@once
def describe_expression(expression: Expression, dictionary: Dictionary) -> Translated:
    """Say what an expression stands for, such as `70% of the lowest price`."""
    return in_all_languages(lambda lang: _expression(expression, dictionary, lang, None))


def fact_title(name: str, dictionary: Dictionary, lang: str) -> str:
    """Return a fact's title, or its name where it has none."""
    fact = dictionary.facts.get(name)
    return fact.title.get(lang, name) if fact is not None else name


def _condition(condition: Condition, dictionary: Dictionary, lang: str) -> str:
    match condition:
        case AllOf(()):
            return _ALWAYS[lang]
        case AllOf(items):
            return _AND[lang].join(_nested(item, dictionary, lang) for item in items)
        case AnyOf(items):
            return _OR[lang].join(_nested(item, dictionary, lang) for item in items)
        case Not(item):
            return _NOT[lang].format(_condition(item, dictionary, lang))
        case Test(name, (subject, *operands)):
            return _test(name, subject, operands, dictionary, lang)
    raise AssertionError(f"not a condition: {condition!r}")


def _nested(condition: Condition, dictionary: Dictionary, lang: str) -> str:
    words = _condition(condition, dictionary, lang)
    several = isinstance(condition, AllOf | AnyOf) and len(condition.items) > 1
    if not several:
        return words
    return f"（{words}）" if lang == "zh" else f"({words})"


def _test(
    name: str,
    subject: Expression,
    operands: Sequence[Expression],
    dictionary: Dictionary,
    lang: str,
) -> str:
    operator = OPERATORS[name]
    unit = unit_of(subject, dictionary)
    titles = titles_of(subject, dictionary)
    words = [_expression(each, dictionary, lang, unit, titles) for each in operands]
    title = _expression(subject, dictionary, lang, None)
    if operator.arity == "flag":
        flag = operands[0]
        stated = isinstance(flag, Literal) and flag.value is True
        shown = operator if stated or operator.opposite is None else OPERATORS[operator.opposite]
        said = shown.words[lang]
    elif operator.arity == "pair":
        said = operator.words[lang].format(low=words[0], high=words[1])
    else:
        joint = "、" if lang == "zh" else ", "
        said = operator.words[lang].format(limit=joint.join(words))
    return f"{title} {said}" if lang == "en" else f"{title}{said}"


def unit_of(expression: Expression, dictionary: Dictionary) -> str | None:
    """Return the unit of a fact, so that a literal beside it can be printed with it."""
    if isinstance(expression, FactRef) and expression.name in dictionary.facts:
        return dictionary.facts[expression.name].unit
    return None


def titles_of(expression: Expression, dictionary: Dictionary) -> Mapping[str, Translated]:
    """Return what the values of a fact are called, so that a literal beside it can be."""
    if isinstance(expression, FactRef) and expression.name in dictionary.facts:
        return dictionary.facts[expression.name].titles
    return _UNTITLED


def _expression(
    expression: Expression,
    dictionary: Dictionary,
    lang: str,
    unit: str | None,
    titles: Mapping[str, Translated] = _UNTITLED,
) -> str:
    match expression:
        case FactRef(name):
            return fact_title(name, dictionary, lang)
        case Literal(value, kind, own_unit):
            return quantity(Quantity(Exact(value), kind, own_unit or unit, titles), lang)
        case Call("multiply", (Literal(Decimal() as share, FactType.DECIMAL), FactRef(name))):
            return _SHARE[lang].format(
                share=digits(share * 100), fact=fact_title(name, dictionary, lang)
            )
        case Call(function, arguments):
            parts = [_expression(each, dictionary, lang, None) for each in arguments]
            sign = _SIGNS.get(function)
            return sign.join(parts) if sign else f"{function}({', '.join(parts)})"
        case Holds(condition):
            return _condition(condition, dictionary, lang)
        case Choose(cases, otherwise) if len(cases) <= _MOST_CASES:
            said = [
                _CASE[lang].format(
                    value=_expression(value, dictionary, lang, unit, titles),
                    when=_condition(when, dictionary, lang),
                )
                for when, value in cases
            ]
            if otherwise is not None:
                last = _expression(otherwise, dictionary, lang, unit, titles)
                said.append(_OTHERWISE[lang].format(value=last))
            return _LIST[lang].join(said)
        case Aggregate(name, source):
            rows = _expression(source, dictionary, lang, None)
            return AGGREGATES[name].words[lang].format(rows=rows)
    return "…"
